"""What twenty people wait for /start beside one who sends 2,000 messages in ten seconds, and what he gets.

``python -m bench.flood [CHECKOUT …]`` measures this tree and others, for example one of an earlier commit, in
the same run: first quiet, then in the flood. Each is the real process behind its webhook; the Bot API of the
bench answers at once. The people speak at chance moments, so no figure depends on a round.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bench.process import HEADERS, PATH, leave_first_core, running, settings
from bench.updates import message
from tests.servers import free_port, serving

PEOPLE = range(2001, 2021)
FLOODER = 1001
MESSAGES = 2000
SECONDS = 10.0
AFTERWARDS = 12.0  # until what still waits for the flooder has gone out
CONNECTIONS = 40  # Telegram's default for a webhook


@dataclass
class Town:
    """A Bot API that answers at once, and who waits for what at it."""

    hook: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    waiting: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    calls: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def api(self, request: web.Request) -> web.Response:
        """Answer a call and wake the person to whom it goes."""
        given = await request.json()
        chat = int(given.get("chat_id", 0))
        self.calls[chat].append(time.monotonic())
        waiting = self.waiting.get(chat)
        if waiting and not waiting.done() and "text" in given:
            waiting.set_result(None)
        return web.json_response({"ok": True, "result": {"message_id": next(self.numbers), "username": "b"}})

    async def say(self, session: aiohttp.ClientSession, who: int, text: str) -> None:
        """Post an update as Telegram would."""
        async with session.post(self.hook, json={"update_id": next(self.numbers)} | message(who, text)):
            pass

    async def live(self, session: aiohttp.ClientSession, who: int, until: float) -> list[float]:
        """Ask for the menu now and then; return how long each answer took, in seconds."""
        took = []
        while time.monotonic() < until:
            await asyncio.sleep(random.uniform(0.1, 0.9))
            self.waiting[who] = asyncio.get_running_loop().create_future()
            begun = time.monotonic()
            await self.say(session, who, "/start")
            await asyncio.wait_for(self.waiting[who], 60)
            took.append(time.monotonic() - begun)
        return took

    async def flood(self, session: aiohttp.ClientSession) -> None:
        """Say 2,000 things in ten seconds and wait for nothing; as many at once as Telegram delivers."""
        begun, gate = time.monotonic(), asyncio.Semaphore(CONNECTIONS)

        async def one(number: int) -> None:
            async with gate:
                await self.say(session, FLOODER, f"раз {number}")

        async with asyncio.TaskGroup() as saying:
            for number in range(MESSAGES):
                saying.create_task(one(number))
                await asyncio.sleep(max(0.0, begun + (number + 1) * SECONDS / MESSAGES - time.monotonic()))


async def measure(checkout: Path) -> dict[str, Any]:
    """Return the figures of one tree."""
    port = free_port()
    town = Town(f"http://127.0.0.1:{port}{PATH}")
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", town.api)
    with tempfile.TemporaryDirectory() as folder:
        async with serving(app) as base:
            environment = settings(Path(folder), base, port)
            async with running((sys.executable, "-m", "bot"), environment, checkout):
                return await watch(town)


async def watch(town: Town) -> dict[str, Any]:
    """Listen to the people, first alone, then beside the flooder."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(headers=HEADERS, connector=connector) as session:
        await live(town, session, 2)
        quiet = await live(town, session, SECONDS)
        flooding = asyncio.create_task(town.flood(session))
        flooded = await live(town, session, SECONDS)
        await flooding
        await asyncio.sleep(AFTERWARDS)
    calls = town.calls[FLOODER]
    a_second = Counter(int(at - calls[0]) for at in calls)
    return {
        "quiet": p95(quiet),
        "flood": p95(flooded),
        "longest": max(flooded),
        "calls": len(calls),
        "first": a_second[0],
        "later": max((number for second, number in a_second.items() if second), default=0),
    }


async def live(town: Town, session: aiohttp.ClientSession, seconds: float) -> list[float]:
    until = time.monotonic() + seconds
    lives = await asyncio.gather(*(town.live(session, who, until) for who in PEOPLE))
    return [took for life in lives for took in life]


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def main(checkouts: Sequence[str] = ()) -> None:
    """Print a line a tree."""
    leave_first_core()
    print(f"{'tree':<24}{'quiet p95':>10}{'flood p95':>10}{'ratio':>7}{'longest':>9}"
          f"{'calls to the flooder':>22}{'in its first s':>16}{'later, most a s':>17}")  # fmt: skip
    for checkout in [Path.cwd(), *map(Path, checkouts)]:
        got = asyncio.run(measure(checkout))
        print(
            f"{checkout.name:<24}{got['quiet']:>9.3f}s{got['flood']:>9.3f}s"
            f"{got['flood'] / got['quiet']:>7.2f}{got['longest']:>8.2f}s{got['calls']:>22}"
            f"{got['first']:>16}{got['later']:>17}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
