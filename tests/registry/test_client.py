"""The registry's client against the stand-in, and against servers that mean harm."""

import asyncio
import gzip
import json
from datetime import date

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from patient.attachment import Ambiguous, Found, NothingYet, Unreachable
from patient.birth_date import BirthDate
from patient.card import CardDraft, CardField
from patient.name import GivenName, Patronymic, Surname
from patient.polis import Polis
from patient.sex import Sex
from patient.snils import Snils
from registry import fhir
from registry.client import ClinicRegistry, IdentifierSystems
from registry.errors import RegistryReplyMalformed
from sandbox.people import PEOPLE
from sandbox.registry import POLIS_SYSTEM, SNILS_SYSTEM, Registry, registry_app
from tests.servers import serving

SYSTEMS = IdentifierSystems(SNILS_SYSTEM, POLIS_SYSTEM)
TODAY = date(2026, 11, 23)
BY_KEY = {demo.key: demo for demo in PEOPLE}


def person(key):
    demo = BY_KEY[key]
    year, month, day = map(int, demo.birth_date.split("-"))
    answers = {
        CardField.SURNAME: Surname(demo.surname),
        CardField.GIVEN_NAME: GivenName(demo.given_name),
        CardField.PATRONYMIC: demo.patronymic and Patronymic(demo.patronymic),
        CardField.SEX: Sex(demo.sex),
        CardField.BIRTH_DATE: BirthDate.parse(f"{day}.{month}.{year}", today=TODAY),
        CardField.POLIS: demo.polis and Polis.parse(demo.polis),
        CardField.SNILS: demo.snils and Snils.parse(demo.snils),
        CardField.PHONE: None,
    }
    draft = CardDraft()
    for asked, value in answers.items():
        draft = draft.answered(asked, value)
    return draft.complete()


@pytest.fixture
async def stand_in():
    return Registry(later_seconds=0.2)


@pytest.fixture
async def clinics(stand_in):
    async with serving(registry_app(stand_in)) as base:
        client = ClinicRegistry(f"{base}/fhir", stand_in.token, SYSTEMS, call_seconds=2)
        yield client
        await client.aclose()


@pytest.mark.parametrize("demo", PEOPLE, ids=lambda demo: demo.key)
def test_all_invented_people_are_possible(demo):
    """Their numbers fit, and the new polis numbers tell their birth date and sex."""
    known = person(demo.key)
    assert known.polis is None or known.polis.doubts(known.birth_date, known.sex) == ()
    assert known.snils is None or known.snils.adds_up


async def test_an_attachment_is_found_with_its_clinic(clinics, stand_in):
    """Name, address and phones of the clinic, kind and date of the attachment."""
    answer = await clinics.look(person("p1"))
    assert isinstance(answer, Found)
    (attachment,) = answer.attachments
    assert "поликлиника" in attachment.clinic.name
    assert attachment.clinic.address
    assert attachment.clinic.phones
    assert attachment.kind == "терапевтическое"
    assert attachment.since == date(2019, 5, 14)
    assert not any("11223344595" in url for _, url in stand_in.log)


async def test_each_story_has_its_answer(clinics):
    """Later, never, twice, two clinics, by one number only, another spelling, another person."""
    assert isinstance(await clinics.look(person("p2")), NothingYet)
    await asyncio.sleep(0.3)
    assert isinstance(await clinics.look(person("p2")), Found)
    assert isinstance(await clinics.look(person("p3")), NothingYet)
    assert await clinics.look(person("p4")) == Ambiguous(2)
    assert len((await clinics.look(person("p5"))).attachments) == 2
    assert isinstance(await clinics.look(person("p8")), Found)
    assert isinstance(await clinics.look(person("p9")), Found)
    assert isinstance(await clinics.look(person("p10")), Found)
    assert isinstance(await clinics.look(person("p11")), NothingYet)


async def test_a_server_that_is_down_is_no_answer(clinics, stand_in):
    """A 503 and a refused token are trouble, never «not found»."""
    assert isinstance(await clinics.look(person("p6")), Unreachable)
    stand_in.is_down = True
    assert isinstance(await clinics.look(person("p1")), Unreachable)
    stand_in.is_down, stand_in.token = False, "other"
    assert isinstance(await clinics.look(person("p1")), Unreachable)
    assert await clinics.findings() == ["RegistryRefused: HTTP 401"]


def bundle(link):
    return {"resourceType": "Bundle", "entry": [], "link": [{"relation": "next", "url": link}]}


async def elsewhere(_):
    raise web.HTTPFound("http://127.0.0.1:9/")


async def next_elsewhere(_):
    return web.json_response(bundle("http://127.0.0.1:9/fhir/Patient"))


async def next_for_ever(request):
    return web.json_response(bundle(str(request.url)))


async def bomb(_):
    body = gzip.compress(b" " * 30_000_000)
    return web.Response(body=body, headers={"Content-Encoding": "gzip"})


async def drip(request):
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(100):
        await response.write(b" ")
        await asyncio.sleep(0.1)
    return response


async def html(_):
    return web.Response(text="<html>502</html>", content_type="text/html")


async def cut(_):
    return web.Response(text='{"resourceType": "Bundle", "entry": [')


async def deep(_):
    return web.Response(text="[" * 100_000)


async def too_many(_):
    return web.Response(status=429, headers={"Retry-After": "120"})


@pytest.mark.parametrize(
    "hostile", [elsewhere, next_elsewhere, next_for_ever, bomb, drip, html, cut, deep, too_many]
)
async def test_a_hostile_server_costs_no_more_than_the_time_out(hostile):
    """Whatever comes back, the answer is «unreachable», in time, and nothing else is contacted."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hostile)
    async with serving(app) as base:
        client = ClinicRegistry(f"{base}/fhir", "t", SYSTEMS, call_seconds=1)
        async with asyncio.timeout(5):
            assert isinstance(await client.look(person("p1")), Unreachable)
        await client.aclose()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "resourceType",
                    "id",
                    "name",
                    "family",
                    "entry",
                    "resource",
                    "link",
                    "period",
                    "start",
                    "type",
                ]
            ),
            inner | st.sampled_from(["Patient", "Bundle", "Organization", "EpisodeOfCare", "next"]),
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "read", [fhir.entries, fhir.next_link, fhir.patient, fhir.episode, fhir.clinic], ids=lambda f: f.__name__
)
@given(content=json_values)
def test_any_json_is_read_or_refused(read, content):
    """No JSON raises anything but our own error."""
    try:
        read(json.loads(json.dumps(content)))
    except RegistryReplyMalformed:
        return
