"""Visits that the registry tells in part: what can be read of them counts, and they can be cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from patient.visit import Visit, VisitState
from registry.errors import PersonUnknown, RegistryRefused
from sandbox.registry.resources import bundle_json
from tests.registry.demo_people import person
from tests.registry.fhir.test_odd_entries import VISIT, asked

SOME_DAY = datetime(2099, 12, 1, 9, tzinfo=UTC)
KNOWN = Visit("a1", SOME_DAY, VisitState.BOOKED)
COMING = VISIT | {"start": SOME_DAY.isoformat()}
WITHOUT_TIME = {name: value for name, value in COMING.items() if name != "start"}
ILLEGIBLE = COMING | {"start": "2099-12-01T24:00:00"}
ME = {"actor": {"reference": "Patient/1"}, "status": "accepted"}


class Kept:
    """One appointment at a server that keeps what it is told."""

    def __init__(self, appointment):
        self.resource, self.writes = appointment, 0

    def asked(self):
        return asked(Appointment=bundle_json([self.resource]), Appointment__a1=self._answer)

    async def _answer(self, request):
        if request.method == "PUT":
            self.resource, self.writes = await request.json(), self.writes + 1
        return self.resource


@pytest.mark.parametrize("resource", [WITHOUT_TIME, ILLEGIBLE], ids=["without a time", "illegible"])
@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("cancelled", VisitState.CANCELLED),
        ("noshow", VisitState.MISSED),
        ("fulfilled", VisitState.FULFILLED),
        ("booked", VisitState.BOOKED),
    ],
)
async def test_how_a_visit_stands_is_told_without_its_time(resource, status, state):
    """A cancelled one need not tell when it was to be (R4, app-3); whoever expects it must hear of it."""
    for listed in ([resource | {"status": status}], []):
        alone = {"Appointment__a1": resource | {"status": status}}
        async with asked(Appointment=bundle_json(listed), **alone) as client:
            (visit,) = await client.visits.of(person("p1"), [KNOWN])
            assert (visit.start, visit.state) == (SOME_DAY, state)


@pytest.mark.parametrize("status", [400, 422])
async def test_a_visit_that_cannot_be_asked_for_hides_no_other(status):
    """Its id is of a form that the server knows no more: that one stays as it was."""
    other = COMING | {"id": "a2", "start": (SOME_DAY + timedelta(days=1)).isoformat()}
    async with asked(Appointment=bundle_json([other]), Appointment__a1=(status, {})) as client:
        visits = await client.visits.of(person("p1"), [KNOWN])
        assert [(visit.id, visit.state) for visit in visits] == [
            ("a1", VisitState.BOOKED),
            ("a2", VisitState.BOOKED),
        ]


@pytest.mark.parametrize(
    ("resource", "writes"),
    [
        (ILLEGIBLE, 1),
        (COMING | {"start": "2099-12-01T09:00:00"}, 1),
        (COMING | {"status": "on-hold"}, 1),
        (COMING | {"status": "waitlist"}, 1),
        (COMING | {"status": "proposed"}, 1),
        (COMING | {"status": "entered-in-error"}, 0),
        (WITHOUT_TIME | {"status": "cancelled"}, 0),
    ],
    ids=str,
)
async def test_a_visit_that_is_shown_can_be_cancelled(resource, writes):
    """What is shown as it was known is cancelled as it was known; what is off already is left alone."""
    kept = Kept(resource)
    async with kept.asked() as client:
        visit = await client.visits.cancel(person("p1"), "a1", [KNOWN])
        assert (visit.start, visit.state, kept.writes) == (SOME_DAY, VisitState.CANCELLED, writes)


@pytest.mark.parametrize("status", ["fulfilled", "noshow"])
async def test_a_visit_that_is_over_is_not_cancelled_whatever_its_time(status):
    kept = Kept(ILLEGIBLE | {"status": status})
    async with kept.asked() as client:
        with pytest.raises(RegistryRefused):
            await client.visits.cancel(person("p1"), "a1", [KNOWN])
        assert kept.writes == 0


async def test_another_persons_visit_is_not_cancelled_for_being_known():
    """The time that was known proves nothing of whose it is now."""
    kept = Kept(ILLEGIBLE | {"participant": [{"actor": {"reference": "Patient/2"}}]})
    async with kept.asked() as client:
        with pytest.raises(PersonUnknown):
            await client.visits.cancel(person("p1"), "a1", [KNOWN])
        assert kept.writes == 0


def doctor(number, **more):
    actor = {"reference": f"PractitionerRole/r{number}", "display": f"Врач {number}"}
    return {"actor": actor, "status": "accepted"} | more


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"participant": [ME, doctor(1, status="declined"), doctor(2)]}, ("r2", "Врач 2", None, None)),
        ({"participant": [ME, doctor(1, status="declined")]}, ("r1", "Врач 1", None, None)),
        (
            {"participant": [ME, {"actor": {"type": "Practitioner", "display": "Сидоров С. С."}}]},
            (None, "Сидоров С. С.", None, None),
        ),
        (
            {"participant": [ME, {"actor": {"type": "Location", "display": "Каб. 5"}}]},
            (None, None, None, "Каб. 5"),
        ),
        ({"serviceType": [{"text": "Рентген"}]}, (None, None, "Рентген", None)),
        (
            {"specialty": [{"text": "Терапия"}], "serviceType": [{"text": "Осмотр"}]},
            (None, None, "Терапия", None),
        ),
        ({"specialty": 7, "serviceType": {"text": "Осмотр"}}, (None, None, None, None)),
    ],
    ids=str,
)
async def test_whoever_is_named_to_see_the_person_is_shown(more, shown):
    """By a reference or by a name alone; not who declined, where somebody else will come."""
    async with asked(Appointment=bundle_json([COMING | more])) as client:
        (visit,) = await client.visits.of(person("p1"))
        assert (visit.doctor, visit.doctor_name, visit.speciality, visit.room) == shown


@pytest.mark.parametrize("start", ["2099-12-01t09:00:00z", " 2099-12-01T09:00:00Z\r\n"])
async def test_a_moment_in_small_letters_or_with_spaces_is_one(start):
    """RFC 3339 takes small letters, Python's reading does not."""
    async with asked(Appointment=bundle_json([COMING | {"start": start}])) as client:
        assert [visit.start for visit in await client.visits.of(person("p1"))] == [SOME_DAY]
