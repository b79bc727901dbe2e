"""The visits of an adult's card that another keeps, where the person on it takes his consent back."""

import pytest

from storage.own_visits import OwnVisits
from tests.chat import adds_card
from tests.handlers.family import opens_card
from tests.handlers.signing import signs_in
from tests.handlers.test_leaving import DOCTOR, asks_to_erase, asks_to_withdraw, states
from tests.handlers.trusting import agrees, asks, card_of, rows, signs_in_here
from tests.handlers.visiting import settles, to_summary


@pytest.fixture
async def booked(chat, other_chat, job, stand_in):
    """Anna keeps her mother's card, who is Boris's account here, and has booked from it."""
    await adds_card(chat)
    await agrees(other_chat, await asks(chat))
    await chat.reads()
    await chat.taps("Подтвердить")
    await to_summary(chat, job)
    await chat.taps("✅ Записаться")
    assert "готова" in await settles(job, chat)
    await other_chat.reads()
    return chat, other_chat


async def in_the_card(person):
    await opens_card(person, "👪")
    return await person.taps("Прекратить")


WAYS = (in_the_card, asks_to_withdraw, asks_to_erase)


@pytest.mark.parametrize("way", WAYS)
async def test_the_person_has_them_cancelled_as_he_ends_it(booked, job, stand_in, database, way):
    """They are named; he hears what came of it, and the keeper's account holds them no longer."""
    chat, person = booked
    assert DOCTOR in await way(person)
    assert states(stand_in) == ["booked"]
    said = await person.taps("и отменить записи") + await settles(job, person)
    assert "Записи отменены" in said
    assert DOCTOR in said
    assert states(stand_in) == ["cancelled"]
    assert "больше не даёт" in await chat.reads()
    assert await rows(database, "SELECT id FROM card") == []
    assert await database.write(lambda tx: OwnVisits(tx).count_of_account(chat.user)) == 0


@pytest.mark.parametrize("way", WAYS)
async def test_they_stay_if_that_is_wished(booked, job, stand_in, database, way):
    """The card goes all the same."""
    chat, person = booked
    await way(person)
    await person.taps("записи оставить")
    await settles(job, person)
    assert states(stand_in) == ["booked"]
    assert await rows(database, "SELECT id FROM card") == []
    assert "больше не даёт" in await chat.reads()


async def test_a_yes_from_before_they_were_booked_asks_first(booked, stand_in, database):
    """A button of an earlier question; «Нет» keeps all."""
    _, person = booked
    card = await card_of(booked[0], database)
    assert DOCTOR in await person.presses(f"do:rm:{card.id}", max(person.messages))
    await person.taps("Нет, оставить")
    assert states(stand_in) == ["booked"]
    assert await rows(database, "SELECT count(*) FROM card") == [(1,)]


async def test_who_consented_on_the_keepers_phone_ends_it_from_his_own(
    chat, other_chat, job, stand_in, database
):
    """Reminded at his sign-in, he is asked about the visits, too; nobody else's answer ends anything."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await signs_in_here(chat, database, card.person.draft)
    await chat.taps("Даю согласие")
    await to_summary(chat, job)
    await chat.taps("✅ Записаться")
    await settles(job, chat)
    await other_chat.presses(f"bye:rm:cancel:{card.id}", 0)
    await other_chat.presses(f"bye:wd:cancel:{card.id}", 0)
    assert await rows(database, "SELECT count(*) FROM card") == [(1,)]
    await signs_in(other_chat, database, card.person.draft, oid=str(chat.user))
    await other_chat.taps("Прекратить")
    assert DOCTOR in await other_chat.taps("Да, прекратить")
    said = await other_chat.taps("и отменить записи") + await settles(job, other_chat)
    assert "Записи отменены" in said
    assert states(stand_in) == ["cancelled"]
    assert "больше не даёт" in await chat.reads()
