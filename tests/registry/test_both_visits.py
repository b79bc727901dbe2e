"""What holds of visits at every kind of registry: booked once, cancelled for certain, whatever gets lost."""

import asyncio
import contextlib

import pytest

from patient.visit import VisitState
from registry.errors import PersonUnknown, RegistryError, RegistryRefused, SlotTaken
from sandbox.registry.faults import Fault, FaultKind
from tests.began import began
from tests.registry.demo_people import person

KINDS = pytest.mark.parametrize("kind", ["fhir", "ecp"])
THERAPIST, SNATCHED, LATE, FULL = 0, 2, 3, 4

pytestmark = KINDS


async def booked(visits, key="p1"):
    return [each for each in await visits.of(person(key)) if each.state is VisitState.BOOKED]


async def test_a_visit_is_booked_seen_and_cancelled(house, visits):
    """The time is nobody else's meanwhile, and free again afterwards."""
    before = house.held()
    slot = (await house.free(began()))[0]
    visit = await visits.book(person("p1"), slot, "key-1")
    assert (visit.start, visit.state) == (slot.start, VisitState.BOOKED)
    assert house.held() == before + 1
    assert slot not in await house.free(began())
    (seen,) = await booked(visits)
    assert (seen.id, seen.start, seen.doctor) == (visit.id, slot.start, slot.doctor)
    for _ in range(2):
        cancelled = await visits.cancel(person("p1"), visit.id, [visit])
        assert (cancelled.state, cancelled.start) == (VisitState.CANCELLED, slot.start)
    assert await booked(visits) == []
    assert house.held() == before
    assert slot in await house.free(began())


async def test_the_same_wish_books_once(house, visits):
    """A repetition finds the visit that the first attempt made."""
    before = house.held()
    slot = (await house.free(began()))[0]
    made = [await visits.book(person("p1"), slot, "key-1", is_repeated=bool(number)) for number in range(3)]
    assert len({visit.id for visit in made}) == 1
    assert len(await booked(visits)) == 1
    assert house.held() == before + 1


@pytest.mark.parametrize("lost", range(6))
async def test_an_answer_lost_at_any_step_books_once_in_the_end(house, visits, lost):
    """After each step in turn the line is cut: the next try goes on from what was done."""
    slot = (await house.free(began()))[0]
    before = house.held()
    house.stand_in.faults.append(Fault(FaultKind.LOST, times=1, after=lost))
    with contextlib.suppress(RegistryError):  # the last ones are looked up at once
        await visits.book(person("p1"), slot, "key-1")
    house.stand_in.faults.clear()
    visit = await visits.book(person("p1"), slot, "key-1", is_repeated=True)
    assert house.held() == before + 1
    assert [each.id for each in await booked(visits)] == [visit.id]
    assert (await visits.settle(person("p1"), slot, "key-1")).id == visit.id


@pytest.mark.parametrize("lost", range(5))
async def test_a_cancellation_lost_at_any_step_stands_in_the_end(house, visits, lost):
    slot = (await house.free(began()))[0]
    before = house.held()
    visit = await visits.book(person("p1"), slot, "key-1")
    house.stand_in.faults.append(Fault(FaultKind.LOST, times=1, after=lost))
    with contextlib.suppress(RegistryError):
        await visits.cancel(person("p1"), visit.id, [visit])
    house.stand_in.faults.clear()
    assert (await visits.cancel(person("p1"), visit.id, [visit])).state is VisitState.CANCELLED
    await visits.give_back(visit.id)
    assert house.held() == before
    assert await booked(visits) == []


async def test_of_two_who_race_for_a_slot_one_gets_it(house, visits):
    """The other hears that it is taken, never of an error."""
    slot = (await house.free(began()))[0]
    results = await asyncio.gather(
        visits.book(person("p1"), slot, "key-1"),
        visits.book(person("p2"), slot, "key-2"),
        return_exceptions=True,
    )
    assert sum(isinstance(result, SlotTaken) for result in results) == 1
    assert sum(not isinstance(result, Exception) for result in results) == 1


async def test_a_slot_that_was_snatched_is_taken(house, visits):
    """Between the look and the deed somebody was faster."""
    slot, following, *_ = await house.free(began(), SNATCHED)
    with pytest.raises(SlotTaken):
        await visits.book(person("p1"), slot, "key-1")
    assert await visits.book(person("p1"), following, "key-1")


@pytest.mark.parametrize("status", [400, 404, 405, 409, 410, 422, 501])
async def test_a_booking_that_is_refused_leaves_nothing_taken(house, visits, disturbance, status):
    """Told at once as a refusal, whatever the server calls it."""
    slot = (await house.free(began()))[0]
    before = house.held()
    disturbance.begin(house.booking, status=status)
    with pytest.raises(RegistryRefused):
        await visits.book(person("p1"), slot, "key-1")
    assert house.held() == before


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_booking_that_cannot_be_made_now_is_made_later(house, visits, disturbance, status):
    slot = (await house.free(began()))[0]
    before = house.held()
    disturbance.begin(house.booking, status=status)
    for is_repeated in (False, True):
        with pytest.raises(RegistryError) as told:
            await visits.book(person("p1"), slot, "key-1", is_repeated=is_repeated)
        assert not isinstance(told.value, SlotTaken | RegistryRefused)
    disturbance.left = 0
    assert await visits.book(person("p1"), slot, "key-1", is_repeated=True)
    assert house.held() == before + 1


@pytest.mark.parametrize(
    ("status", "body"), [(200, ""), (201, ""), (204, ""), (200, "[]"), (503, ""), (504, ""), (412, "")]
)
async def test_a_booking_that_was_made_is_found_whatever_was_answered(
    house, visits, disturbance, status, body
):
    """An empty answer, an odd one, an error after the deed: what stands tells, at the first try."""
    slot = (await house.free(began()))[0]
    disturbance.begin(house.booking, status=status, body=body, is_done=True)
    visit = await visits.book(person("p1"), slot, "key-1")
    assert [each.id for each in await booked(visits)] == [visit.id]


@pytest.mark.parametrize(("status", "body"), [(200, ""), (204, ""), (200, "[]")])
async def test_a_cancellation_is_believed_when_it_stands(house, visits, disturbance, status, body):
    slot = (await house.free(began()))[0]
    visit = await visits.book(person("p1"), slot, "key-1")
    disturbance.begin(house.cancelling, status=status, body=body, is_done=True)
    assert (await visits.cancel(person("p1"), visit.id, [visit])).state is VisitState.CANCELLED
    assert slot in await house.free(began())


@pytest.mark.parametrize("status", [200, 204, 403, 500])
async def test_a_cancellation_that_was_not_made_is_not_believed(house, visits, disturbance, status):
    slot = (await house.free(began()))[0]
    visit = await visits.book(person("p1"), slot, "key-1")
    disturbance.begin(house.cancelling, status=status)
    with pytest.raises(RegistryError):
        await visits.cancel(person("p1"), visit.id, [visit])
    disturbance.left = 0
    assert [each.id for each in await booked(visits)] == [visit.id]


async def test_nobody_cancels_or_books_for_somebody_else(house, visits):
    """The visit must be the person's, and the person must be known."""
    slot, other, *_ = await house.free(began())
    visit = await visits.book(person("p1"), slot, "key-1")
    with pytest.raises(PersonUnknown):
        await visits.cancel(person("p2"), visit.id, [visit])
    with pytest.raises(PersonUnknown):
        await visits.book(person("p3"), other, "key-3")
    assert [each.id for each in await booked(visits)] == [visit.id]


async def test_a_booking_that_came_to_nothing_is_settled(house, visits):
    """Nothing was booked; what somebody else holds is his."""
    slot = (await house.free(began()))[0]
    assert await visits.settle(person("p1"), slot, "key-1") is None
    await visits.book(person("p2"), slot, "key-2")
    assert await visits.settle(person("p1"), slot, "key-1") is None
    assert await visits.settle(person("p2"), slot, "key-2")
    assert await visits.is_held(slot, "key-2")


async def test_moving_keeps_the_old_visit_until_the_new_one_stands(house, visits):
    """The one is booked first, the other cancelled then: a slot that is gone costs nothing."""
    first, second, *_ = await house.free(began())
    visit = await visits.book(person("p1"), first, "key-1")
    house.stand_in.timetables.take(second.id)
    with pytest.raises(SlotTaken):
        await visits.book(person("p1"), second, "key-2")
    assert [each.id for each in await booked(visits)] == [visit.id]
