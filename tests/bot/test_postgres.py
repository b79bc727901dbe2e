"""The commands with a PostgreSQL: what each says, what nobody may read, and four who begin at once."""

import asyncio
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from storage.engine import engine_of
from storage.places import Server
from tests.bot.commanding import run, settings_in
from tests.processes import ROOT

SECRET = "s3cret-of-the-database"


@pytest.fixture
def environment(tmp_path, monkeypatch, postgres):
    monkeypatch.chdir(tmp_path)
    return settings_in(tmp_path, postgres.another().url)


async def test_four_begin_at_once_on_an_empty_database(environment):
    """One builds it, the others find it built, and all note the same database in the ring."""
    ended = await asyncio.gather(*(run(environment, "migrate") for _ in range(4)))
    assert [code for code, _ in ended] == [0] * 4, ended
    assert (await run(environment, "keys", "check"))[1].startswith("the key ring opens")


async def test_every_command_works(environment, tmp_path, postgres):
    """And none of them says the URL."""
    assert (await run(environment, "migrate"))[0] == 0
    for words, said in (
        (("keys", "check"), "opens the database"),
        (("keys", "rotate"), "sealed with the new key"),
        (("retention",), "notices deleted"),
        (("audit", "verify"), "the audit log is whole"),
        (("announce", "--list"), "nothing was announced"),
        (("support", "list"), "0 open questions"),
        (("backup", str(tmp_path / "b.db")), "backed up and checked"),
        (("audit", "verify", "--backup", str(tmp_path / "b.db")), "the audit log is whole"),
    ):
        code, told = await run(environment, *words)
        assert (code, said in told) == (0, True), told
    code, told = await run(environment, "restore", str(tmp_path / "b.db"))
    assert (code, "restored and checked" in told) == (0, True), told
    moved = environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/moved.db"}
    code, told = await run(moved, "restore", str(tmp_path / "b.db"))
    assert (code, "restored and checked" in told) == (0, True), told


def with_secret(url):
    return url.replace("postgres@", f"stranger:{SECRET}@")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda url: url.replace(f":{urlsplit(url).port}/", ":9/"), "cannot be reached"),
        (lambda url: url.replace("/another", "/nowhere"), "is not on this server: make it with createdb"),
        (lambda url: f"{url}&sslmode=require", "the server has no TLS"),
        (lambda url: f"{url}&sslmode=verify-full", "cannot be reached"),
        (lambda url: f"{url}&nothing=known", "mend what stands behind the ? in DATABASE_URL"),
        (lambda url: f"{url}&sslmode=perhaps", "what the driver does not understand"),
        (lambda url: url, "mend the name or the password"),
    ],
    ids=[
        "nobody there",
        "no such database",
        "no TLS",
        "no authority",
        "an unknown setting",
        "odd",
        "a wrong name",
    ],
)
async def test_check_says_what_is_wrong_and_no_password(environment, change, said):
    """In one sentence that names the place."""
    environment["DATABASE_URL"] = change(with_secret(environment["DATABASE_URL"]))
    if any(word in said for word in ("createdb", "driver", "TLS", "mend what")):
        environment["DATABASE_URL"] = environment["DATABASE_URL"].replace(f"stranger:{SECRET}", "postgres")
    for command in ("check", "migrate"):
        code, told = await run(environment, command)
        assert code == 1
        assert said in told
        assert SECRET not in told
        assert "Traceback" not in told


async def test_a_database_that_is_missing_is_an_alarm(environment, postgres):
    """The ring has had one: perhaps the URL names another server."""
    assert (await run(environment, "migrate"))[0] == 0
    environment["DATABASE_URL"] = postgres.another().url
    code, told = await run(environment, "migrate")
    assert code == 1
    assert "this key ring has had one" in told


def test_without_the_driver_the_way_out_is_named():
    """It is an extra of the package, and SQLite needs none."""
    script = (
        "import sys; sys.modules['asyncpg'] = None\n"
        "from storage.engine import engine_of; from storage.places import place_of\n"
        "from storage.errors import EngineUnfit\n"
        "engine_of(place_of('sqlite:///x'))\n"
        "try: engine_of(place_of('postgresql://h/d'))\n"
        "except EngineUnfit as error: print(error)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "pip install 'doctor73-telegram[postgres]'" in ended.stdout


async def older(reader, writer):
    """Answer as a server of 2019 does."""
    await reader.read(1024)  # whether it speaks TLS
    writer.write(b"N")
    await reader.read(1024)

    def message(kind, content):
        return kind + (len(content) + 4).to_bytes(4, "big") + content

    told = {"server_version": "12.1", "in_hot_standby": "off", "default_transaction_read_only": "off"}
    writer.write(message(b"R", bytes(4)))
    for name, value in {**told, "client_encoding": "UTF8"}.items():
        writer.write(message(b"S", f"{name}\0{value}\0".encode()))
    writer.write(message(b"K", bytes(8)) + message(b"Z", b"I"))
    await reader.read()
    writer.close()


async def test_a_server_that_is_too_old_is_refused(environment):
    """Before anything is asked of it."""
    server = await asyncio.start_server(older, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    environment["DATABASE_URL"] = f"postgresql://x@127.0.0.1:{port}/d"
    _, told = await run(environment, "migrate")
    assert "older than PostgreSQL 14" in told
    server.close()


def test_a_place_is_named_without_its_password():
    place = Server(f"postgresql://name:{SECRET}@host:5432/d?x=y")
    assert str(place) == str(engine_of(place)) == "postgresql://host:5432/d"
    assert SECRET not in repr(place)
