"""`check` beside a running bot and without one: all is well, and then one thing after another is not."""

import asyncio
import socket

import pytest
from aiohttp import web

from bot.checks import doors, registry, running, sign_in, telegram
from bot.settings import Settings
from tests import processes
from tests.journeys.house import house
from tests.servers import free_port, serving


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


async def check(environment, **changes):
    """Return the exit code and what was said."""
    process = await processes.fork("check", environment=environment | changes)
    said = (await process.stdout.read() + await process.stderr.read()).decode()
    assert "Traceback" not in said
    return await process.wait(), said


async def nobody(_):
    return web.Response(status=404, headers={"Date": "Thu, 01 Jan 2026 00:00:00 GMT"})


async def test_one_thing_after_another_is_told(tmp_path):
    """Each in a sentence with the server or the setting, beside the bot that runs."""
    other = web.Application()
    other.router.add_route("*", "/{path:.*}", nobody)
    async with house(tmp_path, ESIA_SIGNER="gostcrypto") as home, serving(other) as elsewhere:
        code, said = await check(home.environment)
        assert (code, "all is well" in said) == (0, True), said
        assert "lies in the database's folder" in said
        assert "is valid until" in said
        gone = f"http://127.0.0.1:{free_port()}"
        refused = f"cannot reach {gone.removeprefix('http://')}: connection refused"
        for room, changes, words in (
            (telegram, {"TELEGRAM_API_URL": gone}, f"Telegram: {refused}"),
            (registry, {"REGISTRY_URL": gone}, f"registry: {refused}"),
            (sign_in, {"ESIA_URL": gone}, f"sign-in: {refused}"),
            (doors, {"PUBLIC_URL": gone}, f"PUBLIC_URL: {refused}"),
            (doors, {"PUBLIC_URL": elsewhere}, "answers, but not with this bot's page"),
            (sign_in, {"ESIA_URL": elsewhere}, "nobody signs people in at ESIA_URL"),
            (telegram, {"TELEGRAM_API_URL": elsewhere}, "s ahead of Telegram's"),
            (telegram, {"TELEGRAM_API_URL": elsewhere.replace("http:", "https:")}, "it does not speak TLS"),
            (telegram, {"BOT_TOKEN": "1:wrong"}, "it does not take BOT_TOKEN"),
            (registry, {"REGISTRY_TOKEN": "wrong"}, "it does not take REGISTRY_TOKEN"),
            (sign_in, {"ESIA_CERTIFICATE": "/none.pem"}, "ESIA_CERTIFICATE: /none.pem is not there"),
            (sign_in, {"ESIA_PRIVATE_KEY": "/none.pem"}, "ESIA_PRIVATE_KEY: /none.pem is not there"),
            (sign_in, {"ESIA_TOKEN_KEYS": "/none"}, "no valid key of ESIA's tokens"),
            (doors, {"LISTEN_PRIVATE": "192.0.2.1:80"}, "LISTEN_PRIVATE: cannot listen on 192.0.2.1:80"),
        ):
            found = await looked(room, home.environment | changes)
            assert any(finding.is_wrong and words in finding.text for finding in found), found


async def looked(room, environment):
    settings = Settings(**{name.lower(): value for name, value in environment.items()})
    if room is telegram:
        return await room.look(settings, is_running=True)
    return await room.look(settings, *[await running.look(settings)] * (room is doors))


async def test_what_stands_in_the_way_of_a_start_is_told(tmp_path):
    """Taken ports, files that others may read, a webhook of somebody else."""
    async with house(tmp_path, updates="webhook", ESIA_CLIENT_ID="") as home:
        assert (await check(home.environment))[0] == 0
        code, said = await check(home.environment, PUBLIC_URL="https://bot.example")
        assert "it sends updates to another address" in said
        environment = home.environment
        await home.stop()
        (tmp_path / ".env").write_text("LOG_LEVEL=INFO\n")
        (tmp_path / ".env").chmod(0o644)
        (tmp_path / "bot.db").chmod(0o640)
        before = (tmp_path / "bot.db").read_bytes()
        with socket.create_server(("127.0.0.1", int(environment["LISTEN"].rpartition(":")[2]))):
            code, said = await check(environment, UPDATES="polling")
        assert code == 1
        assert "LISTEN: another program listens on 127.0.0.1:" in said
        assert f"chmod 600 {tmp_path}/.env" in said
        assert f"chmod 600 {tmp_path}/bot.db" in said
        assert "a webhook is set for this token" in said
        assert (tmp_path / "bot.db").read_bytes() == before
        await home.start()
        await asyncio.wait_for(home.ready(), 120)
