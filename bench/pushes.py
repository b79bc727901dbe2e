"""An announcement at a Telegram that enforces its limits, while others talk with the bot.

The real process hands it out to `PEOPLE`; the sandbox's strict Telegram takes a call at a chance moment
within its jitter, and answers it after 60 or 200 ms. Told is how much of the limit was used, by pushes and
replies together, how many calls were refused, and how long replies took until they had arrived.
``python -m bench.pushes [CHECKOUT …]`` measures other trees in the same run, too.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bench.process import HEADERS, PATH, leave_first_core, running, settings
from bench.updates import message
from patient.announcement import Audience
from sandbox.telegram.app import telegram_app
from sandbox.telegram.chats import Chat, User
from sandbox.telegram.limits import MESSAGES
from sandbox.telegram.server import Telegram
from storage.announcements import Announcements
from storage.database import Database
from storage.dialogue import Dialogue
from storage.dialogues import Dialogues
from storage.key_ring import KeyRing
from storage.migration import migrate
from storage.transaction import Transaction
from tests.servers import free_port, serving

PEOPLE = int(os.environ.get("PEOPLE", "1500"))
FIRST = 100_000
TALKERS = range(1, 41)
PAUSE = (10.0, 30.0)  # seconds between two things that one of them says
JITTER = 0.02
ANSWERS = (0.06, 0.2)  # seconds until Telegram answers a call
TEXT = "Завтра приём с 8 до 12"


@dataclass
class Strict:
    """A strict Telegram: when each message arrived, what was refused, and who waits for a reply."""

    answer: float
    telegram: Telegram = field(default_factory=lambda: Telegram("1:bench", is_strict=True, keeps_log=False))
    told: dict[int, int] = field(default_factory=dict)
    arrived: list[float] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    refused: int = 0
    last_push: float = 0.0
    waiting: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        for number in (*TALKERS, *range(FIRST, FIRST + PEOPLE)):
            self.telegram.chats[number] = Chat(User(number, "Анна", f"u{number}", "+79020000001"))

    def application(self) -> web.Application:
        app = telegram_app(self.telegram)

        @web.middleware
        async def over_a_network(request: web.Request, handler: Any) -> web.StreamResponse:
            await asyncio.sleep(random.uniform(0, JITTER))
            response = await handler(request)
            if request.path.endswith("/sendMessage"):
                self._note(int((await request.json())["chat_id"]), response.status)
            await asyncio.sleep(self.answer)
            return response

        app.middlewares.append(over_a_network)
        return app

    def _note(self, chat: int, status: int) -> None:
        if status == 429:
            self.refused += 1
            return
        self.arrived.append(time.monotonic())
        if chat in self.waiting:
            self.waiting.pop(chat).set_result(None)
        if chat >= FIRST:
            self.last_push = time.monotonic()
            self.told[chat] = self.told.get(chat, 0) + 1
            if len(self.told) == PEOPLE:
                self.done.set()

    async def is_done_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.done.wait(), seconds)
        return self.done.is_set()

    @property
    def used(self) -> float:
        """The share of the limit that was used until the last push."""
        counted = [at for at in self.arrived if at <= self.last_push]
        return (len(counted) - 1) / (counted[-1] - counted[0]) / MESSAGES


async def prepare(folder: Path) -> None:
    """Make a database in which everybody has talked with the bot, and an announcement waits."""
    KeyRing.fresh().save(folder / "keys.json")
    vault = KeyRing.load(folder / "keys.json").vault()
    database = await Database.open(folder / "bot.db", vault)
    await migrate(database.connection, vault)

    async def fill(transaction: Transaction) -> None:
        for number in range(FIRST, FIRST + PEOPLE):
            await Dialogues(transaction).save(Dialogue(number))
        await Announcements(transaction).add(Audience(), TEXT, "Bench", PEOPLE)

    await database.write(fill)
    await database.close()


async def talk(strict: Strict, session: aiohttp.ClientSession, hook: str, who: int) -> list[float]:
    """Ask for the menu now and then until the announcement is out; return how long each reply took."""
    took = []
    while not await strict.is_done_within(random.uniform(*PAUSE)):
        strict.waiting[who] = waiting = asyncio.get_running_loop().create_future()
        begun = time.monotonic()
        update = {"update_id": next(strict.numbers)} | message(who, "/start")
        async with session.post(hook, json=update):
            await asyncio.wait_for(waiting, 60)
        took.append(time.monotonic() - begun)
    return took


async def measure(answer: float, checkout: Path) -> str:
    """Return a line of what came of one announcement."""
    strict, port = Strict(answer), free_port()
    hook = f"http://127.0.0.1:{port}{PATH}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await prepare(folder)
        async with (
            serving(strict.application()) as base,
            running((sys.executable, "-m", "bot"), settings(folder, base, port), checkout),
            aiohttp.ClientSession(headers=HEADERS) as session,
        ):
            talks = await asyncio.gather(*(talk(strict, session, hook, who) for who in TALKERS))
    took = [each for one in talks for each in one]
    twice = sum(number > 1 for number in strict.told.values())
    p50, p99 = (statistics.quantiles(took, n=100)[n] * 1000 for n in (49, 98))
    return (f"{checkout.name:<12}{answer * 1000:>7.0f} ms{strict.used:>12.1%}{strict.refused:>6}"
            f"{len(strict.told):>8}{twice:>7}{len(took):>9}{p50:>8.0f}{p99:>8.0f}")  # fmt: skip


async def measure_all(checkouts: Sequence[Path]) -> None:
    """Hand all announcements out at once: they hardly use the machine."""
    print(f"{'tree':<12}{'answers':>10}{'limit used':>12}{'429s':>6}{'reached':>8}{'twice':>7}{'replies':>9}"
          f"{'p50 ms':>8}{'p99 ms':>8}")  # fmt: skip
    lines = await asyncio.gather(*(measure(answer, tree) for tree in checkouts for answer in ANSWERS))
    print("\n".join(lines))


def main(checkouts: Sequence[str] = ()) -> None:
    """Print a line a tree and a time of Telegram's."""
    leave_first_core()
    asyncio.run(measure_all([Path.cwd(), *map(Path, checkouts)]))


if __name__ == "__main__":
    main(sys.argv[1:])
