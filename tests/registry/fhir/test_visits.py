"""Booking against the stand-in: one key books once, whatever goes wrong on the way."""

import asyncio
import contextlib

import pytest

from patient.visit import VisitState
from registry.errors import PersonUnknown, RegistryError, RegistryUnavailable, SlotTaken
from sandbox.clinics import DOCTORS
from sandbox.registry.faults import Fault, FaultKind
from tests.began import began
from tests.registry.demo_people import person

THERAPIST, _, SNATCHED, LATE, FULL = (demo.doctor for demo in DOCTORS[:5])


@pytest.fixture(autouse=True)
def judged(judge):
    """Whatever is asked and answered here is FHIR."""
    yield
    assert judge.faults == []


def busy(stand_in):
    return sum(kept.resource["status"] == "busy" for kept in stand_in.timetables.slots.values())


async def test_the_directory_knows_every_clinic_and_doctor(clinics):
    """Names of doctors come from the Practitioner when the post does not show them."""
    listed = await clinics.directory.clinics()
    assert len(listed) == 4
    first = next(clinic for clinic in listed if clinic.id == "ulgp-1")
    assert first.district == "Ленинский район"
    assert len(first.hours) == 2
    doctors = await clinics.directory.doctors(first)
    assert THERAPIST in doctors
    assert {doctor.speciality for doctor in doctors} >= {"Терапевт", "Невролог"}


async def test_a_visit_is_booked_seen_and_cancelled(clinics, stand_in):
    """The slot is busy under our key, the visit has doctor and room, and cancelling gives the slot back."""
    before = busy(stand_in)
    slot = (await clinics.visits.free_slots(THERAPIST, began()))[0]
    visit = await clinics.visits.book(person("p1"), slot, "key-1")
    assert visit.start == slot.start
    assert visit.room == "Кабинет 101"
    assert busy(stand_in) == before + 1
    assert slot not in await clinics.visits.free_slots(THERAPIST, began())
    assert [each.state for each in await clinics.visits.of(person("p1"))] == [
        VisitState.FULFILLED,
        VisitState.BOOKED,
    ]
    cancelled = await clinics.visits.cancel(person("p1"), visit.id)
    assert cancelled.state is VisitState.CANCELLED
    assert (await clinics.visits.cancel(person("p1"), visit.id)).state is VisitState.CANCELLED
    assert busy(stand_in) == before
    assert slot in await clinics.visits.free_slots(THERAPIST, began())


async def test_the_same_key_books_once(clinics, stand_in):
    """A repetition finds the visit that the first attempt made."""
    slot = (await clinics.visits.free_slots(THERAPIST, began()))[0]
    visits = [await clinics.visits.book(person("p1"), slot, "key-1") for _ in range(3)]
    assert len({visit.id for visit in visits}) == 1
    assert len(await clinics.visits.of(person("p1"))) == 2


@pytest.mark.parametrize("lost", range(5))
async def test_an_answer_lost_at_any_step_books_once_in_the_end(clinics, stand_in, lost):
    """After each step in turn the line is cut: the next try goes on from what was done."""
    slot = (await clinics.visits.free_slots(THERAPIST, began()))[0]
    before = busy(stand_in)
    stand_in.faults.append(Fault(FaultKind.LOST, times=1, after=lost))
    with contextlib.suppress(RegistryError):  # the last one is looked up at once
        await clinics.visits.book(person("p1"), slot, "key-1")
    await clinics.visits.book(person("p1"), slot, "key-1")
    assert busy(stand_in) == before + 1
    assert len(await clinics.visits.of(person("p1"))) == 2


async def test_of_two_who_race_for_a_slot_one_gets_it(clinics):
    """The other hears that it is taken, never of an error."""
    slot = (await clinics.visits.free_slots(THERAPIST, began()))[0]
    results = await asyncio.gather(
        clinics.visits.book(person("p1"), slot, "key-1"),
        clinics.visits.book(person("p2"), slot, "key-2"),
        return_exceptions=True,
    )
    assert sum(isinstance(result, SlotTaken) for result in results) == 1
    assert sum(not isinstance(result, Exception) for result in results) == 1


async def test_a_slot_that_was_snatched_is_taken(clinics):
    """Between the look and the update somebody was faster: 412."""
    slot, following, *_ = await clinics.visits.free_slots(SNATCHED, began())
    with pytest.raises(SlotTaken):
        await clinics.visits.book(person("p1"), slot, "key-1")
    assert await clinics.visits.book(person("p1"), following, "key-1")


async def test_a_slot_appears_later(clinics, stand_in):
    """For the demo of watching; another doctor never has time."""
    assert await clinics.visits.free_slots(LATE, began()) == []
    stand_in.timetables.later_seconds = 0
    assert len(await clinics.visits.free_slots(LATE, began())) == 1
    assert await clinics.visits.free_slots(FULL, began()) == []


async def test_nobody_cancels_what_is_somebody_elses(clinics, stand_in):
    """The visit must be the person's."""
    slot = (await clinics.visits.free_slots(THERAPIST, began()))[0]
    visit = await clinics.visits.book(person("p1"), slot, "key-1")
    with pytest.raises(PersonUnknown):
        await clinics.visits.cancel(person("p2"), visit.id)
    with pytest.raises(PersonUnknown):
        await clinics.visits.book(person("p3"), slot, "key-3")
    stand_in.faults.append(Fault(FaultKind.DOWN))
    with pytest.raises(RegistryUnavailable):
        await clinics.visits.of(person("p1"))


async def test_the_version_may_stand_in_the_etag_alone(clinics, stand_in):
    """Some servers tell it only in the header; the slot is taken by it all the same."""
    stand_in.tells_versions_in_headers = True
    slot = (await clinics.visits.free_slots(THERAPIST, began()))[0]
    assert await clinics.visits.book(person("p1"), slot, "key-1")


async def test_a_registry_that_drops_our_key_books_once(clinics, stand_in):
    """The slot itself tells that the visit is made."""
    slot = (await clinics.visits.free_slots(THERAPIST, began()))[0]
    first = await clinics.visits.book(person("p1"), slot, "key-1")
    for kept in (*stand_in.timetables.appointments.values(), *stand_in.timetables.slots.values()):
        kept.resource.pop("identifier", None)
    assert await clinics.visits.book(person("p1"), slot, "key-1", is_repeated=True) == first
    with pytest.raises(SlotTaken):  # nobody's attempt: the clinic's desk gave the person this very time
        await clinics.visits.book(person("p1"), slot, "key-2")
