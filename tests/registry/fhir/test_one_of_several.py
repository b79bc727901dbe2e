"""One of several timetables, actors or pages that fails: the others count, and no half of a list does."""

import json
from datetime import datetime

import pytest
from aiohttp import web

from patient.attachment import Unreachable
from patient.visit import Slot
from registry.errors import RegistryError, RegistryReplyMalformed, SomeMissing
from registry.wire import Answer
from sandbox.registry.resources import bundle_json
from tests.registry.demo_people import person
from tests.registry.fhir.test_odd_entries import DENTAL, DOCTOR, SCHEDULE, SINCE, SLOT, asked
from tests.registry.resources import ANNA, EPISODE

OUTCOME = {"resourceType": "OperationOutcome", "issue": []}
NO_ANSWERS = [
    (404, {}),
    (410, {}),
    (400, {}),
    (422, {}),
    (403, {}),
    OUTCOME,
    bundle_json([SLOT | {"start": "x"}]),
]
BY_PERSON = SCHEDULE | {"actor": [{"reference": f"Practitioner/{DOCTOR.practitioner}"}]}


async def free(**answers):
    async with asked(**answers) as client:
        return [slot.id for slot in await client.visits.free_slots(DOCTOR, SINCE)]


def of_second(odd):
    """Answer for the first timetable with what is *odd*, for the second with a free time."""
    there = bundle_json([SLOT | {"schedule": {"reference": "Schedule/sc2"}}])
    return lambda request: there if request.query["schedule"] == "Schedule/sc2" else odd


@pytest.mark.parametrize("odd", NO_ANSWERS, ids=str)
async def test_a_timetable_that_fails_hides_no_other(odd):
    """What the others told goes along with the word that some are missing."""
    both = bundle_json([SCHEDULE, SCHEDULE | {"id": "sc2"}])
    with pytest.raises(SomeMissing) as missing:
        await free(Schedule=both, Slot=of_second(odd))
    assert [slot.id for slot in missing.value.told] == ["s1"]
    with pytest.raises(RegistryError):
        await free(Slot=odd)


@pytest.mark.parametrize("status", [400, 404, 422, 501])
async def test_timetables_by_the_person_are_found_where_posts_have_none(status):
    """A server may not know a post as an actor at all."""

    def schedules(request):
        return (status, {}) if "Role" in request.query["actor"] else bundle_json([BY_PERSON])

    assert await free(Schedule=schedules, Slot=bundle_json([SLOT])) == ["s1"]
    with pytest.raises(RegistryError):
        await free(Schedule=(status, {}))


async def test_a_time_that_is_overbooked_is_not_offered():
    """«Appointments are unlikely to be accepted for this time» (R4, Slot)."""
    later = SLOT | {"id": "s2", "start": "2026-12-02T09:00:00+04:00", "overbooked": False}
    assert await free(Slot=bundle_json([SLOT | {"overbooked": True}, later])) == ["s2"]


@pytest.mark.parametrize("status", [404, 410, 400])
async def test_half_a_list_is_none(status):
    """A server forgets what it had found (410): half the attachments would be an end of the others."""

    def episodes(request):
        if "page" in request.query:
            return status, {}
        link = [{"relation": "next", "url": "EpisodeOfCare?page=2"}]
        return bundle_json([EPISODE, DENTAL]) | {"link": link}

    patient = bundle_json([ANNA | {"managingOrganization": {"reference": "Organization/7"}}])
    async with asked(Patient___search=patient, EpisodeOfCare=episodes) as client:
        assert await client.look(person("p1")) == Unreachable()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Fri, 27 Nov 2026 12:05:00 GMT", "Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, 300),
        ({"Retry-After": "Fri, 27 Nov 2026 11:55:00 GMT", "Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, None),
        ({"Retry-After": "Fri, 27 Nov 2099 12:00:00 GMT", "Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, None),
        ({"Retry-After": "Fri, 99 Nov 2026 12:00:00 GMT"}, None),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT", "Date": "вчера"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "-5"}, None),
    ],
    ids=str,
)
@pytest.mark.parametrize("status", [423, 429, 503])
async def test_a_pause_is_kept_however_it_is_written(status, headers, seconds):
    """In seconds, or as a date by the server's own clock (RFC 9110, 10.2.3)."""

    async def answer(_):
        return web.Response(status=status, headers=headers)

    async with asked(Patient___search=answer) as client:
        told = (await client.look(person("p1"))).retry_after
    assert (told and told.total_seconds()) == seconds


@pytest.mark.parametrize(("told", "is_taken"), [("NaN", True), ("[-Infinity]", True), ("1e999", False)])
async def test_what_cannot_be_written_back_is_our_own_error(told, is_taken):
    """A time is sent back whole: a number that is no JSON must not end the job that books."""
    versioned = json.dumps(SLOT | {"meta": {"versionId": "1"}})

    async def slot(request):
        if request.method == "PUT":
            return await request.json()
        return web.Response(text=f'{versioned[:-1]}, "extension": {told}}}')

    start = datetime.fromisoformat(SLOT["start"])
    async with asked(Slot__s1=slot) as client:
        taking = client.visits.slots.take(Slot("s1", DOCTOR.id, start), "key-1")
        if is_taken:
            assert (await taking).version == "1"
        else:
            with pytest.raises(RegistryReplyMalformed, match="cannot be sent back"):
                await taking


def test_what_is_deep_is_no_answer():
    """Half a letter in it has every text looked at, however deep it stands."""
    body = b'{"a": "\\ud800", "b": ' + b"[" * 900 + b"]" * 900 + b"}"
    with pytest.raises(RegistryReplyMalformed):
        Answer(200, {}, body).json()
