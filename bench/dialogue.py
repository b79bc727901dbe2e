"""The full card dialogue: the real process, durable and encrypted, beside its peers in memory, in turn.

Virtual people talk to each bot over its webhook in a closed loop: each says the next thing as soon as the
bot has answered the last. The Bot API of the bench only answers; the bot has one core, the load the other.
Ours looks for each saved card at a registry besides, which no peer does: at one that only listens, so that
few looks are under way and the conversation is measured, and in a row of its own at one that refuses at once.
``python -m bench.dialogue [FOLDER …]`` measures other trees of ours in the same run, too, and ours over a
file of many people (`bench.waiting` makes one).
"""

import asyncio
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import aiohttp

from bench.peers import PEERS
from bench.process import (
    HEADERS,
    NOBODY,
    PATH,
    cpu_seconds,
    leave_first_core,
    resident_megabytes,
    running,
    settings,
)
from bench.town import STEPS, Town
from tests.servers import free_port, serving

PEOPLE = 40
WARM_UP = 1.5
SECONDS = float(os.environ.get("SECONDS", "5"))
RUNS = int(os.environ.get("RUNS", "3"))
OURS = "ours"
LOOKING = "ours, and a look each"


@dataclass(frozen=True)
class Bot:
    """What is measured, and where it runs."""

    name: str
    command: tuple[str, ...]
    checkout: Path | None = None
    registry: str = NOBODY
    file_in: Path | None = None  # an empty file for this run only


@dataclass(frozen=True)
class Figures:
    """What came of one run; *cpu* in seconds per 1,000 updates, *calls* per dialogue."""

    cpu: float
    rate: float
    p50: float
    p99: float
    calls: float
    start: float
    memory: float


async def measure(bot: Bot, folder: Path) -> Figures:
    """Start the bot, warm it up, and count."""
    town, port = Town(), free_port()
    async with serving(town.application()) as base:
        town.hook = f"http://127.0.0.1:{port}{PATH}"
        environment = settings(folder, base, port, bot.registry)
        async with running(bot.command, environment, bot.checkout) as pid:
            return await load(town, pid, cpu_seconds(pid))


async def load(town: Town, pid: int, start: float) -> Figures:
    """Let all people live, and look at those who are warm."""
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        until = time.monotonic() + WARM_UP + SECONDS
        people = [asyncio.create_task(town.live(user, session, until)) for user in range(1, PEOPLE + 1)]
        await asyncio.sleep(WARM_UP)
        town.begin_counting()
        cpu, begun = cpu_seconds(pid), time.monotonic()
        await asyncio.gather(*people)
        seconds, used = time.monotonic() - begun, cpu_seconds(pid) - cpu
    answered = len(town.latencies)
    hundredths = statistics.quantiles(town.latencies, n=100)
    return Figures(
        cpu=used / answered * 1000,
        rate=answered / seconds,
        p50=hundredths[49] * 1000,
        p99=hundredths[98] * 1000,
        calls=town.methods.total() / answered * STEPS,
        start=start,
        memory=resident_megabytes(pid),
    )


def bots(folders: Sequence[str], registry: str) -> list[Bot]:
    """Return ours, other trees and files of ours at *registry*, and the peers that can be had here."""
    command = (sys.executable, "-m", "bot")
    commands = {peer.name: peer.set_up() for peer in PEERS}
    return [
        Bot(OURS, command, registry=registry),
        Bot(LOOKING, command),
        *(_ours_in(Path(folder), command, registry) for folder in folders),
        *(Bot(name, tuple(words)) for name, words in commands.items() if words),
    ]


def _ours_in(folder: Path, command: tuple[str, ...], registry: str) -> Bot:
    holds_file = (folder / "bot.db").exists()
    return Bot(
        f"ours, over {folder.name}" if holds_file else folder.name,
        command,
        None if holds_file else folder,
        registry,
        folder if holds_file else None,
    )


def main(folders: Sequence[str] = ()) -> None:
    """Measure all in turn, and print the medians and how many times more CPU each takes than ours."""
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes whoever comes and answers nothing
        registry = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        measured: dict[Bot, list[Figures]] = {bot: [] for bot in bots(folders, registry)}
        leave_first_core()
        for _ in range(RUNS):
            for bot, runs in measured.items():
                with tempfile.TemporaryDirectory() as passing:
                    runs.append(asyncio.run(measure(bot, bot.file_in or Path(passing))))
    print(f"{'who':<22}{'CPU s / 1,000':>14}{'to ours':>9}{'updates/s':>11}{'p50 ms':>8}{'p99 ms':>8}"
          f"{'calls':>7}{'start CPU s':>13}{'MB':>6}")  # fmt: skip
    medians = {bot.name: median(runs) for bot, runs in measured.items()}
    for name, m in medians.items():
        print(f"{name:<22}{m.cpu:>14.2f}{m.cpu / medians[OURS].cpu:>8.2f}×{m.rate:>11.0f}{m.p50:>8.0f}"
              f"{m.p99:>8.0f}{m.calls:>7.1f}{m.start:>13.2f}{m.memory:>6.0f}")  # fmt: skip


def median(runs: Sequence[Figures]) -> Figures:
    return Figures(*(statistics.median(column) for column in zip(*map(astuple, runs), strict=True)))


if __name__ == "__main__":
    main(sys.argv[1:])
