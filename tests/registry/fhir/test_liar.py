"""A registry that lies about what it wrote: what stands there is believed, not the answer."""

import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from patient.visit import VisitState
from registry.errors import RegistryRefused, RegistryReplyMalformed
from sandbox.clinics import DOCTORS
from tests.began import began
from tests.registry.demo_people import person
from tests.registry.kinds import opened

DOCTOR = DOCTORS[0].doctor
OUTCOME = {"resourceType": "OperationOutcome", "issue": []}


class Lies:
    """What the answers to one *call* tell otherwise than they should, after the deed or instead of it."""

    def __init__(self):
        self.call, self.changes, self.is_done = None, {}, True

    def begin(self, call, *, is_done=True, **changes):
        self.call, self.changes, self.is_done = call, changes, is_done

    @web.middleware
    async def between(self, request, handler):
        """Change the answer."""
        if f"{request.method} {request.path}" != self.call:
            return await handler(request)
        told = (await handler(request)).body if self.is_done else await request.read()
        return web.json_response(json.loads(told) | self.changes)


@asynccontextmanager
async def liar():
    lies = Lies()
    async with opened("fhir", between=lies.between) as house:
        yield lies, house, house.registry.visits, (await house.free(began()))[:2]


@pytest.mark.parametrize(
    "lie",
    [
        {"start": "2020-01-01T09:00:00Z"},
        {"status": "cancelled"},
        {"status": "noshow"},
        {"status": "entered-in-error"},
        {"participant": [{"actor": {"reference": "Patient/p2"}, "status": "accepted"}]},
        OUTCOME,
    ],
    ids=str,
)
async def test_a_booking_answered_as_another_one_is_told_as_it_stands(lie):
    """With another time, another state, another patient's, or an error inside a 200."""
    async with liar() as (lies, _, visits, (slot, _)):
        lies.begin("POST /fhir/Appointment", **lie)
        visit = await visits.book(person("p1"), slot, "key-1")
        assert (visit.start, visit.state) == (slot.start, VisitState.BOOKED)


async def test_a_booking_that_the_clinic_cancelled_meanwhile_is_no_visit():
    """Its answer was lost and it is tried again: who hears «you are booked» comes in vain."""
    async with liar() as (_, house, visits, (slot, _)):
        made = await visits.book(person("p1"), slot, "key-1")
        house.stand_in.timetables.appointments[made.id].resource["status"] = "cancelled"
        with pytest.raises(RegistryRefused):
            await visits.book(person("p1"), slot, "key-1", is_repeated=True)
        assert await visits.settle(person("p1"), slot, "key-1") is None
        assert slot in await house.free(began())


async def test_no_other_visit_is_cancelled_than_the_one_asked_for():
    """A server that answers with another of the person's visits would have that one cancelled."""
    async with liar() as (lies, house, visits, slots):
        visit, other = [
            await visits.book(person("p1"), slot, f"key-{number}") for number, slot in enumerate(slots)
        ]
        lies.begin(
            f"GET /fhir/Appointment/{visit.id}", **house.stand_in.timetables.appointments[other.id].resource
        )
        with pytest.raises(RegistryReplyMalformed):
            await visits.cancel(person("p1"), visit.id)
        assert house.stand_in.timetables.appointments[other.id].resource["status"] == "booked"


async def test_another_visit_in_the_answer_proves_no_cancellation():
    """What stands is looked at: who hears «cancelled» does not come."""
    async with liar() as (lies, _, visits, (slot, _)):
        visit = await visits.book(person("p1"), slot, "key-1")
        lies.begin(f"PUT /fhir/Appointment/{visit.id}", is_done=False, id="other")
        with pytest.raises(RegistryReplyMalformed):
            await visits.cancel(person("p1"), visit.id)


async def test_no_other_time_is_taken_than_the_one_asked_for():
    """A server that answers with another of the doctor's times would have that one taken."""
    async with liar() as (lies, house, visits, (slot, other)):
        before = house.held()
        lies.begin(f"GET /fhir/Slot/{slot.id}", id=other.id)
        with pytest.raises(RegistryReplyMalformed):
            await visits.book(person("p1"), slot, "key-1")
        assert house.held() == before
