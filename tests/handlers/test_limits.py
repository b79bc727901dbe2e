"""How many visits an account may hold and book: nobody fills a doctor's day in other people's names."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.process import config_of
from patient.card import OwnerId
from patient.limits import Held, Limits, Reached
from sandbox.clinics import DOCTORS
from storage.own_visits import OwnVisits
from storage.watches import Watches
from tests.chat import adds_card, buttons_of
from tests.handlers.family import opens_card
from tests.handlers.signing import confirms
from tests.handlers.visiting import button, looks_at, settles, to_summary
from tests.jobs import job_named

LABEL = "Тестова А. П., 1979"


@pytest.fixture
def settings(settings):
    """Limits that are reached soon."""
    return settings.model_copy(update={"most_visits": 3, "most_visits_typed": 2, "most_bookings_a_day": 4})


async def books_one(chat, job):
    """Book the next time of a doctor; what is free is asked for anew."""
    await chat.database.write(lambda tx: tx.execute("UPDATE doctor SET asked_at = 0"))
    await to_summary(chat, job)
    await chat.taps("✅ Записаться")
    assert "готова" in await settles(job, chat)


async def begins(chat, job):
    """Begin to book from the card's visits."""
    await opens_card(chat, LABEL)
    await chat.taps("Записи на приём")
    await settles(job, chat)
    return await chat.taps("Записаться")


def test_the_limits_and_their_order():
    """Each alone, and the typed card's only for a typed card."""
    limits = Limits(visits=10, typed=3, a_day=10)
    assert limits.reached(Held(9, 3, 9), is_confirmed=True) is None
    assert limits.reached(Held(9, 2, 9), is_confirmed=False) is None
    assert limits.reached(Held(9, 3, 9), is_confirmed=False) is Reached.TYPED
    assert limits.reached(Held(10, 0, 0), is_confirmed=True) is Reached.VISITS
    assert limits.reached(Held(0, 0, 10), is_confirmed=True) is Reached.A_DAY


async def test_a_typed_card_is_refused_before_a_time_is_chosen_and_a_cancellation_makes_room(chat, job):
    """With a kind sentence, and both ways out of it."""
    await adds_card(chat)
    await books_one(chat, job)
    await books_one(chat, job)
    await chat.says("примерова")
    await chat.taps("Примерова")
    await settles(job, chat)
    assert "из этой карточки уже 2" in await chat.taps("Записаться")
    assert "Подтвердить через Госуслуги" in chat.labels
    await chat.taps("Записи на приём")
    await settles(job, chat)
    await chat.taps("Терапевт")
    await chat.taps("Отменить запись")
    await chat.taps("Да, отменить")
    await settles(job, chat)
    await books_one(chat, job)


async def test_a_confirmed_card_goes_on_to_the_accounts_limit(chat, job, database):
    """Three for the account, whatever card; confirming lifts the typed card's limit at once."""
    await adds_card(chat)
    await books_one(chat, job)
    await books_one(chat, job)
    await confirms(chat, database)
    await books_one(chat, job)
    assert "уже 3" in await begins(chat, job)


async def test_of_several_that_are_under_way_only_as_many_as_allowed_are_wished(chat, job, database):
    """Three summaries stand in the chat; the third yes is refused although none was answered yet."""
    await adds_card(chat)
    wishes = []
    for number in range(3):
        await looks_at(chat, job, "Примерова")
        await chat.taps("Записаться")
        await chat.taps("— ")
        times = [
            each["text"] for each in buttons_of(chat.messages[max(chat.messages)]) if ":" in each["text"]
        ]
        await chat.taps(times[number])
        wishes.append(button(chat, "✅ Записаться"))
    said = [await chat.presses(*wish) for wish in wishes]
    assert ["уже 2" in each for each in said] == [False, False, True]
    await settles(job, chat)
    assert await database.write(lambda tx: OwnVisits(tx).count_of_account(OwnerId(chat.user))) == 2


async def test_a_day_has_an_end_for_who_books_and_cancels_all_the_time(chat, job, database):
    """Cancelled ones count; tomorrow is another day."""
    await adds_card(chat)
    for _ in range(4):
        await books_one(chat, job)
        await chat.taps("Отменить запись")
        await chat.taps("Да, отменить")
        await settles(job, chat)
    assert "на один день" in await begins(chat, job)
    await database.write(lambda tx: tx.execute("UPDATE own_visit SET wished_at = wished_at - 86400"))
    await books_one(chat, job)


async def test_neither_deleting_the_card_nor_everything_makes_room(chat, job):
    """The rows that count name nobody, and outlive both."""
    await adds_card(chat)
    await books_one(chat, job)
    await books_one(chat, job)
    await chat.says("/delete_me")
    await chat.taps("Удалить, записи оставить")
    await adds_card(chat)
    await books_one(chat, job)
    assert "уже 3" in await begins(chat, job)


async def test_the_tap_on_a_watchs_news_counts_too(chat, job, registry, settings, stand_in):
    """It chooses no time, but it books."""
    await adds_card(chat)
    await chat.says("занятов")
    await chat.taps("Занятов")
    await settles(job, chat)
    await chat.taps("Сообщить")
    await books_one(chat, job)
    await books_one(chat, job)
    stand_in.timetables.add_slot(DOCTORS[4], datetime.now(UTC).replace(microsecond=0) + timedelta(days=3))
    await job_named("watches", chat.database, registry, config_of(settings)).run()
    await chat.reads()
    assert "уже 2" in await chat.taps("✅ Записать на")
    assert len(await chat.database.write(lambda tx: Watches(tx, OwnerId(chat.user)).all())) == 1
    assert len(await chat.database.write(lambda tx: tx.rows("SELECT id FROM errand"))) == 0


async def test_a_lost_time_gives_its_place_back(chat, job, stand_in, database):
    """Somebody else was faster: nothing is held."""
    await adds_card(chat)
    await to_summary(chat, job)
    stand_in.timetables.take("slot-1")
    await chat.taps("✅ Записаться")
    assert "только что заняли" in await settles(job, chat)
    assert await database.write(lambda tx: tx.rows("SELECT id FROM own_visit")) == []
