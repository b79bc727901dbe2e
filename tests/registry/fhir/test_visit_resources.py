"""Doctors, free times and appointments as servers write them, and any JSON at all."""

import contextlib
import json
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.clinic import OpenHours
from patient.visit import VisitState
from registry.errors import RegistryReplyMalformed
from registry.fhir import values, visit_resources
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry.resources import location_json, post_json, practitioner_json, slot_json, visit_json

BASE = "http://registry.example/fhir/"
START, END = datetime(2026, 11, 27, 5, 0, tzinfo=UTC), datetime(2026, 11, 27, 5, 20, tzinfo=UTC)
DEMO = DOCTORS[0]
SLOT = slot_json("1", "s", START, END)
VISIT = visit_json("1", "p1", DEMO, START, END)
POST = post_json(DEMO)
CLINIC = CLINICS[0].id
LOCATION = location_json(CLINICS[0])
RESOURCES = (SLOT, VISIT, POST, LOCATION, practitioner_json(DEMO.doctor))
READERS = {
    "post": lambda content: visit_resources.post(content, BASE),
    "name": visit_resources.practitioner_name,
    "hours": lambda content: visit_resources.hours(content, CLINIC, BASE),
    "schedule": lambda content: visit_resources.schedule(content, BASE),
    "free slot": lambda content: visit_resources.free_slot(content, "role-1", "1", BASE),
    "slot": visit_resources.slot_as_it_stands,
    "appointment": lambda content: visit_resources.appointment(content, BASE),
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("name", READERS)
@given(content=anything)
def test_any_json_is_read_or_refused(name, content):
    """Nothing else than our own error comes out."""
    with contextlib.suppress(RegistryReplyMalformed):
        READERS[name](content)


@pytest.mark.parametrize("name", READERS)
@given(resource=st.sampled_from(RESOURCES), data=st.data())
def test_a_damaged_resource_is_read_or_refused(name, resource, data):
    """One field of a good resource replaced by anything."""
    damaged = json.loads(json.dumps(resource))
    key = data.draw(st.sampled_from(sorted(damaged)))
    damaged[key] = data.draw(anything)
    with contextlib.suppress(RegistryReplyMalformed):
        READERS[name](damaged)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("booked", VisitState.BOOKED),
        ("pending", VisitState.BOOKED),
        ("fulfilled", VisitState.FULFILLED),
        ("cancelled", VisitState.CANCELLED),
        ("noshow", VisitState.MISSED),
    ],
)
def test_the_state_of_a_visit_is_told(status, state):
    """What people need to know of FHIR's ten states."""
    assert visit_resources.appointment(VISIT | {"status": status}, BASE).visit.state is state


@pytest.mark.parametrize("status", ["proposed", "entered-in-error", "waitlist", "anything"])
def test_what_is_no_visit_is_not_shown(status):
    """A proposal or a mistake is nobody's visit."""
    assert visit_resources.appointment(VISIT | {"status": status}, BASE).visit is None


def test_a_visit_tells_doctor_and_room():
    """Displays of the participants; ids for the directory; references may be absolute."""
    visit = visit_resources.appointment(VISIT, BASE).visit
    assert (visit.doctor, visit.doctor_name, visit.room) == ("role-1", DEMO.doctor.name, "Кабинет 101")
    absolute = {"actor": {"reference": f"{BASE}Practitioner/7", "display": "Иванов И. И."}}
    other = visit_resources.appointment(VISIT | {"participant": [absolute]}, BASE)
    assert (other.visit.practitioner, other.visit.doctor_name) == ("7", "Иванов И. И.")
    assert other.patients == frozenset()


def test_a_moment_needs_its_zone():
    """An hour without a zone is nobody's hour."""
    assert visit_resources.free_slot(SLOT, "role-1", "s", BASE).start == START
    with pytest.raises(RegistryReplyMalformed):
        visit_resources.free_slot(SLOT | {"start": "2026-11-27T09:00:00"}, "role-1", "s", BASE)
    assert visit_resources.free_slot(SLOT | {"status": "busy"}, "role-1", "s", BASE) is None


def test_hours_and_posts():
    """Days of the week in order; a post that is not active is told as such."""
    assert visit_resources.hours(LOCATION, CLINIC, BASE)[0] == OpenHours(
        (0, 1, 2, 3, 4), time(7, 30), time(19)
    )
    assert visit_resources.hours({"resourceType": "Location"}, CLINIC, BASE) == ()
    post = visit_resources.post(POST | {"active": False}, BASE)
    assert not post.is_active
    assert post.held_by("Имя") == visit_resources.post(POST, BASE).held_by("Имя")


def test_a_name_is_one_line():
    """The text, or the parts with the surname first."""
    assert (
        values.human_name([{"family": "Иванова", "given": ["Мария", "Петровна"]}]) == "Иванова Мария Петровна"
    )
    assert values.human_name([{}, {"text": "Иванова  М."}]) == "Иванова М."
    assert values.human_name([]) is None
    assert values.day("2019-05-14") == date(2019, 5, 14)
