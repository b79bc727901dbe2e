"""Errands over which the bot itself fails: they end, the person hears of it, and no other one waits."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.bot_api import BotApi
from bot.jobs.errands import ErrandJob
from bot.opening.registry import registry_of
from bot.process import config_of
from handlers.ground.navigation import Go, Place
from patient.booking import Booking, BookingState
from patient.card import OwnerId
from patient.visit import Slot
from storage.bookings import Bookings
from storage.errands import Errand, ErrandKind, ErrandQueue, Errands
from storage.outbox import Outbox
from storage.photos import Photos
from tests.jobs import all_works, errands
from tests.servers import serving


@pytest.fixture
async def job(settings, database):
    """The errands job over a registry that nobody need ask here."""
    registry = registry_of(settings)
    config = config_of(settings)
    done_by = all_works(database, registry, None, config)
    yield errands(database, ErrandJob(database, done_by, config))
    await registry.aclose()


async def test_an_errand_of_a_release_long_past_ends(job, chat, database):
    """The screen that it was to draw is no more: an apology in its message, and the next errand is done."""
    await chat.says("/start")
    message = max(chat.messages)
    present = Go(to=Place.DOCTOR, id="7").pack()

    async def wish(transaction):
        for number, go in enumerate(("go:of-the-past::0", present)):
            errand = Errand(str(number), chat.user, ErrandKind.FREE_TIMES, message + number, go)
            await Errands(transaction, errand.owner).enqueue(errand)

    await database.write(wish)
    await job.run()
    assert "с нашей стороны" in await chat.reads()
    assert "больше нет" in chat.messages[message + 1]["text"]
    assert not await database.write(lambda tx: ErrandQueue(tx).claim("other", 9, timedelta(seconds=1)))


async def test_a_booking_over_which_the_bot_fails_is_left_in_doubt(job, chat, database):
    """Its screen may be what fails, so words of their own say what is unclear; a job finds it out later."""
    await chat.says("/start")
    owner, message = chat.user, max(chat.messages)
    slot = Slot("s1", "r1", datetime(2030, 1, 1, 9, tzinfo=UTC))
    booking = Booking("b1", owner, doctors=("r1",), slot=slot, state=BookingState.REQUESTED)

    async def wish(tx):
        await Bookings(tx, owner).save(booking)
        errand = Errand("b1", owner, ErrandKind.BOOK, message, "go:of-the-past::0")
        await Errands(tx, owner).enqueue(errand)

    await database.write(wish)
    await job.run()
    assert "не знаю, состоялась ли запись" in await chat.reads()
    kept = await database.write(lambda tx: Bookings(tx, owner).find("b1"))
    assert (kept.state, kept.problem) == (BookingState.FAILED, "unclear")


async def test_a_time_over_which_the_bot_fails_is_told_to_the_operator(settings, database, caplog):
    """Nobody waits for it in the chat: not a word goes there."""

    async def fails(_):
        raise LookupError("nobody foresaw it")

    done_by = all_works(database, None, None, config_of(settings))
    silent = replace(done_by[ErrandKind.GIVE_BACK], perform=fails)
    job = ErrandJob(database, {ErrandKind.GIVE_BACK: silent}, config_of(settings))
    await database.write(lambda tx: Errands(tx, OwnerId(1)).give_back_of("v1"))
    await job.run()
    assert "look at the slot of Appointment/v1" in caplog.text
    assert await database.write(lambda tx: Outbox(tx).count()) == 0


async def test_a_photograph_that_telegram_does_not_give_is_asked_for_anew(settings, database, chat):
    """There is no button that could ask again: the person sends it once more, or types."""
    await chat.says("/start")
    message, api = max(chat.messages), BotApi("1:test", "http://127.0.0.1:9")
    work = all_works(database, None, api, config_of(settings))[ErrandKind.READ_POLIS]
    job = ErrandJob(database, {ErrandKind.READ_POLIS: replace(work, tries=1)}, config_of(settings))
    errand = Errand("p1", chat.user, ErrandKind.READ_POLIS, message, "", file="f1")
    await database.write(lambda tx: Errands(tx, chat.user).enqueue(errand))
    await job.run_photos()
    await api.close()
    assert "Не смог прочитать штрихкод" in await chat.reads()


class Archive:
    """A Telegram that hands out files, and tells in which order and how many at once they were asked for."""

    def __init__(self, database):
        self.database = database
        self.asked = []
        self.claimed = []

    async def describe(self, request):
        name = (await request.json())["file_id"]
        self.asked.append(name)
        rows = await self.database.write(
            lambda tx: tx.rows("SELECT id FROM errand WHERE lease_holder IS NOT NULL")
        )
        self.claimed.append(len(rows))
        return web.json_response({"ok": True, "result": {"file_path": name}})

    async def give(self, request):
        return web.Response(body=b"no picture")

    def app(self):
        app = web.Application()
        app.router.add_post("/bot{token}/getFile", self.describe)
        app.router.add_get("/file/bot{token}/{name}", self.give)
        return app


async def test_photographs_are_read_in_turn_by_person(settings, database):
    """Four of two accounts wait before an honest one: it comes first, and none is claimed before its turn.

    So no time runs while a photograph waits: what is not claimed has no deadline.
    """
    archive = Archive(database)

    async def wish(transaction):
        for number, owner in enumerate((1, 1, 2, 2, 3)):
            errand = Errand(f"{number}", owner, ErrandKind.READ_POLIS, number, "", file=f"{number}")
            await Photos(transaction, owner).note()
            await Errands(transaction, errand.owner).enqueue(errand)

    async with serving(archive.app()) as base:
        api, config = BotApi("1:test", base), config_of(settings)
        done_by = all_works(database, registry_of(settings), api, config)
        job = errands(database, ErrandJob(database, done_by, config))
        await database.write(wish)
        await asyncio.gather(job.run(), job.run())
        await job.close(60)
        await api.close()
    assert archive.asked[0] == "4"
    assert sorted(archive.asked) == list("01234")
    assert archive.claimed == [1] * 5
    said = await database.write(lambda tx: Outbox(tx).left_over())
    assert len([one for one in said if one.call.method in {"sendMessage", "editMessageText"}]) == 5


def test_every_kind_of_errand_is_done_by_a_room(settings, database):
    """One that nobody does would fail over whoever tapped for it."""
    assert set(all_works(database, None, None, config_of(settings))) == set(ErrandKind)
