"""Errands over which the bot itself fails: they end, the person hears of it, and no other one waits."""

from datetime import timedelta

import pytest

from bot.jobs.asking import Asking
from bot.jobs.errands import ErrandJob
from bot.jobs.polis_photo import PolisPhotos
from bot.process import registry_of, world_of
from handlers.navigation import Go, Place
from storage.errands import Errand, ErrandKind, Errands


@pytest.fixture
async def job(settings, database):
    """The errands job over a registry that nobody need ask here."""
    registry = registry_of(settings)
    world = world_of(settings)
    yield ErrandJob(database, Asking(database, registry, PolisPhotos(None, None, world.zone), world), world)
    await registry.aclose()


async def test_an_errand_of_a_release_long_past_ends(job, chat, database):
    """The screen that it was to draw is no more: an apology in its message, and the next errand is done."""
    await chat.says("/start")
    message = max(chat.messages)
    present = Go(to=Place.DOCTOR, id="7").pack()

    async def wish(transaction):
        for number, go in enumerate(("go:of-the-past::0", present)):
            errand = Errand(str(number), chat.user, ErrandKind.FREE_TIMES, message + number, go)
            await Errands(transaction).wish(errand)

    await database.write(wish)
    await job.run()
    assert "с нашей стороны" in await chat.reads()
    assert "больше нет" in chat.messages[message + 1]["text"]
    assert not await database.write(lambda tx: Errands(tx).claim("other", 9, timedelta(seconds=1)))
