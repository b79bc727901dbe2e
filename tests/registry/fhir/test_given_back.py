"""No doctor's time is lost for ever: what a booking or a cancellation held is free in the end, or booked."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from patient.visit import VisitState
from registry.errors import RegistryError, RegistryRefused, SlotHeld, SlotTaken
from registry.fhir.client import FhirRegistry
from sandbox.clinics import DOCTORS
from sandbox.registry import Registry, registry_app
from tests.began import began
from tests.registry.demo_people import SYSTEMS, person
from tests.servers import PATIENCE, serving

DOCTOR = DOCTORS[0].doctor
OUTCOME = '{"resourceType": "OperationOutcome", "issue": []}'


class Disturbance:
    """What the server does with the calls of one *method* and kind: *status* and *body*, done or not."""

    def __init__(self, call="", *, status=None, body=None, is_done=False, times=10**6):
        self.method, _, self.kind = call.partition(" ")
        self.status, self.body, self.is_done, self.left = status, body, is_done, times

    async def between(self, request, handler):
        """Answer in the registry's place, or after it."""
        is_meant = request.method == self.method and f"/{self.kind}" in request.path and self.left > 0
        if not is_meant:
            return await handler(request)
        self.left -= 1
        done = await handler(request) if self.is_done else None
        status = self.status or (done.status if done else 500)
        return web.Response(status=status, text=OUTCOME if self.body is None else self.body)


@asynccontextmanager
async def registry():
    """Open a client of the stand-in; what disturbs it is put into the list that comes along."""
    stand_in, disturbances = Registry(), []
    app = registry_app(stand_in)

    @web.middleware
    async def between(request, handler):
        for disturbance in disturbances:
            return await disturbance.between(request, handler)
        return await handler(request)

    app.middlewares.append(between)
    async with serving(app) as base:
        client = FhirRegistry(f"{base}/fhir", stand_in.token, SYSTEMS, call_seconds=PATIENCE)
        try:
            yield client.visits, disturbances, stand_in
        finally:
            await client.aclose()


async def free(visits):
    return {slot.id for slot in await visits.free_slots(DOCTOR, began())}


async def booked(visits):
    return [visit for visit in await visits.of(person("p1")) if visit.state is VisitState.BOOKED]


@pytest.mark.parametrize("status", [400, 404, 405, 409, 410, 412, 415, 422, 428, 501])
async def test_a_booking_that_is_refused_gives_the_time_back(status):
    """Told at once as a refusal, whatever the server calls it; no visit stands."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        disturbances.append(Disturbance("POST Appointment", status=status))
        with pytest.raises(RegistryRefused):
            await visits.book(person("p1"), slot, "key-1")
        disturbances.clear()
        assert slot.id in await free(visits)
        assert await booked(visits) == []


@pytest.mark.parametrize("status", [429, 500, 503, 507])
async def test_a_booking_that_cannot_be_made_now_gives_the_time_back(status):
    """And may be tried again."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        disturbances.append(Disturbance("POST Appointment", status=status))
        for _ in range(3):
            with pytest.raises(RegistryError):
                await visits.book(person("p1"), slot, "key-1")
            assert slot.id in await free(visits)
        disturbances.clear()
        await visits.book(person("p1"), slot, "key-1")
        assert len(await booked(visits)) == 1


@pytest.mark.parametrize("status", [502, 504, 524])
async def test_a_booking_that_may_still_be_made_keeps_the_time(status):
    """A gateway gave up, the server behind may not have: only a later look can tell."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        disturbances.append(Disturbance("POST Appointment", status=status))
        with pytest.raises(RegistryError):
            await visits.book(person("p1"), slot, "key-1")
        assert slot.id not in await free(visits)
        assert await visits.settle(person("p1"), slot, "key-1") is None
        assert slot.id in await free(visits)
        assert await visits.settle(person("p1"), slot, "key-1") is None


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, ""), (201, ""), (204, ""), (201, None), (200, "<html>"), (503, ""), (504, ""), (412, None)],
)
async def test_a_booking_that_was_made_is_found_whatever_was_answered(status, body):
    """An empty answer, an OperationOutcome, an error after the deed: our key tells, at the first try."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        disturbances.append(Disturbance("POST Appointment", status=status, body=body, is_done=True))
        visit = await visits.book(person("p1"), slot, "key-1")
        assert visit.start == slot.start
        assert [each.id for each in await booked(visits)] == [visit.id]
        assert slot.id not in await free(visits)
        assert await visits.settle(person("p1"), slot, "key-1") == visit


@pytest.mark.parametrize(("status", "body"), [(200, ""), (204, ""), (200, None), (200, "[]")])
async def test_a_time_is_taken_whatever_is_answered(status, body):
    """A write that went well need not show what stands there now (R4, http, Prefer)."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        disturbances.append(Disturbance("PUT Slot", status=status, body=body, is_done=True))
        assert await visits.book(person("p1"), slot, "key-1")
        assert len(await booked(visits)) == 1


@pytest.mark.parametrize(
    ("status", "body"), [(200, ""), (204, ""), (201, None), (200, "<html>"), (200, "[]")]
)
async def test_a_cancellation_is_believed_when_it_stands(status, body):
    """An empty or odd answer to a cancellation that was made: read back, and the time is free."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        disturbances.append(Disturbance("PUT Appointment", status=status, body=body, is_done=True))
        assert (await visits.cancel(person("p1"), visit.id)).state is VisitState.CANCELLED
        assert slot.id in await free(visits)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 409])
async def test_a_lost_cancellation_gives_the_time_back_when_it_is_tried_again(status):
    """It stands already: what is left to do is the slot."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        disturbances.append(Disturbance("PUT Appointment", status=status, is_done=True, times=1))
        with pytest.raises(RegistryError):
            await visits.cancel(person("p1"), visit.id)
        assert (await visits.cancel(person("p1"), visit.id)).state is VisitState.CANCELLED
        assert slot.id in await free(visits)


@pytest.mark.parametrize("call", ["GET Slot/", "PUT Slot/"])
async def test_a_time_that_cannot_be_given_back_now_is_told_of(call):
    """The person may hear that the visit is cancelled; the job goes on with the time."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        disturbances.append(Disturbance(call, status=503))
        with pytest.raises(SlotHeld) as held:
            await visits.cancel(person("p1"), visit.id)
        assert held.value.visit.state is VisitState.CANCELLED
        with pytest.raises(RegistryError):
            await visits.give_back(visit.id)
        disturbances.clear()
        await visits.give_back(visit.id)
        assert slot.id in await free(visits)


async def test_nothing_is_given_back_that_is_not_ours():
    """A visit that stands keeps its time, and so does who booked it after us."""
    async with registry() as (visits, _, _stand_in):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        await visits.give_back(visit.id)
        assert slot.id not in await free(visits)
        await visits.cancel(person("p1"), visit.id)
        await visits.book(person("p2"), slot, "key-2")
        await visits.give_back(visit.id)
        assert await visits.settle(person("p1"), slot, "key-1") is None
        assert slot.id not in await free(visits)


async def test_the_clinics_own_identifiers_stay_on_a_slot():
    """Ours comes beside them and goes alone; an empty list is no FHIR (R4, json)."""
    theirs = {"system": "urn:clinic", "value": "17"}
    async with registry() as (visits, _, stand_in):
        slot, other, *_ = await visits.free_slots(DOCTOR, began())
        kept = stand_in.timetables.slots
        kept[slot.id].resource["identifier"] = [theirs]
        for each in (slot, other):
            visit = await visits.book(person("p1"), each, f"key-{each.id}")
            await visits.cancel(person("p1"), visit.id)
        assert kept[slot.id].resource["identifier"] == [theirs]
        assert "identifier" not in kept[other.id].resource


async def test_a_slot_that_was_moved_is_not_the_one_that_was_chosen():
    """The clinic may put another hour under the same id."""
    async with registry() as (visits, _, stand_in):
        slot, other, *_ = await visits.free_slots(DOCTOR, began())
        stand_in.timetables.slots[slot.id].resource["start"] = other.start.isoformat()
        with pytest.raises(SlotTaken):
            await visits.book(person("p1"), slot, "key-1")
        assert await booked(visits) == []


async def test_a_visit_that_does_not_tell_its_time_is_booked_all_the_same():
    """We know when it is: we chose it."""
    async with registry() as (visits, disturbances, stand_in):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        stand_in.timetables.appointments[visit.id].resource["start"] = "2026-12-01T09:00:00"
        disturbances.append(Disturbance("POST Appointment", status=500))
        again = await visits.book(person("p1"), slot, "key-1")
        assert (again.id, again.start) == (visit.id, slot.start)


async def test_a_time_that_was_lost_on_the_way_to_another_is_given_back():
    """Under the same key the person took another one: the visit there is no reason to hold the first."""
    async with registry() as (visits, _, stand_in):
        first, second, *_ = await visits.free_slots(DOCTOR, began())
        taken = stand_in.timetables.slots[first.id].resource
        taken |= {"status": "busy", "identifier": [{"system": "urn:doctor73:booking", "value": "key-1"}]}
        visit = await visits.book(person("p1"), second, "key-1")
        assert await visits.settle(person("p1"), first, "key-1") is None
        assert first.id in await free(visits)
        assert [each.id for each in await booked(visits)] == [visit.id]


async def test_what_the_clinic_booked_is_not_ours_to_tell():
    """Without a key, and on a slot that does not carry ours: it came to be at the clinic's desk."""
    async with registry() as (visits, _, stand_in):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        del stand_in.timetables.appointments[visit.id].resource["identifier"]
        assert await visits.settle(person("p1"), slot, "key-1")
        del stand_in.timetables.slots[slot.id].resource["identifier"]
        assert await visits.settle(person("p1"), slot, "key-1") is None
        assert slot.id not in await free(visits)
