"""Habits of real FHIR servers: odd links, logical references, answers that do not tell what was done."""

import pytest

from patient.visit import VisitState
from registry.errors import PersonUnknown, RegistryRefused, RegistryReplyMalformed, SlotHeld, SlotTaken
from sandbox.registry.resources import bundle_json
from tests.began import began
from tests.registry.demo_people import person
from tests.registry.fhir.test_findings import findings
from tests.registry.fhir.test_given_back import DOCTOR, Disturbance, booked, free, registry
from tests.registry.fhir.test_odd_entries import DOCTOR as OTHER
from tests.registry.fhir.test_odd_entries import SCHEDULE, SINCE, SLOT, VISIT, asked, clinics_of
from tests.registry.resources import ANNA, EPISODE

POST = {
    "resourceType": "PractitionerRole",
    "id": "role-1",
    "practitioner": {"reference": "Practitioner/pr-1"},
    "organization": {"reference": "Organization/7"},
    "specialty": [{"text": "Терапевт"}],
}


@pytest.mark.parametrize(
    "links",
    [
        None,
        {},
        [None],
        [{}],
        [{"url": "EpisodeOfCare?page=1"}],
        [{"relation": "self"}],
        [{"relation": "next"}],
        [{"relation": "next", "url": None}],
        [{"relation": None, "url": "x"}],
    ],
)
async def test_an_odd_link_hides_nothing(links):
    """Servers write nulls, links without a name, and a following page without an address."""
    assert await clinics_of(EpisodeOfCare=bundle_json([EPISODE]) | {"link": links}) == (["7"], 0)


@pytest.mark.parametrize("part", ["name", "identifier", "link"])
@pytest.mark.parametrize("odd", [None, 7, "x", {"value": 7, "family": ["Б"], "type": []}])
async def test_an_odd_part_of_a_record_hides_no_person(part, odd):
    """One name or number among several that cannot be read."""
    record = ANNA | {part: [*ANNA.get(part, []), odd]}
    assert (await clinics_of(Patient___search=bundle_json([record])))[0] == ["7"]


@pytest.mark.parametrize("none", ["нет", "-", "отсутствует", "Без отчества", "НЕ УКАЗАНО"])
async def test_a_registry_may_say_in_words_that_there_is_no_patronymic(none):
    """What says nothing contradicts nobody."""
    given = [ANNA["name"][0]["given"][0], none]
    record = ANNA | {"name": [ANNA["name"][0] | {"given": given}]}
    assert (await clinics_of(Patient___search=bundle_json([record])))[0] == ["7"]


async def test_an_attachment_that_is_told_twice_is_one():
    """Pages drift while they are read: the same episode stands on two of them."""
    assert await clinics_of(EpisodeOfCare=bundle_json([EPISODE] * 11)) == (["7"], 0)


async def test_a_timetable_that_is_out_of_use_offers_nothing():
    """Its times may be free for ever (R4, Schedule.active)."""
    resting = SCHEDULE | {"id": "sc2", "active": False}
    slots = bundle_json([SLOT, SLOT | {"id": "s2", "schedule": {"reference": "Schedule/sc2"}}])
    async with asked(Schedule=bundle_json([resting, SCHEDULE]), Slot=slots) as client:
        assert [slot.id for slot in await client.visits.free_slots(OTHER, SINCE)] == ["s1"]
    async with asked(Schedule=bundle_json([resting]), Slot=slots) as client:
        assert await client.visits.free_slots(OTHER, SINCE) == []


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 451])
async def test_a_doctor_of_whom_nothing_may_be_told_hides_no_other(status):
    """A server may refuse one Practitioner and tell of the rest."""
    hidden = POST | {"id": "role-2", "practitioner": {"reference": "Practitioner/pr-2"}}
    doctor = {"resourceType": "Practitioner", "id": "pr-1", "name": [{"text": "Выдумщикова Нина"}]}
    answers = {"Practitioner__pr-1": doctor, "Practitioner__pr-2": (status, {})}
    posts = bundle_json([hidden, POST])
    async with asked(PractitionerRole=posts, Organization=bundle_json([CLINIC_7]), **answers) as client:
        (clinic,) = await client.directory.clinics()
        assert [doctor.id for doctor in await client.directory.doctors(clinic)] == ["role-1"]
        assert client.left_out == 1


CLINIC_7 = {"resourceType": "Organization", "id": "7", "name": "Поликлиника"}


async def test_a_clinic_with_vacant_posts_only_has_no_doctor():
    """R4 lets a PractitionerRole name nobody: that is an answer, not trouble."""
    vacant = {name: value for name, value in POST.items() if name != "practitioner"}
    async with asked(PractitionerRole=bundle_json([vacant]), Organization=bundle_json([CLINIC_7])) as client:
        (clinic,) = await client.directory.clinics()
        assert await client.directory.doctors(clinic) == []


@pytest.mark.parametrize("link", ["http://[", "http://user:secret@10.0.0.7/fhir?p=1"])
async def test_a_link_that_is_no_address_is_told_of(link):
    """In a sentence, without a traceback and without what stands before the host."""
    more = {"link": [{"relation": "next", "url": link}]}
    (finding,) = await findings(Organization=bundle_json([CLINIC_7]) | more)
    assert "further pages" in finding.text
    assert "secret" not in finding.text


@pytest.mark.parametrize("state", ["fulfilled", "noshow"])
async def test_a_visit_that_is_over_is_not_cancelled(state):
    """The clinic noted how it ended while the person was about to cancel."""
    async with registry() as (visits, _, stand_in):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        kept = stand_in.timetables.appointments[visit.id]
        kept.replace(kept.resource | {"status": state})
        with pytest.raises(RegistryRefused):
            await visits.cancel(person("p1"), visit.id)
        assert kept.resource["status"] == state
        assert slot.id not in await free(visits)


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_a_time_that_was_not_taken_is_not_booked(status):
    """A success that tells nothing (an OperationOutcome, «accepted») is believed when it stands."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        disturbances.append(Disturbance("PUT Slot", status=status))
        with pytest.raises(RegistryReplyMalformed):
            await visits.book(person("p1"), slot, "key-1")
        assert await booked(visits) == []


@pytest.mark.parametrize("status", [409, 412])
async def test_a_time_that_we_took_ourselves_is_ours(status):
    """A proxy repeats a PUT whose answer was lost: the repetition finds the version gone by."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        disturbances.append(Disturbance("PUT Slot", status=status, is_done=True))
        assert await visits.book(person("p1"), slot, "key-1")


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_a_time_that_was_not_freed_is_told_of(status):
    """The same on the way back."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        disturbances.append(Disturbance("PUT Slot", status=status))
        with pytest.raises(SlotHeld):
            await visits.cancel(person("p1"), visit.id)
        disturbances.clear()
        await visits.give_back(visit.id)
        assert slot.id in await free(visits)


@pytest.mark.parametrize("status", ["busy-unavailable", "entered-in-error"])
async def test_a_time_that_the_clinic_closed_stays_closed(status):
    """The doctor is ill: what was booked is cancelled, and nobody may have the time."""
    async with registry() as (visits, _, stand_in):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        kept = stand_in.timetables.slots[slot.id]
        kept.replace(kept.resource | {"status": status})
        assert (await visits.cancel(person("p1"), visit.id)).state is VisitState.CANCELLED
        assert kept.resource["status"] == status
        with pytest.raises(SlotTaken):
            await visits.book(person("p1"), slot, "key-1b")


@pytest.mark.parametrize("status", [404, 410])
async def test_a_visit_that_is_gone_cannot_be_cancelled(status):
    """The clinic deleted it: no further try would find it."""
    async with registry() as (visits, disturbances, _):
        slot = (await visits.free_slots(DOCTOR, began()))[0]
        visit = await visits.book(person("p1"), slot, "key-1")
        disturbances.append(Disturbance("GET Appointment/", status=status))
        with pytest.raises(PersonUnknown):
            await visits.cancel(person("p1"), visit.id)


async def test_a_visit_beside_one_that_names_others_logically_is_shown():
    """`identifier` in the place of `reference`, a type beside it, a contained and a foreign one."""
    logical = {"actor": {"type": "Patient", "identifier": {"value": "1"}}, "status": "accepted"}
    foreign = {"actor": {"reference": "https://elsewhere.example/fhir/Patient/1"}, "status": "accepted"}
    others = [
        VISIT | {"id": f"a{number}", "participant": [who]} for number, who in enumerate((logical, foreign), 2)
    ]
    async with asked(Appointment=bundle_json([*others, VISIT])) as client:
        assert [visit.id for visit in await client.visits.of(person("p1"))] == ["a1"]
