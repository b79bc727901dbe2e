"""A card is made one of somebody else while another of its circle books for the person it was about."""

import pytest

from tests.chat import adds_card
from tests.handlers.family import opens_card
from tests.handlers.test_left_in_the_midst import DOCTOR, EVA, begins, ends, standing
from tests.handlers.trusting import LABEL, agrees, asks
from tests.handlers.visiting import ANNA, to_summary


@pytest.fixture
def stand_in(stand_in):
    stand_in.people = (ANNA, EVA)
    stand_in.timetables.appointments.clear()
    return stand_in


async def types(chat, label, field, value):
    """Change a field of the card."""
    await opens_card(chat, label)
    await chat.taps("Изменить")
    await chat.taps(f"Изменить: {field}")
    await chat.says(value)


async def saves(chat):
    """Keep what tells of somebody else now, and consent to it."""
    await chat.taps("Сохранить")
    assert "сохранена" in await chat.taps("Даю согласие")


async def test_what_the_person_on_it_began_is_told_to_him(chat, other_chat, job, gate, stand_in):
    """The keeper of a card in trust types whom she likes into it: the visit of the person is not lost."""
    await adds_card(chat)
    await agrees(other_chat, await asks(chat))
    await chat.reads()
    await chat.taps("Подтвердить")
    await other_chat.reads()
    await to_summary(other_chat, job)
    last = await begins(other_chat, gate, 4)
    await types(chat, LABEL, "СНИЛС", "087-654-303 00")
    await saves(chat)
    assert "больше не о вас" in await other_chat.reads()
    await ends(last, job)
    said = await other_chat.reads()
    assert "состоялась и остаётся в силе" in said
    assert DOCTOR in said
    assert len(standing(stand_in)) == 1


async def test_what_a_guest_began_is_asked_about_as_it_was(family, job, gate, stand_in):
    """A child's card becomes an adult's: the registry is asked about the child."""
    chat, guest = family
    await to_summary(guest, job)
    last = await begins(guest, gate, 4)
    await types(chat, "Тестова Е. А., 2019", "дата рождения", "28.02.1990")
    await chat.taps("Всё верно")
    await saves(chat)
    await guest.reads()
    await ends(last, job)
    assert "состоялась и остаётся в силе" in await guest.reads()
    assert len(standing(stand_in)) == 1
