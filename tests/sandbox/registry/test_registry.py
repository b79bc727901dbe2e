"""The registry's stand-in: as strict as a FHIR server may be, so that the bot is not let off lightly."""

import httpx
import pytest

from sandbox.people import PEOPLE
from sandbox.registry import POLIS_SYSTEM, SNILS_SYSTEM, Registry, registry_app
from tests.servers import serving

ANNA = {"identifier": f"{SNILS_SYSTEM}|11223344595", "birthdate": "1979-10-13"}


@pytest.fixture
def stand_in():
    return Registry()


@pytest.fixture
async def http(stand_in):
    headers = {"Authorization": f"Bearer {stand_in.token}", "Accept": "application/fhir+json"}
    async with (
        serving(registry_app(stand_in)) as base,
        httpx.AsyncClient(base_url=base, headers=headers, trust_env=False, verify=False) as client,
    ):
        yield client


async def test_a_patient_is_found_by_number_and_birth_date(http):
    """Any of the numbers will do, the birth date must be right."""
    search = "/fhir/Patient/_search"
    found = (await http.post(search, data=ANNA)).json()
    assert found["total"] == 1
    assert found["entry"][0]["resource"]["birthDate"] == "1979-10-13"
    both = f"{POLIS_SYSTEM}|1,{ANNA['identifier']}"
    assert (await http.post(search, data=ANNA | {"identifier": both})).json()["total"] == 1
    assert (await http.post(search, data=ANNA | {"birthdate": "1979-10-14"})).json()["total"] == 0
    assert (await http.post(search, data=ANNA | {"identifier": f"{POLIS_SYSTEM}|11223344595"})).json()[
        "total"
    ] == 0


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (ANNA | {"identifier": "11223344595"}, 400),
        (ANNA | {"identifier": f"{SNILS_SYSTEM}|"}, 400),
        (ANNA | {"identifier": f"{ANNA['identifier']},"}, 400),
        (ANNA | {"birthdate": "13.10.1979"}, 400),
        (ANNA | {"name": "Анна"}, 400),
        ({"identifier": ANNA["identifier"]}, 400),
        ({}, 415),
    ],
)
async def test_a_search_in_another_form_is_refused(http, form, status):
    """Numbers need their system, dates are ISO, and nothing is left out or added."""
    answer = await http.post("/fhir/Patient/_search", data=form)
    assert answer.status_code == status
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert answer.headers["Content-Type"].startswith("application/fhir+json")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"Patient?identifier={SNILS_SYSTEM}|11223344595", 400),
        ("EpisodeOfCare?patient=p1&status=active", 400),
        ("EpisodeOfCare?patient=Patient/p1", 400),
        ("EpisodeOfCare?patient=Patient/p1&status=active", 200),
        ("Organization/nowhere", 404),
        ("Organization/ulgp-1", 200),
    ],
)
async def test_only_the_calls_of_the_contract_are_answered(http, path, status):
    """Numbers don't belong into URLs; references are written ``Patient/ID``."""
    assert (await http.get(f"/fhir/{path}")).status_code == status


async def test_only_a_bearer_that_takes_fhir_is_let_in(http):
    """A wrong token is 401, another format 406."""
    path = "/fhir/Organization/ulgp-1"
    assert (await http.get(path, headers={"Authorization": "Bearer other"})).status_code == 401
    assert (await http.get(path, headers={"Accept": "text/html"})).status_code == 406


async def test_a_fault_lasts_as_long_as_it_was_told_to(http):
    """So many calls, or until the reset; one fault after the other."""
    path, fault = "/fhir/Organization/ulgp-1", "/_sandbox/registry/fault"
    await http.post(fault, json={"kind": "down", "times": 2, "seconds": 60})
    await http.post(fault, json={"kind": "html"})
    answers = [await http.get(path) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [503, 503, 502, 502]
    assert answers[0].headers["Retry-After"] == "60"
    await http.post("/_sandbox/registry/reset")
    assert (await http.get(path)).status_code == 200


@pytest.mark.parametrize("nonsense", ["", "[]", "{}", '{"kind": "sad"}', '{"kind": "down", "for": 1}'])
async def test_a_fault_that_makes_no_sense_is_refused(http, nonsense):
    """The mistake is told at once, not by a test that waits in vain."""
    assert (await http.post("/_sandbox/registry/fault", content=nonsense)).status_code == 400


async def test_the_log_tells_every_call(http):
    """In order and whole: the people are invented."""
    await http.post("/fhir/Patient/_search", data=ANNA)
    await http.get("/fhir/Organization/ulgp-1")
    search, read = (await http.get("/_sandbox/registry/log")).json()["result"]
    assert search == {"method": "POST", "url": "/fhir/Patient/_search", "form": ANNA}
    assert read == {"method": "GET", "url": "/fhir/Organization/ulgp-1", "form": {}}


async def test_the_reset_begins_all_stories_anew(http):
    """Who was found after a while is to be waited for again."""
    late = next(person for person in PEOPLE if person.key == "p6")
    form = {"identifier": f"{SNILS_SYSTEM}|{late.snils}", "birthdate": late.birth_date}

    async def asked(times):
        return [(await http.post("/fhir/Patient/_search", data=form)).status_code for _ in range(times)]

    assert await asked(4) == [503, 503, 503, 200]
    await http.post("/_sandbox/registry/reset")
    assert await asked(1) == [503]
