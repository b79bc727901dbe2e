"""What of a registry's answer is believed: this person, this person's episodes, this clinic, this server."""

import pytest

from patient.attachment import Ambiguous, Found, NothingYet, Unreachable
from registry.fhir.client import FhirRegistry
from sandbox.registry import POLIS_SYSTEM, SNILS_SYSTEM
from sandbox.registry.resources import bundle_json, episode_json
from tests.registry.demo_people import SYSTEMS, person
from tests.registry.resources import ANNA, CLINIC, EPISODE, app_of, registry_of
from tests.servers import PATIENCE, serving

OTHER_SNILS = {"system": SNILS_SYSTEM, "value": "087-654-303 00"}


async def look(app, key="p1"):
    async with serving(app) as base:
        client = FhirRegistry(f"{base}/fhir", "t", SYSTEMS, call_seconds=PATIENCE)
        try:
            return await client.look(person(key))
        finally:
            await client.aclose()


async def test_a_record_that_comes_twice_counts_once():
    """The same id is the same record; another id is another, and only the registry desk can tell."""
    assert isinstance(await look(registry_of(ANNA, ANNA)), Found)
    assert await look(registry_of(ANNA, ANNA | {"id": "2"})) == Ambiguous(2)


@pytest.mark.parametrize(
    "other",
    [
        {"birthDate": "1979-10-14"},
        {"birthDate": "1979"},
        {"name": [{"family": "Посторонняя"}]},
        {"name": []},
        {"name": [{"family": "Тестова", "given": ["Софья", "Петровна"]}]},
        {"name": [{"family": "Тестова", "given": ["Анна", "Павловна"]}]},
        {"name": [{"family": "Тестова", "given": ["Софья"]}]},
        {"name": [{"family": "Новая", "given": ["Софья"]}, {"use": "maiden", "family": "Тестова"}]},
        {"name": [{"family": "Тестова", "given": ["С.", "П."]}]},
        {"identifier": [OTHER_SNILS]},
    ],
)
async def test_another_person_is_dropped_whatever_differs(other):
    """Birth date, any part of the name, or the number: a server may overlook what it was asked by."""
    assert isinstance(await look(registry_of(ANNA | other)), NothingYet)
    assert isinstance(await look(registry_of(ANNA | other, ANNA | {"id": "2"})), Unreachable)


@pytest.mark.parametrize(
    "same",
    [
        {"name": [{"family": "ДЕВИЧЬЯ"}, {"family": "ТЕСТОВА"}]},
        {"name": [{"family": "Тестова"}]},
        {"name": [{"family": "Тестова", "given": ["АННА"]}]},
        {"name": [{"family": "Тестова", "given": ["Анна Петровна"]}]},
        {"name": [{"family": "Тестова", "given": ["А.П."]}]},
        {"name": [{"family": "Тестова", "given": ["Анна", "НЕТ"]}]},
        {"name": [{"family": "Другая", "given": ["Софья"]}, {"family": "Тестова", "given": ["Анна"]}]},
        {"identifier": []},
        {"identifier": [{"system": SNILS_SYSTEM, "value": "112-233-445 95"}]},
        {"identifier": [{"system": POLIS_SYSTEM, "value": "7349 0208 8600 7312"}, OTHER_SNILS]},
        {"birthDate": "1979-10-13T00:00:00+04:00"},
    ],
)
async def test_the_same_person_is_known_in_another_writing(same):
    """Capitals, an earlier surname beside the present one, numbers with dashes or not shown at all."""
    assert isinstance(await look(registry_of(ANNA | same)), Found)


@pytest.mark.parametrize(
    "gone", [{"active": False}, {"link": [{"type": "replaced-by", "other": {"reference": "Patient/1"}}]}]
)
async def test_a_record_out_of_use_is_no_second_card(gone):
    """What was merged into another record, or set inactive, does not make a person ambiguous."""
    assert isinstance(await look(registry_of(ANNA, ANNA | gone | {"id": "2"})), Found)
    assert isinstance(await look(registry_of(ANNA | gone)), NothingYet)


async def test_the_patients_own_clinic_counts_where_there_is_no_episode():
    """The Russian profile keeps the attachment in managingOrganization."""
    attached = ANNA | {"managingOrganization": {"reference": "Organization/7"}}
    ended = EPISODE | {"status": "finished"}
    for episodes in ([], [ended]):
        (attachment,) = (await look(registry_of(attached, episodes=episodes))).attachments
        assert (attachment.clinic.id, attachment.kind, attachment.since) == ("7", None, None)
    assert isinstance(await look(registry_of(ANNA, episodes=[ended])), NothingYet)


async def test_a_clinic_is_asked_for_once_and_an_attachment_told_once():
    """Two kinds in one clinic are two attachments; the same kind twice is one."""
    asked = []
    dental = episode_json("1", "7", "dental", "10")
    app = app_of(
        {
            "Patient/_search": bundle_json([ANNA]),
            "EpisodeOfCare": bundle_json([EPISODE, EPISODE | {"id": "11"}, dental]),
            "Organization/7": lambda request: asked.append(request.path) or CLINIC,
        }
    )
    assert len((await look(app)).attachments) == 2
    assert len(asked) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        registry_of(ANNA, episodes=[EPISODE | {"patient": {"reference": "Patient/2"}}]),
        registry_of(ANNA, episodes=[EPISODE | {"patient": {"display": "Тестова"}}]),
        registry_of(ANNA, clinic=CLINIC | {"id": "8"}),
        registry_of(ANNA, clinic={"resourceType": "OperationOutcome"}),
        registry_of(ANNA, clinic=CLINIC | {"name": "\ud800"}),
        registry_of(ANNA | {"id": ".."}),
        registry_of(
            ANNA | {"managingOrganization": {"reference": "http://127.0.0.1:9/fhir/Organization/7"}},
            episodes=[EPISODE | {"managingOrganization": {"reference": "urn:uuid:7"}}],
        ),
        registry_of(
            ANNA, episodes=[EPISODE | {"managingOrganization": {"reference": "Organization/../Patient"}}]
        ),
        registry_of(ANNA, episodes=[EPISODE | {"id": str(n), "type": [{"text": str(n)}]} for n in range(11)]),
        app_of({"Patient/_search": {"resourceType": "OperationOutcome"}}),
    ],
    ids=[
        "another's episode",
        "nobody's episode",
        "another clinic",
        "no clinic",
        "nameless clinic",
        "id that is a path",
        "foreign reference",
        "reference that is a path",
        "eleven attachments",
        "no bundle",
    ],
)
async def test_an_answer_that_cannot_be_right_is_trouble_and_not_shown(wrong):
    """A server that overlooks what it was asked for would tell one person of another's clinic."""
    assert await look(wrong) == Unreachable()


async def test_pages_are_followed_within_the_base():
    """Links as servers make them: relative to the base, and absolute on the base itself."""

    def search(request):
        links = {"1": "EpisodeOfCare?page=2", "2": f"{request.url.origin()}/fhir?page=3"}
        page = request.query.get("page", "1")
        following = [{"relation": "next", "url": links[page]}] if page in links else []
        return bundle_json([EPISODE] if page == "3" else []) | {"link": following}

    answers = {"Patient/_search": bundle_json([ANNA]), "Organization/7": CLINIC}
    app = app_of(answers | dict.fromkeys(("", "EpisodeOfCare"), search))
    assert isinstance(await look(app), Found)
