"""The registry's client against the stand-in: each story has its answer."""

import logging
from datetime import date, timedelta

import pytest

from patient.attachment import Ambiguous, Found, NothingYet, Unreachable
from sandbox.registry import SNILS_SYSTEM
from sandbox.registry.faults import Fault, FaultKind
from tests.registry.demo_people import BY_KEY, person


@pytest.fixture(autouse=True)
def judged(judge):
    """Whatever is asked and answered here is FHIR."""
    yield
    assert judge.faults == []


async def said(clinics):
    """Return what the operator is told to mend."""
    return [finding.text for finding in await clinics.findings() if finding.is_wrong]


async def test_an_attachment_is_found_with_its_clinic(clinics):
    """Name, address and phones of the clinic, kind and date of the attachment."""
    answer = await clinics.look(person("p1"))
    assert isinstance(answer, Found)
    (attachment,) = answer.attachments
    assert "поликлиника" in attachment.clinic.name
    assert "Примерная" in attachment.clinic.address
    assert attachment.clinic.phones == ("+7 8422 00-00-01", "+7 8422 00-00-11")
    assert attachment.kind == "терапевтическое"
    assert attachment.since == date(2019, 5, 14)


@pytest.mark.parametrize(
    ("key", "attachments"), [("p1", 1), ("p5", 2), ("p7", 1), ("p8", 1), ("p9", 1), ("p10", 1)]
)
async def test_who_is_attached_is_found(clinics, key, attachments):
    """Two clinics, children with and without SNILS, an old polis, Щёголева who is Щеголева there."""
    assert len((await clinics.look(person(key))).attachments) == attachments


async def test_who_is_attached_later_is_found_later(clinics, stand_in):
    """The first answer is «nothing yet», and a later one the clinic."""
    assert isinstance(await clinics.look(person("p2")), NothingYet)
    stand_in.later_seconds = 0
    assert isinstance(await clinics.look(person("p2")), Found)


async def test_nobody_several_and_another_are_told_apart(clinics, caplog):
    """Another person is never shown, and the operator hears of it without a name."""
    assert isinstance(await clinics.look(person("p3")), NothingYet)
    assert await clinics.look(person("p4")) == Ambiguous(2)
    assert caplog.messages == []
    assert isinstance(await clinics.look(person("p11")), NothingYet)
    assert caplog.messages == ["registry: 1 hits are other people and were dropped"]


async def test_a_changed_polis_is_no_hindrance_where_the_snils_is_known(clinics, stand_in):
    """With no hit for both numbers the SNILS is asked for alone; here the polis is nobody's."""
    never = BY_KEY["p3"]
    await clinics.look(person("p3"))
    first, second = (call.form for call in stand_in.calls)
    assert len(first["identifier"].split(",")) == 2
    assert second == {"identifier": f"{SNILS_SYSTEM}|{never.snils}", "birthdate": never.birth_date}


async def test_one_number_is_asked_for_once(clinics, stand_in):
    """Without a polis, or without a SNILS, there is nothing else to ask by."""
    await clinics.look(person("p3", polis=None))
    await clinics.look(person("p3", snils=None))
    assert len(stand_in.calls) == 2


async def test_no_number_stands_in_a_url_or_in_the_log(clinics, stand_in, caplog):
    """Not even where every library logs all it can."""
    caplog.set_level(logging.DEBUG)
    demo = BY_KEY["p1"]
    await clinics.look(person("p1"))
    await clinics.look(person("p11"))
    written = caplog.text + "".join(call.url for call in stand_in.calls)
    assert "Organization/ulgp-1" in written
    assert not any(secret in written for secret in (demo.snils, demo.polis, "73100090929", "Чужаков"))


async def test_a_server_that_is_down_is_no_answer(clinics, stand_in):
    """Trouble is never «not found», and the wish to be asked later is passed on."""
    assert isinstance(await clinics.look(person("p6")), Unreachable)
    stand_in.faults.append(Fault(FaultKind.DOWN, seconds=120))
    assert await clinics.look(person("p1")) == Unreachable(timedelta(seconds=120))
    assert await said(clinics) == ["it does not answer (HTTP 503)"]
    stand_in.reset()
    assert isinstance(await clinics.look(person("p1")), Found)
    assert await said(clinics) == []


async def test_a_token_that_is_not_taken_is_the_operators_matter(clinics, stand_in, caplog):
    """The person hears of trouble, the log and the check say what it is."""
    stand_in.token = "other"
    assert await clinics.look(person("p1")) == Unreachable()
    assert caplog.messages == ["registry: RegistryRefused: HTTP 401"]
    assert await said(clinics) == ["it does not take REGISTRY_TOKEN (HTTP 401)"]
