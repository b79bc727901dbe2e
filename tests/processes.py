"""Processes of the bot that outlive no test: forked from one that has imported it, or real ones."""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-m", "bot")
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(["tests.imported"])
living: "list[Forked | asyncio.subprocess.Process]" = []


def import_ahead() -> None:
    """Begin to import the bot in the background, while tests run that need no process of it."""
    forkserver.ensure_running()


def ends_with_its_parent() -> None:
    """Have the kernel end this process as soon as the one that started it has ended, in whatever way."""
    ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)


def end_those_left() -> None:
    """Kill what a test has left behind, perhaps because it ran into its limit."""
    while living:
        with suppress(ProcessLookupError):
            living.pop().kill()


def end_all() -> None:
    """End the fork server as well and wait for it, so that its work counts as the tests'."""
    end_those_left()
    forkserver._forkserver._stop()


@dataclass(eq=False)
class Forked:
    """A fork of the imported bot, to be used as ``asyncio.subprocess.Process`` is."""

    process: ForkServerProcess
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        self.process.kill()

    async def wait(self) -> int:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self.process.sentinel)
        self.process.join()
        return self.process.exitcode


async def fork(*words: str, environment: Mapping[str, str]) -> Forked:
    """Run ``python -m bot`` with these *words* in a fork of the bot that is imported already."""
    said, log = forking.Pipe(duplex=False), forking.Pipe(duplex=False)
    process = forking.Process(target=_be_the_bot, args=(words, dict(environment), said[1], log[1]))
    await asyncio.to_thread(process.start)  # the first one waits for the import
    said[1].close()
    log[1].close()
    forked = Forked(process, await _reading(said[0]), await _reading(log[0]))
    living.append(forked)
    return forked


def _be_the_bot(
    words: tuple[str, ...], environment: Mapping[str, str], said: Connection, log: Connection
) -> None:
    from bot.__main__ import main  # noqa: PLC0415 - the tests' own process need not import it

    ends_with_its_parent()
    os.dup2(said.fileno(), 1)
    os.dup2(log.fileno(), 2)
    os.environ.update(environment)
    sys.argv = ["bot", *words]
    sys.exit(main())


async def _reading(pipe: Connection) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader


async def start(
    *words: str | Path,
    environment: Mapping[str, str],
    program: Sequence[str | Path] = PROGRAM,
    folder: Path = ROOT,
) -> asyncio.subprocess.Process:
    """Run a real ``python -m bot``, or another *program*, where its start is what is tested."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(*program, *words),
        cwd=folder,
        env=os.environ | environment,
        stdout=pipe,
        stderr=pipe,
        preexec_fn=ends_with_its_parent,
    )
    living.append(process)
    return process


async def says(bot: Forked | asyncio.subprocess.Process, words: str) -> None:
    """Wait until the bot's log has *words* in it; one that ends before has failed."""
    log = []
    while words not in "".join(log[-1:]):
        line = await bot.stderr.readline()
        assert line, f"the bot ended: {log}"
        log.append(line.decode())
