"""A cancellation that is under way while its card goes, or goes out of hand: everybody hears how it ends."""

import pytest

from handlers.cards.jobs.full_age import freeze_the_grown
from sandbox.registry.faults import Fault, FaultKind
from storage.leases import release_leases
from tests.handlers.family import as_of_a_child, opens_card
from tests.handlers.test_another_person import types
from tests.handlers.test_given_back import held, tries_again
from tests.handlers.test_leaving import LABEL, WAYS
from tests.handlers.test_left_in_the_midst import DOCTOR, EVA, begins, ends, kept, standing, visits_of
from tests.handlers.test_two_phones import CANCEL, to_cancel
from tests.handlers.visiting import ANNA, books, settles

pytestmark = pytest.mark.on_both
CALLS = range(4)  # of a cancellation: the person, the visit, cancelling it, and giving its time back
KEEP, DROP = "Удалить, записи оставить", "Удалить и отменить записи"


@pytest.fixture
def stand_in(stand_in):
    stand_in.people = (ANNA, EVA)
    stand_in.timetables.appointments.clear()
    return stand_in


@pytest.fixture
async def cancelling(chat, job):
    """A visit is booked; one tap is missing to its cancellation."""
    await books(chat, job)
    await chat.taps("Отменить запись")
    return chat


@pytest.mark.parametrize("call", CALLS)
async def test_who_asked_hears_once_that_it_is_cancelled(cancelling, job, gate, *, stand_in, database, call):
    """Whichever call is under way, whichever way the card goes, and whatever is said of the visits."""
    last = await begins(cancelling, gate, call, CANCEL)
    asked = await WAYS[call % len(WAYS)](cancelling)
    assert "(уже отменяется)" in asked
    await cancelling.taps((KEEP, DROP)[call % 2])
    await ends(last, job)
    said = await cancelling.reads()
    assert said.count("Записи отменены") == 1
    assert DOCTOR in said
    assert not standing(stand_in)
    assert not held(stand_in)
    assert not await kept(database, "errand")


@pytest.mark.parametrize("is_killed", [True, False], ids=["kill", "no answer"])
async def test_a_cancellation_without_an_answer_goes_on(
    cancelling, job, gate, *, stand_in, database, is_killed
):
    """The process ended over the call, or the registry is down; the wish outlives the card."""
    if is_killed:
        await begins(cancelling, gate, 2, CANCEL)
    else:
        stand_in.faults.append(Fault(FaultKind.DOWN, times=1))
        await cancelling.taps(CANCEL)
        await settles(job, cancelling)
    await WAYS[0](cancelling)
    await cancelling.taps(KEEP)
    await job.close(0)
    await database.write(release_leases)
    await tries_again(job, database, 0)
    assert "Записи отменены" in await cancelling.reads()
    assert not standing(stand_in)
    assert not await kept(database, "errand")


async def ends_sharing(chat, guest):
    await opens_card(chat)
    await chat.taps("Поделиться карточкой")
    await chat.taps("Прекратить доступ")


async def leaves(chat, guest):
    await opens_card(guest)
    await guest.taps("Убрать")
    await guest.taps("Да, убрать")


async def erases_himself(chat, guest):
    await guest.says("/delete_me")
    await guest.taps("Да, удалить")


@pytest.mark.parametrize(("go", "call"), [(ends_sharing, 2), (leaves, 0), (erases_himself, 2)])
async def test_what_a_guest_cancels_is_told_to_both(booked, job, gate, *, stand_in, database, go, call):
    """The guest, who reaches the card no longer, and the owner, who sees it cancelled without a look."""
    chat, guest = booked
    await to_cancel(guest, job)
    last = await begins(guest, gate, call, CANCEL)
    await go(chat, guest)
    await guest.reads()
    await chat.reads()
    await ends(last, job)
    assert "Записи отменены" in await guest.reads()
    assert "отменил" in await chat.reads()
    assert not standing(stand_in)
    assert not await kept(database, "errand")
    assert DOCTOR not in await visits_of(chat, job)


@pytest.mark.parametrize("answer", [KEEP, DROP])
async def test_both_hear_as_the_other_deletes_the_card(booked, job, gate, *, stand_in, database, answer):
    """The guest who began it; and its owner, where that is asked of the registry for the owner as well."""
    chat, guest = booked
    await to_cancel(guest, job)
    last = await begins(guest, gate, 2, CANCEL)
    await opens_card(chat)
    assert "(уже отменяется)" in await chat.taps("Удалить")
    await chat.taps(answer)
    await guest.reads()
    await ends(last, job)
    await tries_again(job, database, 0)  # it found the other's cancellation in its way
    assert "Записи отменены" in await guest.reads()
    assert ("Записи отменены" in await chat.reads()) == (answer == DROP)
    assert not standing(stand_in)
    assert not await kept(database, "errand")


async def test_who_cancels_hears_of_it_although_the_card_is_frozen(
    cancelling, job, gate, *, stand_in, database, settings
):
    """The child came of age meanwhile."""
    last = await begins(cancelling, gate, 2, CANCEL)
    await database.write(as_of_a_child)
    await freeze_the_grown(database, settings.zone)
    assert "исполнилось 18" in await cancelling.reads()
    await ends(last, job)
    assert "Записи отменены" in await cancelling.reads()
    assert not standing(stand_in)
    assert not await kept(database, "errand")


async def test_a_card_about_somebody_else_loses_no_cancellation(cancelling, job, gate, *, stand_in, database):
    """It is cancelled for whom it was booked, and told as that."""
    last = await begins(cancelling, gate, 0, CANCEL)
    await types(cancelling, LABEL, "СНИЛС", "087-654-303 00")
    await cancelling.taps("Сохранить")
    await ends(last, job)
    assert "Записи отменены" in await cancelling.reads()
    assert not standing(stand_in)
    assert not await kept(database, "errand")
