"""Two parents, or two phones of one person, change the same visit at once: it ends as one of them wished."""

import pytest

from tests.handlers.family import opens_card
from tests.handlers.test_left_in_the_midst import EVA, begins, ends, standing
from tests.handlers.visiting import button, settles

pytestmark = pytest.mark.on_both
CALLS = (0, 4, 8)  # of a move: the first, the new appointment, and cancelling the old one
MOVE = "✅ Перенести"
CANCEL = "Да, отменить"


@pytest.fixture
def stand_in(stand_in):
    stand_in.people = (EVA,)
    stand_in.timetables.appointments.clear()
    return stand_in


async def opens_visit(person, job):
    await opens_card(person)
    await person.taps("Записи на приём")
    await settles(job, person)
    await person.taps(", Терапевт")


async def to_move(person, job, time):
    """Choose another time for the visit; return the button that asks for it."""
    await opens_visit(person, job)
    await person.taps("Перенести")
    await settles(job, person)
    await person.taps(" — ")
    await person.taps(time)
    return button(person, MOVE)


async def to_cancel(person, job):
    await opens_visit(person, job)
    await person.taps("Отменить запись")


@pytest.mark.parametrize("call", CALLS)
async def test_of_two_moves_the_first_is_made(booked, job, gate, stand_in, call):
    """The second hears that it is being moved, and then where to; one visit stands."""
    chat, guest = booked
    await to_move(guest, job, ":00")
    await to_move(chat, job, ":40")
    moving = await begins(chat, gate, call, MOVE)
    await guest.taps(MOVE)
    assert "уже переносится" in guest.toasts[-1]
    await ends(moving, job)
    assert "запись перенесена" in await chat.reads()
    assert "перенёс запись" in await guest.reads()
    assert len(standing(stand_in)) == 1


async def test_one_persons_second_move_waits_for_the_first(booked, job, gate, stand_in):
    """Two summaries of one move stand in the chat; later the other shows what became of the visit."""
    chat, _ = booked
    earlier = await to_move(chat, job, ":00")
    await to_move(chat, job, ":40")
    moving = await begins(chat, gate, 4, MOVE)
    await chat.presses(*earlier)
    assert "уже переносится" in chat.toasts[-1]
    await ends(moving, job)
    assert "Запись отменена" in await chat.presses(*earlier)
    await settles(job, chat)
    assert len(standing(stand_in)) == 1


@pytest.mark.parametrize("call", CALLS)
async def test_a_visit_that_is_being_moved_is_not_cancelled_in_vain(booked, job, gate, stand_in, call):
    """Who wants it cancelled hears that it moves, and can cancel it where it went."""
    chat, guest = booked
    await to_cancel(guest, job)
    await to_move(chat, job, ":40")
    moving = await begins(chat, gate, call, MOVE)
    await guest.taps(CANCEL)
    assert "уже переносится" in guest.toasts[-1]
    await ends(moving, job)
    assert "отменил" not in await chat.reads()
    assert "перенёс запись" in await guest.reads()
    assert len(standing(stand_in)) == 1


@pytest.mark.parametrize("call", [0, 2])
async def test_a_visit_that_is_being_cancelled_is_not_moved(booked, job, gate, stand_in, call):
    """Nothing new is booked in its place."""
    chat, guest = booked
    await to_move(guest, job, ":40")
    await to_cancel(chat, job)
    cancelling = await begins(chat, gate, call, CANCEL)
    await guest.taps(MOVE)
    assert "уже отменяется" in guest.toasts[-1]
    await ends(cancelling, job)
    assert "отменил" in await guest.reads()
    assert standing(stand_in) == []


async def test_a_cancelled_visit_is_not_moved(booked, job, stand_in):
    """The summary of the move was chosen before the other parent cancelled."""
    chat, guest = booked
    await to_move(chat, job, ":40")
    await to_cancel(guest, job)
    await guest.taps(CANCEL)
    await settles(job, guest)
    await chat.reads()
    assert "Запись отменена" in await chat.taps(MOVE)
    await settles(job, chat)
    assert standing(stand_in) == []
