"""The engines: the card dialogue on a file, on PostgreSQL with one replica, and with two, in turn.

``python -m bench.engines``. The replicas share the first core with the server; the load has the other. So
the CPU counts, the server's too, and not the updates a second.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import aiohttp

from bench.dialogue import PEOPLE, RUNS, SECONDS, WARM_UP
from bench.process import CORES, HEADERS, PATH, cpu_seconds, leave_first_core, running, settings
from bench.town import Town
from tests.postgres import Cluster
from tests.servers import free_port, serving

COMMAND = (sys.executable, "-m", "bot")
FILE = "a file, one process"
SHARED = {"PostgreSQL, one replica": 1, "PostgreSQL, two replicas": 2}
names = count(1)


class Spread(Town):
    """A town whose every update goes to a replica by lot."""

    def __init__(self) -> None:
        super().__init__()
        self.hooks: list[str] = []

    @property
    def hook(self) -> str:
        """Where the next update goes."""
        return random.choice(self.hooks)

    @hook.setter
    def hook(self, _: str) -> None:
        """Leave it to the lot."""


@dataclass(frozen=True)
class Figures:
    """What came of one run; CPU in seconds per 1,000 updates."""

    bot: float
    server: float
    rate: float
    p99: float


async def measure(replicas: int, cluster: Cluster | None, folder: Path) -> Figures:
    """Start so many replicas, warm them up, and count."""
    town = Spread()
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(serving(town.application()))
        shared = await _database(cluster)
        pids = []
        for _ in range(replicas):
            port = free_port()
            town.hooks.append(f"http://127.0.0.1:{port}{PATH}")
            environment = settings(folder, base, port) | shared
            pids.append(await stack.enter_async_context(running(COMMAND, environment)))
        servers = _family(cluster.process.pid) if cluster and cluster.process else []
        return await _under_load(town, pids, servers)


async def _database(cluster: Cluster | None) -> dict[str, str]:
    if cluster is None:
        return {}
    name = f"bench_{next(names)}"
    await cluster.execute(f"CREATE DATABASE {name}")
    return {"DATABASE_URL": cluster.url(name)}


async def _under_load(town: Town, bots: list[int], servers: list[int]) -> Figures:
    """Let all people live, and look at those who are warm."""
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        until = time.monotonic() + WARM_UP + SECONDS
        people = [asyncio.create_task(town.live(user, session, until)) for user in range(1, PEOPLE + 1)]
        await asyncio.sleep(WARM_UP)
        town.begin_counting()
        bot, server, begun = _used(bots), _used(servers), time.monotonic()
        await asyncio.gather(*people)
        seconds = time.monotonic() - begun
    answered = len(town.latencies)
    return Figures(
        bot=(_used(bots) - bot) / answered * 1000,
        server=(_used(servers) - server) / answered * 1000,
        rate=answered / seconds,
        p99=statistics.quantiles(town.latencies, n=100)[98] * 1000,
    )


def _used(pids: list[int]) -> float:
    return sum(map(cpu_seconds, pids))


def _family(parent: int) -> list[int]:
    """Return a process and its children."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]


def main() -> None:
    """Measure all in turn, and print the medians."""
    cluster = Cluster.begun()
    if cluster.process:
        os.sched_setaffinity(cluster.process.pid, {CORES[0]})  # and each session that it begins
    leave_first_core()
    measured: dict[str, list[Figures]] = {name: [] for name in (FILE, *SHARED)}
    try:
        for _ in range(RUNS):
            for name, runs in measured.items():
                with tempfile.TemporaryDirectory() as folder:
                    shared = cluster if name in SHARED else None
                    runs.append(asyncio.run(measure(SHARED.get(name, 1), shared, Path(folder))))
    finally:
        cluster.end()
    print(f"{'on':<27}{'bot, CPU s / 1,000':>20}{'server':>9}{'to a file':>11}{'updates/s':>11}{'p99 ms':>8}")
    medians = {name: [statistics.median(column) for column in zip(*map(_row, runs), strict=True)]
               for name, runs in measured.items()}  # fmt: skip
    for name, (bot, server, rate, p99) in medians.items():
        ratio = (bot + server) / medians[FILE][0]
        print(f"{name:<27}{bot:>20.2f}{server:>9.2f}{ratio:>10.2f}×{rate:>11.0f}{p99:>8.0f}")


def _row(figures: Figures) -> tuple[float, ...]:
    return figures.bot, figures.server, figures.rate, figures.p99


if __name__ == "__main__":
    main()
