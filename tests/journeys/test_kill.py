"""Many dialogues while the process is killed at random moments: nothing is lost, nothing is doubled.

``DIALOGUES`` and ``KILLS`` in the environment make it longer (``make soak``: 300 and 20).
"""

import asyncio
import os
import random
import signal
from collections import Counter

import pytest

from patient import fields
from patient.card import OwnerId
from storage.cards import Cards
from storage.consents import Consents
from storage.database import Database
from storage.key_ring import KeyRing
from storage.outbox import Outbox
from tests.form import ANNA
from tests.journeys.house import Person, house
from tests.processes import fork, start

DIALOGUES = int(os.environ.get("DIALOGUES", "40"))
KILLS = int(os.environ.get("KILLS", "4"))
AT_ONCE = 30
GLANCE = 4  # a question that a crash repeats may stand below the message that was changed
BEGIN = start if "KILLS" in os.environ else fork  # the long run kills real processes


def phone(number: int) -> str:
    """Return an invented phone that tells the dialogue's number."""
    return f"+7902000{number:04}"


@pytest.mark.timeout(240 + DIALOGUES * 2 + KILLS * 15)
async def test_nothing_is_lost_or_doubled_when_the_process_is_killed(tmp_path):
    """Every dialogue ends with its one card, its one consent and the news of its search."""
    async with house(tmp_path, begin=BEGIN) as home:
        home.telegram.keeps_log = False
        slots = asyncio.Semaphore(AT_ONCE)

        async def talk(number: int) -> None:
            person = Person(home, 5000 + number, glance=GLANCE)
            told = {"birth_date": "13.10.1979", "polis": "7349020886007312", "phone": phone(number)}
            async with slots:
                await person.adds_card(ANNA | told)
                await person.reads("прикрепления найдены")

        talks = [asyncio.create_task(talk(number)) for number in range(DIALOGUES)]
        for _ in range(KILLS):
            await home.ready()
            await asyncio.sleep(random.uniform(0.1, 3))
            await home.stop(signal.SIGKILL)
            await home.start()
        await asyncio.gather(*talks)
        await home.ready()
        assert await home.stop() == 0
        await compare(home, tmp_path)
        await home.start()
        await home.person(5000).answers("/cards", "1 карточка")


async def compare(home, tmp_path):
    """Compare what is kept and what was shown with what was said."""
    database = await Database.open(tmp_path / "bot.db", KeyRing.load(tmp_path / "keys.json").vault())
    try:
        for number in range(DIALOGUES):
            owner = OwnerId(5000 + number)
            (card,) = await database.write(lambda tx, owner=owner: Cards(tx, owner).readable())
            assert card.person.draft[fields.PHONE].e164 == phone(number)
            assert card.person.snils.digits == "11223344595"
            assert len(await database.write(lambda tx, owner=owner: Consents(tx, owner).in_force())) == 1
        assert await database.write(lambda tx: Outbox(tx).left_over()) == []
    finally:
        await database.close()
    shown = Counter(
        sum("прикрепления найдены" in message["text"] for message in home.person(5000 + number).seen())
        for number in range(DIALOGUES)
    )
    print(f"{DIALOGUES} dialogues, {KILLS} kills; news shown so many times: {dict(shown)}")  # noqa: T201
    assert shown[0] == 0
    assert sum(times - 1 for times in shown.elements()) <= KILLS * 2
