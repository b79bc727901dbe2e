"""How long a start or a tick holds a reply up, and how many searches a second are claimed, in a large file.

``python -m bench.waiting 1000000 FOLDER`` makes the file of a region once and measures in it.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from bench.crowd import FIRST, PACE, settle
from handlers.cards.jobs.full_age import freeze_the_grown
from handlers.cards.jobs.search import SearchJob
from handlers.messages.jobs import carry_mail
from handlers.visits.jobs.looks import look_at_all_due
from handlers.visits.jobs.reminders import ReminderJob
from patient.announcement import Audience
from patient.attachment import NothingYet
from storage.announcements import Announcements
from storage.database import Database
from storage.dialogue import Dialogue
from storage.dialogues import Dialogues
from storage.inbox import Inbox
from storage.key_ring import KeyRing
from storage.leases import release_leases, try_damaged_rows_again
from storage.outbox import Call, Outbox
from storage.retention import retire
from storage.searches import Searches
from storage.transaction import Transaction
from storage.watches import active_watches

PEOPLE = 20_000
DAILY = 90  # one card in so many is looked into on a day
PAUSE = 0.005  # seconds between two replies
SECONDS = float(os.environ.get("SECONDS", "5"))  # of searching
ZONE = ZoneInfo("Europe/Ulyanovsk")

Action = Callable[[Database], Coroutine[Any, Any, object]]


@dataclass(frozen=True, slots=True)
class Wait:
    """How many ms a reply took, and in how many of them this process worked (a busy machine counts less)."""

    wall: float
    cpu: float


async def reply(database: Database, number: int) -> Wait:
    """Do what an update writes."""

    async def work(transaction: Transaction) -> None:
        await Inbox(transaction).accept(2**40 + number)
        dialogue = await Dialogues(transaction).of(FIRST + number % PEOPLE)
        await Dialogues(transaction).save(Dialogue(dialogue.owner, state="bench"))
        await Outbox(transaction).add(dialogue.owner, Call("sendMessage", {"text": "x"}))

    wall, cpu = time.monotonic(), time.process_time()
    await database.write(work)
    return Wait((time.monotonic() - wall) * 1000, (time.process_time() - cpu) * 1000)


async def beside(database: Database, action: Action) -> tuple[float, list[Wait]]:
    """Do *action* while people are answered; return its seconds, and how long they waited."""
    waits: list[Wait] = []
    acting = asyncio.create_task(action(database))
    begun = time.monotonic()
    while not acting.done() or len(waits) < 100:
        waits.append(await reply(database, time.monotonic_ns() % 2**39))
        await asyncio.sleep(PAUSE)
    await acting
    return time.monotonic() - begun, waits


async def nothing(_: Database) -> None:
    await asyncio.sleep(1)


async def start(database: Database) -> None:
    """What a start does: of a process that was killed in the middle of its searches."""
    await database.write(try_damaged_rows_again)
    await database.write(release_leases)


@cache
def reminders(database: Database) -> ReminderJob:
    """Return the job, which opens the visits of a day at its first tick."""
    return ReminderJob(database, ZONE)


async def search(database: Database) -> int:
    """Look at a registry that answers at once, for as long as there is time; return how often."""
    looks = 0

    async def look(_: object) -> NothingYet:
        nonlocal looks
        looks += 1
        return NothingYet()

    registry, config = SimpleNamespace(look=look), SimpleNamespace(pace=PACE)
    means: Any = SimpleNamespace(
        database=database, registry=registry, config=config, zone=ZONE, busy=nullcontext
    )
    job = asyncio.create_task(SearchJob(means).run())
    await asyncio.wait([job], timeout=SECONDS)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
    return looks


async def look_at_visits(database: Database) -> None:
    """Look at a registry that has no visit of anybody."""

    async def of(*_: object) -> list[object]:
        return []

    registry = SimpleNamespace(visits=SimpleNamespace(of=of))
    means: Any = SimpleNamespace(database=database, registry=registry, zone=ZONE)
    await asyncio.wait([job := asyncio.create_task(look_at_all_due(means))], timeout=SECONDS)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


async def announce(database: Database) -> None:
    """Hand an announcement to everybody out, as fast as a Telegram without limits would take it."""
    await database.write(lambda tx: Announcements(tx).add(Audience(), "Прививки от гриппа", "bench", 0))
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        await carry_mail(database, ZONE)
        await database.write(lambda tx: tx.execute("DELETE FROM outbox WHERE urgency = 'push'"))


async def claim(database: Database) -> int:
    """Claim searches and put them off, and nothing else; return how many."""

    async def work(transaction: Transaction) -> int:
        claimed = await Searches(transaction).claim("bench", 64, timedelta(minutes=1))
        for each in claimed:
            after, _ = each.after(NothingYet(), now=transaction.now, pace=PACE, jitter=0.5)
            await Searches(transaction).finish(after, "bench")
        return len(claimed)

    until, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        count += await database.write(work)
    return count


ACTIONS: dict[str, Action] = {
    "nothing": nothing,
    "start": start,
    "full age": lambda database: freeze_the_grown(database, ZONE),
    "reminders": lambda database: reminders(database).run(),
    "their next tick": lambda database: reminders(database).run(),
    "retention": lambda database: retire(database.write),
    "watches": lambda database: database.write(active_watches),
    "searches": search,
    "looks for visits": look_at_visits,
    "announcement": announce,
}


async def measure(folder: Path, people: int) -> None:
    """Measure in the file of *people* in *folder*; make it if it is not there."""
    keys, path = folder / "keys.json", folder / "bot.db"
    if not keys.exists():
        KeyRing.fresh().save(keys)
        await settle(path, KeyRing.load(keys).vault(), people)
    database = await Database.open(path, KeyRing.load(keys).vault())
    await database.write(partial(prepare, people=people))
    print(f"{f'{people:,} people':<20}{'seconds':>9}{'replies':>9}{'ms p50':>9}{'p99':>9}{'CPU ms p50':>12}"
          f"{'p99':>9}{'longest':>9}")  # fmt: skip
    for name, action in ACTIONS.items():
        seconds, waits = await beside(database, action)
        wall, cpu = [wait.wall for wait in waits], [wait.cpu for wait in waits]
        print(f"{name:<20}{seconds:>9.1f}{len(waits):>9}{statistics.median(wall):>9.1f}{p99(wall):>9.1f}"
              f"{statistics.median(cpu):>12.1f}{p99(cpu):>9.1f}{max(cpu):>9.1f}")  # fmt: skip
    begun = time.process_time()
    count = await search(database)
    used = time.process_time() - begun
    print(f"searches: {count / SECONDS:.0f} looks/s, {count / used:.0f} a CPU second")
    begun = time.process_time()
    count = await claim(database)
    used = time.process_time() - begun
    print(f"claims alone: {count / SECONDS:.0f}/s, {count / used:.0f} a CPU second")
    await database.close()


def p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


async def prepare(transaction: Transaction, people: int) -> None:
    """Have a day's cards looked into, an hour's updates be old, and a killed process's searches be leased."""
    some = max(people // DAILY, 100)
    await transaction.execute("UPDATE card SET look_on = 1 WHERE rowid <= ?", some)
    await transaction.execute("UPDATE inbox SET received_at = 1 WHERE update_id <= ?", some)
    await transaction.execute("UPDATE search SET lease_holder = 'killed', lease_until = 1 WHERE rowid <= 128")
    await transaction.execute("UPDATE visits_look SET next_at = 1 WHERE rowid <= ?", some)
    await transaction.execute("DELETE FROM outbox")


def main(people: int = PEOPLE, folder: str = "") -> None:
    """Measure in a file that is kept, or in one for this time only."""
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        asyncio.run(measure(Path(folder), people))
        return
    with tempfile.TemporaryDirectory() as passing:
        asyncio.run(measure(Path(passing), people))


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("people", type=int, nargs="?", default=PEOPLE)
    words.add_argument("folder", nargs="?", default="")
    main(**vars(words.parse_args()))
