"""The operator's files: what is missing, empty, damaged or foreign is told; asking makes nothing."""

import asyncio
import shutil
import sqlite3 as stdlib_sqlite

import pytest

from bot.settings import Settings
from storage.key_ring import KeyRing
from tests import processes
from tests.servers import free_port
from tests.storage.earlier import laid_out

READING = [
    ("check",),
    ("keys", "check"),
    ("audit", "verify"),
    ("support", "list"),
    ("announce", "--list"),
    ("backup", "copy.db"),
]
WRITING = [(), ("migrate",), ("retention",), ("keys", "rotate"), ("announce", "--all", ".env")]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A working folder with its own settings and key ring."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    settings = {
        "BOT_TOKEN": "1:x",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "LISTEN": f"127.0.0.1:{free_port()}",
        "LISTEN_PRIVATE": f"127.0.0.1:{free_port()}",
        "OPERATOR_NAME": "Пример",
        "OPERATOR_ADDRESS": "Ульяновск",
    }
    text = "".join(f"{name}={value}\n" for name, value in settings.items())
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    (tmp_path / ".env").chmod(0o600)
    KeyRing.fresh().save(tmp_path / "keys" / "keys.json")
    return tmp_path


async def run(*words):
    """Run a command as the operator does; return its exit code and all that it said."""
    process = await processes.fork(*map(str, words), environment={})
    said = (await process.stdout.read() + await process.stderr.read()).decode()
    assert "Traceback" not in said
    return await process.wait(), said


def files(home):
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def statement(file, sql):
    connection = stdlib_sqlite.connect(file)
    rows = connection.execute(sql).fetchall()
    connection.commit()
    connection.close()
    return rows


def damage(file):
    """Overwrite some pages in the middle."""
    with file.open("r+b") as raw:
        raw.seek(4096 * 8)
        raw.write(b"\xa5" * 4096 * 8)


@pytest.mark.parametrize("words", READING, ids=" ".join)
async def test_asking_makes_and_changes_nothing(home, words):
    """Neither a database where there never was one, nor a byte of one that is there."""
    before = files(home)
    assert "no database" in (await run(*words))[1]
    assert files(home) == before
    assert not (home / "data").exists()
    await run("migrate")
    before = files(home)
    await run(*words)
    (home / "copy.db").unlink(missing_ok=True)
    if "backup" in words:  # which notes its time
        before["data/bot.db"] = files(home)["data/bot.db"]
    assert files(home) == before


@pytest.mark.parametrize("words", READING[:-1], ids=" ".join)
async def test_asking_migrates_nothing(home, words):
    """A file of an earlier release is told as what it is; `migrate` brings it forward."""
    (home / "data").mkdir()
    laid_out(home / "data")
    (home / "data" / "keys.json").rename(home / "keys" / "keys.json")
    before = files(home)
    code, said = await run(*words)
    assert code == 1
    assert "has schema 5" in said
    assert files(home) == before
    assert (await run("migrate"))[0] == 0
    assert "has schema 5" not in (await run(*words))[1]


@pytest.mark.parametrize("words", READING + WRITING, ids=" ".join)
@pytest.mark.parametrize("is_empty", [False, True])
async def test_a_database_that_is_gone_is_an_alarm(home, words, is_empty):
    """Perhaps its disk is not mounted: nothing begins anew in silence, whichever command is run."""
    await run("migrate")
    shutil.rmtree(home / "data")
    if is_empty:
        (home / "data").mkdir()
        (home / "data" / "bot.db").touch()
    code, said = await run(*words)
    assert code == 1
    assert "though this key ring has had one" in said
    assert not (home / "copy.db").exists()
    assert not (home / "data" / "bot.db").exists() or not (home / "data" / "bot.db").stat().st_size


async def test_a_database_is_begun_anew_when_told_so(home):
    """By one word that says what it costs; from then on the new one is missed, and the old one refused."""
    await run("migrate")
    (home / "data").rename(home / "old")
    assert (await run("migrate", "--begin-anew"))[0] == 0
    assert (await run("keys", "check"))[0] == 0
    shutil.rmtree(home / "data")
    (home / "old").rename(home / "data")
    code, said = await run("retention")
    assert code == 1
    assert "is not the database that this key ring was last used with" in said
    assert "is not the database" in (await run("check"))[1]


async def test_a_ring_that_cannot_be_written_goes_on_without_the_id(home):
    """A read-only secret is a usual place for it."""
    (home / "keys" / "keys.json.new").mkdir()  # where a new one would be drafted
    code, said = await run("migrate")
    assert code == 0
    assert "cannot be written" in said
    assert (await run("keys", "check"))[0] == 0


@pytest.mark.parametrize("state", ["missing", "0 bytes", "begun"])
async def test_a_backup_is_restored_where_nothing_was_kept(home, state):
    """An empty file is what a start or a copy in the wrong place leaves behind."""
    await run("migrate")
    assert (await run("backup", "copy.db"))[0] == 0
    before = (home / "copy.db").read_bytes()
    shutil.rmtree(home / "data")
    if state == "0 bytes":
        (home / "data").mkdir()
        (home / "data" / "bot.db").touch()
    elif state == "begun":
        await run("migrate", "--begin-anew")
    code, said = await run("restore", "copy.db")
    assert code == 0, said
    assert (home / "copy.db").read_bytes() == before
    assert (await run("keys", "check"))[0] == 0
    assert {path.name for path in (home / "data").iterdir()} == {"bot.db", "bot.db.lock"}


async def test_a_backup_is_never_restored_over_what_was_kept(home):
    """Not over one row, and not over a file that cannot be read."""
    await run("migrate")
    await run("backup", "copy.db")
    statement(
        home / "data" / "bot.db",
        "INSERT INTO dead_update (update_id, received_at, reason, sealed) VALUES (1, 1, 'x', x'01')",
    )
    for _ in range(2):
        before = files(home)
        code, said = await run("restore", "copy.db")
        assert code == 1
        assert "move it and its -wal and -shm away first" in said
        assert files(home) == before
        (home / "data" / "bot.db").write_bytes(b"what is this?" * 1000)


async def test_what_cannot_be_restored_or_backed_up_leaves_nothing_behind(home):
    """Neither a missing source nor a target's missing folder."""
    assert (await run("restore", "nowhere.db"))[0] == 1
    assert not (home / "data").exists()
    await run("migrate")
    for words, told in (
        (("backup", "nowhere/copy.db"), "there is no folder nowhere"),
        (("backup", "copy.db/copy.db"), "there is no folder copy.db"),
        (("backup", "data/bot.db"), "never overwrites"),
        (("restore", "nowhere.db"), "there is no backup nowhere.db"),
    ):
        before = files(home)
        code, said = await run(*words)
        assert code == 1
        assert told in said
        assert files(home) == before


async def test_damaged_pages_are_told_and_leave_no_half_backup(home):
    """By `check` and by `backup`, which would else keep copying the damage over good backups."""
    await run("migrate")
    damage(home / "data" / "bot.db")
    for words in (("check",), ("backup", "copy.db")):
        code, said = await run(*words)
        assert code == 1
        assert "has damaged pages" in said
    assert not (home / "copy.db").exists()


async def test_keys_are_not_rotated_over_damaged_pages(home):
    """What such a page hides would keep the key of before, and a mark there nobody would find any more."""
    await run("migrate")
    ring = (home / "keys" / "keys.json").read_bytes()
    damage(home / "data" / "bot.db")
    code, said = await run("keys", "rotate")
    assert (code, "has damaged pages: stop the bot" in said) == (1, True)
    assert (home / "keys" / "keys.json").read_bytes() == ring


async def test_backups_in_a_folder_make_room_for_one_another(home):
    """Only for a good one: what is damaged now may be whole in those before."""
    await run("migrate")
    backups = home / "backups"
    backups.mkdir()
    old = [backups / f"doctor73-2001010{day}T000000Z.db" for day in range(1, 9)]
    for file in old:
        file.touch()
    for words in (("copy.db", "--keep", "1"), ("--into", "backups", "--keep", "0"), ()):
        assert (await run("backup", *words))[0] in {1, 2}
    statement(
        "data/bot.db", "INSERT INTO message (owner, kind, sealed, at) VALUES (1, 'question', x'0102', 0)"
    )
    code, said = await run("backup", "--into", "backups", "--keep", "30")
    assert (code, "no copy is deleted" in said) == (1, True)
    (made,) = set(backups.iterdir()) - set(old)
    made.unlink()  # the next one may be made in the same second
    statement("data/bot.db", "DELETE FROM message")
    code, said = await run("backup", "--into", "backups", "--keep", "30")
    assert (code, "2 earlier copies deleted" in said) == (0, True), said
    assert set(old) & set(backups.iterdir()) == set(old[2:])


async def test_a_backup_of_an_earlier_release_is_restored_and_stays_as_it_is(home):
    """It is proven on a copy; the start brings what was restored to the present schema."""
    laid_out(home)
    (home / "keys.json").rename(home / "keys" / "keys.json")
    (home / "bot.db").rename(home / "copy.db")
    before = (home / "copy.db").read_bytes()
    code, said = await run("restore", "copy.db")
    assert code == 0, said
    assert (home / "copy.db").read_bytes() == before
    assert (await run("migrate"))[0] == 0
    assert (await run("keys", "check"))[0] == 0
    assert [path for path in home.iterdir() if path.name.startswith(".looked-at-")] == []


async def test_a_full_disk_at_the_target_is_told(home):
    """In a sentence, and what was begun is taken away."""
    await run("migrate")
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", f'ulimit -f 8; exec "{processes.sys.executable}" -m bot backup {home}/copy.db'),
        env={"PYTHONPATH": str(processes.ROOT), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        stderr=asyncio.subprocess.PIPE,
    )
    said = (await process.stderr.read()).decode()
    assert await process.wait() == 1
    assert "copy.db" in said
    assert "Traceback" not in said
    assert not (home / "copy.db").exists()


async def test_a_database_of_an_unfinished_release_is_refused(home):
    """Its number is a release's, its schema is none's."""
    (home / "data").mkdir()
    laid_out(home / "data")
    (home / "data" / "keys.json").rename(home / "keys" / "keys.json")
    statement(home / "data" / "bot.db", "DROP TABLE errand")
    code, said = await run("migrate")
    assert code == 1
    assert "table errand is missing" in said
    assert statement(home / "data" / "bot.db", "PRAGMA user_version") == [(5,)]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE migration SET checksum = 'x' WHERE number = 3", "other migrations 0003"),
        ("DELETE FROM migration WHERE number = 12", "other migrations 0012"),
        ("DROP TABLE migration", "not its tables"),
    ],
)
async def test_a_database_of_other_migrations_is_refused(home, sql, told):
    """Once a file tells by which it was made, that is compared at every start."""
    await run("migrate")
    statement(home / "data" / "bot.db", sql)
    for words in ((), ("check",), ("retention",)):
        code, said = await run(*words)
        assert code == 1
        assert told in said


async def test_check_compares_the_schema(home):
    """Whoever edits the file by hand hears of it."""
    await run("migrate")
    statement(home / "data" / "bot.db", "CREATE TABLE mine (id INTEGER)")
    assert "table mine is not ours" in (await run("check"))[1]


@pytest.mark.parametrize("words", [("retention",), ("announce", "--all", ".env", "--send")], ids=" ".join)
async def test_work_beside_the_bot_migrates_nothing(home, words):
    """The bot that runs may be of the release before: its timers must not change the schema beneath it."""
    (home / "data").mkdir()
    laid_out(home / "data")
    (home / "data" / "keys.json").rename(home / "keys" / "keys.json")
    for _ in range(2):
        code, said = await run(*words)
        assert code == 1
        assert "has schema 5" in said
