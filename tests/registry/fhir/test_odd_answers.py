"""Whole answers that are written otherwise, or that tell in place of hits why there are none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.attachment import Found, NothingYet, Unreachable
from registry.errors import RegistryReplyMalformed
from registry.fhir import values
from registry.wire import Answer
from sandbox.registry.resources import bundle_json
from tests.began import began
from tests.registry.demo_people import person
from tests.registry.fhir.test_odd_entries import asked
from tests.registry.kinds import opened
from tests.registry.resources import ANNA, CLINIC, EPISODE

TOLD = {"resourceType": "Organization", "name": "Поликлиника № 1 «Ёлочка»"}


def answer(charset, encoding, told=TOLD):
    headers = {"Content-Type": f"application/fhir+json{charset}"}
    return Answer(200, headers, json.dumps(told, ensure_ascii=False).replace("№", "N").encode(encoding))


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("; charset=utf-8", "utf-8-sig"),
        ("; charset=windows-1251", "cp1251"),
        (';charset="CP1251"', "cp1251"),
        ("; charset=KOI8-R", "koi8-r"),
        ("; charset=windows-1251", "utf-8"),
        ("; charset=iso-8859-1", "utf-8"),
        ("; charset=нет", "utf-8"),
    ],
)
def test_an_answer_is_read_in_its_letters(charset, encoding):
    """By its header where that is needed; UTF-8 under a wrong name stays UTF-8."""
    if "koi8" in encoding:
        told = {"name": "Поликлиника Ёлочка"}
        assert answer(charset, encoding, told).json() == told
    else:
        assert answer(charset, encoding).json()["name"] == "Поликлиника N 1 «Ёлочка»"


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=iso-8859-5", "; charset=zip"])
def test_letters_of_which_nobody_tells_are_not_guessed(charset):
    with pytest.raises(RegistryReplyMalformed):
        answer(charset, "cp1251").json()


@given(body=st.binary(max_size=60), charset=st.sampled_from(["windows-1251", "koi8-r", "utf-8", "x"]))
def test_no_bytes_break_the_reading(body, charset):
    try:
        Answer(200, {"Content-Type": f"text/html; charset={charset}"}, body).json()
    except RegistryReplyMalformed:
        return


def remark(severity, **more):
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "timeout"}]}
    return {"resource": outcome} | more


@pytest.mark.parametrize("severity", ["error", "fatal"])
@pytest.mark.parametrize("search", [{}, {"search": {"mode": "outcome"}}], ids=str)
async def test_a_search_that_failed_found_nobody_out(severity, search):
    """No hit, and a word that the search went wrong: that is trouble, not «not found»."""
    failed = bundle_json([]) | {"entry": [remark(severity, **search)]}
    async with asked(Patient___search=failed) as client:
        assert await client.look(person("p1")) == Unreachable()
    async with asked(Appointment=failed) as client:
        with pytest.raises(RegistryReplyMalformed):
            await client.visits.of(person("p1"))


@pytest.mark.parametrize("severity", ["warning", "information", None, 7, "success"])
async def test_a_warning_beside_nothing_is_an_answer(severity):
    """Servers remark on what they overlooked."""
    remarked = bundle_json([]) | {"entry": [remark(severity)]}
    async with asked(Patient___search=remarked) as client:
        assert await client.look(person("p1")) == NothingYet()


async def test_hits_count_whatever_is_remarked_beside_them():
    remarked = bundle_json([ANNA])
    remarked["entry"] += [remark("error"), {"resource": {"resourceType": "OperationOutcome", "issue": None}}]
    async with asked(Patient___search=remarked) as client:
        assert isinstance(await client.look(person("p1")), Found)


async def test_a_page_of_long_resources_is_read():
    """A hundred clinics, each with the page that its server writes into the text (3 KB)."""
    text = {"status": "generated", "div": f"<div>{'Поликлиника ' * 130}</div>"}
    clinics = [CLINIC | {"id": str(number), "text": text} for number in range(100)]
    async with asked(Organization=bundle_json(clinics), EpisodeOfCare=bundle_json([EPISODE])) as client:
        assert len(await client.directory.clinics()) == 100


@given(told=st.recursive(st.none() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)))
def test_any_remark_is_read(told):
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": {"resourceType": "OperationOutcome", "issue": told}}],
    }
    assert values.entries(bundle) == []


@pytest.mark.parametrize("status", [404, 410, 409, 412])
async def test_a_time_that_is_ours_whatever_was_answered_is_no_lost_one(disturbance, status):
    """A proxy's word came in place of the server's, which had given us the time."""
    async with opened("fhir", between=disturbance.between) as house:
        slot = (await house.free(began()))[0]
        disturbance.begin("PUT /fhir/Slot", status=status, is_done=True, times=1)
        visit = await house.registry.visits.book(person("p1"), slot, "key-1")
        assert [each.id for each in await house.registry.visits.of(person("p1")) if each.key] == [visit.id]
