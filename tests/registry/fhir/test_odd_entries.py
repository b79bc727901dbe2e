"""One odd entry among good ones: it is left out and counted, and hides none of the others."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from patient.attachment import Found, NothingYet, Unreachable
from patient.clinic import Doctor
from registry.fhir.client import FhirRegistry
from sandbox.registry.resources import bundle_json
from tests.registry.demo_people import SYSTEMS, person
from tests.registry.resources import ANNA, CLINIC, EPISODE, app_of
from tests.servers import PATIENCE, serving

DOCTOR = Doctor("role-1", "pr-1", "7", "Выдумщикова Нина Глебовна", "Терапевт")
SINCE = datetime(2026, 11, 30, tzinfo=UTC)
SCHEDULE = {"resourceType": "Schedule", "id": "sc1", "actor": [{"reference": "PractitionerRole/role-1"}]}
SLOT = {
    "resourceType": "Slot",
    "id": "s1",
    "status": "free",
    "schedule": {"reference": "Schedule/sc1"},
    "start": "2026-12-01T09:00:00+04:00",
}
VISIT = {
    "resourceType": "Appointment",
    "id": "a1",
    "status": "booked",
    "start": "2026-12-01T09:00:00+04:00",
    "participant": [{"actor": {"reference": "Patient/1"}, "status": "accepted"}],
}
DENTAL = EPISODE | {"id": "10", "type": [{"text": "стоматологическое"}]}
ODD_TIMES = (
    None,
    7,
    {},
    "",
    "завтра",
    "2026-12-02",
    "2026-12-02T09:00:00",
    "2026-13-02T09:00:00+04:00",
    "2026-12-02T09:00:61Z",
    "0001-01-01T00:00:00+14:00",
    "2026-12-02T09:00:00+99:00",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
)
NO_ENTRIES = (None, 7, "x", [], {}, {"fullUrl": "urn:uuid:1"}, {"resource": None}, {"resource": {"id": "1"}})


@asynccontextmanager
async def asked(**answers):
    """Open a client of a registry that answers every search with the same."""
    paths = {
        "Patient/_search": bundle_json([ANNA]),
        "EpisodeOfCare": bundle_json([EPISODE]),
        "Organization/7": CLINIC,
        "Schedule": bundle_json([SCHEDULE]),
    } | {name.replace("__", "/", 1): answer for name, answer in answers.items()}
    async with serving(app_of(paths)) as base:
        client = FhirRegistry(f"{base}/fhir", "t", SYSTEMS, call_seconds=PATIENCE)
        try:
            yield client
        finally:
            await client.aclose()


async def clinics_of(**answers):
    """Return the ids of the clinics that a look finds, and how much was left out."""
    async with asked(**answers) as client:
        answer = await client.look(person("p1"))
        assert isinstance(answer, Found), answer
        return sorted(each.clinic.id for each in answer.attachments), client.left_out


@pytest.mark.parametrize(
    "odd",
    [
        DENTAL | {"managingOrganization": {"reference": "Organization/8"}},
        DENTAL | {"managingOrganization": {"reference": "#org"}},
        DENTAL | {"managingOrganization": {"reference": "urn:uuid:0c3151bd"}},
        DENTAL | {"managingOrganization": {"reference": "Location/8"}},
        DENTAL | {"managingOrganization": "Organization/8"},
        DENTAL | {"patient": {"reference": "Patient/2"}},
        DENTAL | {"patient": None},
        {"resourceType": "EpisodeOfCare"},
        {"resourceType": "Basic", "id": "1"},
        None,
    ],
)
async def test_an_attachment_that_leads_nowhere_hides_no_other(odd):
    """A clinic that is not there (404), a contained one, a urn, somebody else's, or no episode at all."""
    found, left_out = await clinics_of(EpisodeOfCare=bundle_json([EPISODE, odd]))
    assert (found, left_out) == (["7"], 1)


@pytest.mark.parametrize(
    "organization",
    [
        {"resourceType": "Organization", "id": "8"},
        {"resourceType": "Organization", "id": "8", "name": " "},
        {"resourceType": "Organization", "id": "9", "name": "Другая"},
        {"resourceType": "OperationOutcome"},
        [],
        lambda _: None,
    ],
)
async def test_a_clinic_that_says_nothing_hides_no_other(organization):
    """Nameless, another one, no clinic at all."""
    elsewhere = DENTAL | {"managingOrganization": {"reference": "Organization/8"}}
    answers = {"EpisodeOfCare": bundle_json([EPISODE, elsewhere]), "Organization__8": organization}
    assert await clinics_of(**answers) == (["7"], 1)


@pytest.mark.parametrize(
    "period", [None, [], {}, {"start": None}, {"start": "давно"}, {"start": "2019-02-30"}]
)
@pytest.mark.parametrize("kinds", [None, "терапевтическое", [None], [{"coding": [7]}]])
async def test_an_odd_date_or_kind_loses_no_attachment(period, kinds):
    """The clinic is what the person asks for; since when, and as what, is not known then."""
    async with asked(EpisodeOfCare=bundle_json([EPISODE | {"period": period, "type": kinds}])) as client:
        (attachment,) = (await client.look(person("p1"))).attachments
    assert (attachment.clinic.id, attachment.kind, attachment.since) == ("7", None, None)


@pytest.mark.parametrize("part", ["telecom", "address"])
@pytest.mark.parametrize("value", [None, 7, "улица", [None], [7], [{"value": 7}], [{"line": 7, "city": {}}]])
async def test_an_odd_address_or_phone_loses_no_clinic(part, value):
    """Its name is enough."""
    found, left_out = await clinics_of(Organization__7=CLINIC | {part: value})
    assert (found, left_out) == (["7"], 0)


@pytest.mark.parametrize("search", [None, {}, {"mode": None}, {"mode": ""}, []])
async def test_a_hit_need_not_say_that_it_is_one(search):
    """Only who says that it is something else is none."""
    bundle = bundle_json([EPISODE])
    bundle["entry"][0]["search"] = search
    assert await clinics_of(EpisodeOfCare=bundle) == (["7"], 0)


@pytest.mark.parametrize("status", [400, 404, 405, 410, 422, 501])
async def test_a_server_without_episodes_tells_the_patients_own_clinic(status):
    """Or, where it tells none, that there is nothing yet; neither is trouble."""
    patient = ANNA | {"managingOrganization": {"reference": "Organization/7"}}
    answers = {"EpisodeOfCare": (status, {"resourceType": "OperationOutcome"})}
    assert (await clinics_of(Patient___search=bundle_json([patient]), **answers))[0] == ["7"]
    async with asked(**answers) as client:
        assert await client.look(person("p1")) == NothingYet()


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_a_server_that_only_does_not_tell_is_asked_again(status):
    """A refused token or an outage is no word about the person."""
    patient = ANNA | {"managingOrganization": {"reference": "Organization/7"}}
    answers = {"Patient___search": bundle_json([patient]), "EpisodeOfCare": (status, {})}
    async with asked(**answers) as client:
        assert await client.look(person("p1")) == Unreachable()


@pytest.mark.parametrize("odd", NO_ENTRIES)
async def test_what_is_no_entry_hides_no_person(odd):
    """Whatever stands among the entries."""
    bundle = bundle_json([ANNA])
    bundle["entry"].append(odd)
    assert (await clinics_of(Patient___search=bundle))[0] == ["7"]


@pytest.mark.parametrize("start", ODD_TIMES)
async def test_a_visit_at_a_strange_time_hides_no_other(start):
    """It is left out: nobody can say when it is."""
    odd = VISIT | {"id": "a2", "start": start}
    async with asked(Appointment=bundle_json([odd, VISIT])) as client:
        assert [visit.id for visit in await client.visits.of(person("p1"))] == ["a1"]
        assert client.left_out == 1


@pytest.mark.parametrize("part", ["participant", "status", "id"])
@pytest.mark.parametrize("value", [None, 7, [], [None], ""])
async def test_a_visit_that_is_none_hides_no_other(part, value):
    """Of nobody, without a state or an id."""
    odd = VISIT | {"id": "a2", part: value}
    async with asked(Appointment=bundle_json([odd, VISIT])) as client:
        assert [visit.id for visit in await client.visits.of(person("p1"))] == ["a1"]


@pytest.mark.parametrize("part", ["specialty", "slot", "meta", "identifier"])
@pytest.mark.parametrize("value", [None, []])
async def test_what_a_visit_need_not_tell_may_be_empty(part, value):
    """Nulls and empty lists are written where nothing is known."""
    async with asked(Appointment=bundle_json([VISIT | {part: value}])) as client:
        assert [visit.id for visit in await client.visits.of(person("p1"))] == ["a1"]


@pytest.mark.parametrize("start", ODD_TIMES)
async def test_a_free_time_that_is_strange_hides_no_other(start):
    """The same for slots."""
    odd = SLOT | {"id": "s2", "start": start}
    async with asked(Slot=bundle_json([odd, SLOT])) as client:
        assert [slot.id for slot in await client.visits.free_slots(DOCTOR, SINCE)] == ["s1"]
        assert client.left_out == 1


@pytest.mark.parametrize(
    "other",
    [
        {"schedule": {"reference": "Schedule/of-somebody-else"}},
        {"schedule": {"reference": "http://elsewhere.example/fhir/Schedule/sc1"}},
        {"schedule": None},
        {"status": "busy"},
        {"status": "busy-tentative"},
        {"status": "entered-in-error"},
    ],
)
async def test_a_time_that_was_not_asked_for_is_not_offered(other):
    """A server may overlook a search parameter (R4, search, 3.1.1.3); another doctor's time is not his."""
    strange = SLOT | {"id": "s2", "start": "2026-12-01T10:00:00+04:00"} | other
    async with asked(Slot=bundle_json([strange, SLOT])) as client:
        assert [slot.id for slot in await client.visits.free_slots(DOCTOR, SINCE)] == ["s1"]


@pytest.mark.parametrize(
    "actor",
    [
        [{"reference": "PractitionerRole/role-2"}],
        [{"reference": "Practitioner/role-1"}],
        [{"display": "Выдумщикова"}],
        [],
        None,
    ],
)
async def test_another_doctors_timetable_is_nobodys(actor):
    """The one that names our doctor counts; none that names others does, even when it is alone."""
    strange = SCHEDULE | {"id": "sc2", "actor": actor}
    slots = bundle_json([SLOT, SLOT | {"id": "s2", "schedule": {"reference": "Schedule/sc2"}}])
    async with asked(Schedule=bundle_json([strange, SCHEDULE]), Slot=slots) as client:
        assert [slot.id for slot in await client.visits.free_slots(DOCTOR, SINCE)] == ["s1"]


async def test_a_timetable_may_be_the_persons_own():
    """Of the post first, then of who holds it; references may be absolute and name a version."""
    for reference in ("Practitioner/pr-1", "PractitionerRole/role-1/_history/4"):
        own = SCHEDULE | {"actor": [{"reference": "Location/1"}, {"reference": reference}]}
        async with asked(Schedule=bundle_json([own]), Slot=bundle_json([SLOT])) as client:
            assert [slot.id for slot in await client.visits.free_slots(DOCTOR, SINCE)] == ["s1"]


async def test_all_pages_of_timetables_and_hours_are_read():
    """The second page counts as the first."""

    def paged(*pages):
        def answer(request):
            number = int(request.query.get("page", "0"))
            more = {"relation": "next", "url": f"{request.url.path.removeprefix('/fhir/')}?page={number + 1}"}
            return bundle_json(pages[number]) | {"link": [more] if number + 1 < len(pages) else []}

        return answer

    second = SCHEDULE | {"id": "sc2"}
    other = SLOT | {
        "id": "s2",
        "schedule": {"reference": "Schedule/sc2"},
        "start": "2026-12-01T10:00:00+04:00",
    }
    week = {"resourceType": "Location", "hoursOfOperation": [{"daysOfWeek": ["mon"]}]}
    answers = {
        "Schedule": paged([SCHEDULE], [second]),
        "Slot": paged([SLOT], [other]),
        "Organization": bundle_json([CLINIC]),
        "Location": paged([{"resourceType": "Location"}], [week]),
    }
    async with asked(**answers) as client:
        assert [slot.id for slot in await client.visits.free_slots(DOCTOR, SINCE)] == ["s1", "s2"]
        assert (await client.directory.clinics())[0].hours


async def test_two_slots_of_one_time_are_one():
    """Two equal buttons would tell nobody anything."""
    twin = SLOT | {"id": "s2", "start": "2026-12-01T05:00:00Z"}
    async with asked(Slot=bundle_json([SLOT, twin])) as client:
        assert [slot.id for slot in await client.visits.free_slots(DOCTOR, SINCE)] == ["s1"]


async def test_where_nothing_can_be_read_there_is_trouble():
    """An empty list would say that the person has no visit, the doctor no time."""
    odd = bundle_json([{"resourceType": "Basic"}])
    async with asked(EpisodeOfCare=odd, Appointment=odd, Slot=odd) as client:
        assert await client.look(person("p1")) == Unreachable()
        for act in (client.visits.of(person("p1")), client.visits.free_slots(DOCTOR, SINCE)):
            with pytest.raises(Exception, match="nothing that can be read"):
                await act
