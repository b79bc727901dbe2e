"""The service manager: it hears that the process serves, that it lives, and that it ends."""

import asyncio
import os
import signal
import socket
from contextlib import asynccontextmanager

import pytest

from bot.process import service_manager
from bot.settings import address
from tests import processes
from tests.bot.test_health import full_disk
from tests.bot.test_sole_use import environment  # noqa: F401 - a fixture
from tests.servers import PATIENCE

BEAT = 0.05


class Manager:
    """The manager's end of the line."""

    def __init__(self, line):
        self.line = line

    async def hears(self, fact):
        """Wait for a fact; return the others that came before it."""
        before = []
        async with asyncio.timeout(PATIENCE):
            while True:
                facts = (await asyncio.get_running_loop().sock_recv(self.line, 4096)).decode().split("\n")
                if fact in facts:
                    return before
                before += facts

    def drops(self):
        """Forget what was said."""
        while True:
            try:
                self.line.recv(4096)
            except BlockingIOError:
                return

    async def hears_nothing(self):
        """Wait as long as ten signs of life would take."""
        self.drops()
        await asyncio.sleep(10 * BEAT)
        with pytest.raises(BlockingIOError):
            self.line.recv(4096)


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path, monkeypatch):
    """Both kinds of sockets that systemd uses."""
    place = f"{tmp_path}/notify" if request.param == "path" else f"@{tmp_path}/notify"
    monkeypatch.setenv("NOTIFY_SOCKET", place)
    monkeypatch.setenv("WATCHDOG_USEC", str(int(BEAT * service_manager.BEATS * 1e6)))
    monkeypatch.setattr(service_manager, "READY_PAUSE", BEAT)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(place.replace("@", "\0"))
        line.setblocking(False)
        yield Manager(line)


@asynccontextmanager
async def attending(database, ended=list, troubles=list):
    task = asyncio.create_task(service_manager.attend(database, ended, troubles))
    yield
    task.cancel()


async def test_who_serves_is_ready_and_lives(manager, database):
    """What no restart mends is only told."""
    async with attending(database, troubles=lambda: ["409 Conflict"]):
        assert "STATUS=409 Conflict" in await manager.hears("READY=1")
        assert "READY=1" not in [*await manager.hears("WATCHDOG=1"), *await manager.hears("WATCHDOG=1")]


async def test_who_cannot_commit_is_not_ready_yet_and_lives(manager, database):
    """A full disk is told; a process that is ended for it would not start again."""
    with full_disk():
        async with attending(database):
            await manager.hears("STATUS=no writes")
            assert "READY=1" not in await manager.hears("WATCHDOG=1")
    async with attending(database):
        await manager.hears("READY=1")


async def test_a_stuck_writer_is_no_life(manager, database):
    """The loop comes round, and nothing is said: the manager ends the process."""
    async with attending(database):
        await manager.hears("READY=1")
        held = asyncio.Event()
        work = asyncio.create_task(database.write(lambda _: held.wait()))
        await asyncio.sleep(2 * BEAT)
        await manager.hears_nothing()
        held.set()
        await work
        await manager.hears("WATCHDOG=1")


async def test_what_has_ended_is_no_life(manager, database):
    """A writer that has ended refuses at once, and a process without its clock is deaf to time."""
    ended = ["clock has ended"]
    async with attending(database, ended=lambda: ended):
        await manager.hears_nothing()
        ended.clear()
        await manager.hears("READY=1")


@pytest.mark.parametrize("manager", ["path"], indirect=True)
async def test_a_process_tells_its_whole_life(manager, environment):  # noqa: F811
    """Its doors are open when it is ready, even where Telegram is not there; then it lives, then it stops."""
    notify = {name: os.environ[name] for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC")}
    bot = await processes.fork(environment=environment | notify)
    await manager.hears("READY=1")
    host, port = address(environment["LISTEN"])
    socket.create_connection((host, port)).close()
    await manager.hears("WATCHDOG=1")
    bot.send_signal(signal.SIGTERM)
    assert "READY=1" not in await manager.hears("STOPPING=1")
    assert await bot.wait() == 0


async def test_a_sign_of_life_is_not_of_another_process(monkeypatch):
    """The patience is meant for the process that the manager names."""
    monkeypatch.setenv("WATCHDOG_USEC", "3000000")
    assert service_manager.pause() == 1.0
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert service_manager.pause() == service_manager.USUAL_PAUSE


async def test_nobody_listens():
    """Outside of a service manager, or where it has gone."""
    service_manager.say("READY=1")
