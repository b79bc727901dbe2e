"""What the operator is told of a registry that lacks something, in sentences without codes of ours."""

import pytest

from registry.fhir.client import FhirRegistry
from sandbox.registry.resources import bundle_json
from tests.registry.demo_people import SYSTEMS
from tests.registry.resources import ANNA, CLINIC, EPISODE, app_of
from tests.servers import PATIENCE, serving

KINDS = ("EpisodeOfCare", "PractitionerRole", "Location", "Schedule", "Slot", "Appointment")
WHOLE = {
    "Patient/_search": bundle_json([]),
    "Organization": bundle_json([CLINIC]),
} | dict.fromkeys(KINDS, bundle_json([]))


async def findings(base="", **answers):
    """Return what is found at a registry with these answers, or at *base*."""
    async with serving(
        app_of(WHOLE | {name.replace("__", "/"): each for name, each in answers.items()})
    ) as own:
        client = FhirRegistry(base or f"{own}/fhir", "t", SYSTEMS, call_seconds=PATIENCE)
        try:
            return await client.findings()
        finally:
            await client.aclose()


async def test_a_whole_registry_gives_nothing_to_say():
    """Each call of the contract is answered."""
    assert await findings() == []


@pytest.mark.parametrize("status", [400, 404, 405, 501])
@pytest.mark.parametrize("kind", KINDS)
async def test_what_a_registry_lacks_is_named(kind, status):
    """With what people get instead; without attachments' episodes or hours the bot works all the same."""
    (finding,) = await findings(**{kind: (status, {})})
    assert kind in finding.text
    assert str(status) in finding.text
    assert finding.is_wrong == (kind not in {"EpisodeOfCare", "Location"})


@pytest.mark.parametrize("kind", KINDS)
async def test_a_registry_that_overlooks_parameters_is_told_of(kind):
    """It is no fault that stops anything: what was not asked for is dropped."""
    (finding,) = await findings(**{kind: bundle_json([EPISODE])})
    assert "overlooks" in finding.text
    assert not finding.is_wrong


async def test_a_registry_that_finds_nobodys_number_is_found_out():
    """A server that overlooks the identifier would tell everybody of somebody."""
    (finding,) = await findings(Patient___search=bundle_json([ANNA]))
    assert finding.text == "it finds people by a number that nobody has"


async def test_pages_behind_a_proxy_are_told_of():
    """The links name the inner host: no longer list could be read."""
    inner = {"link": [{"relation": "next", "url": "http://10.0.0.7:8080/fhir?_getpages=1"}]}
    (finding,) = await findings(Organization=bundle_json([CLINIC]) | inner)
    assert finding.is_wrong
    assert "10.0.0.7:8080" in finding.text
    within = {"link": [{"relation": "next", "url": "Organization?_getpages=1"}]}
    assert await findings(Organization=bundle_json([CLINIC]) | within) == []


async def test_a_registry_without_clinics_is_told_of():
    """Nothing could be looked for, or booked."""
    (finding,) = await findings(Organization=bundle_json([]))
    assert "no clinic" in finding.text


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ("http://127.0.0.1:9/fhir", "no connection"),
        ("registry.example/fhir", "without http:// or https://"),
    ],
)
async def test_what_cannot_be_reached_is_told_once_in_words(base, words):
    """One sentence instead of one a call."""
    (finding,) = await findings(base)
    assert words in finding.text
    assert "Error" not in finding.text
    assert "Protocol" not in finding.text
