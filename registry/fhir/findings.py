"""What a look at the registry found, in plain words for the operator: each call that only reads is made."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from registry.errors import (
    RegistryError,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnsupported,
    RegistryUntrusted,
)
from registry.fhir.people import IdentifierSystems
from registry.fhir.values import entries, next_link
from registry.fhir.visit_resources import as_instant
from registry.fhir.wire import FhirWire
from registry.finding import Finding

NOBODYS_SNILS = "00000000000"
NOBODY = "doctor73-check"  # an id that no registry has given to anybody


@dataclass(frozen=True, slots=True)
class _Call:
    """A search of the contract: what it is for, and what becomes of people where the server lacks it."""

    link: str
    purpose: str
    instead: str | None = None


CALLS = (
    _Call(
        f"EpisodeOfCare?patient=Patient/{NOBODY}&status=active",
        "attachments",
        "people hear of the clinic in Patient.managingOrganization, without its kind and date",
    ),
    _Call(f"PractitionerRole?organization=Organization/{NOBODY}", "doctors"),
    _Call(f"Location?organization=Organization/{NOBODY}", "opening hours", "clinics are shown without them"),
    _Call(f"Schedule?actor=PractitionerRole/{NOBODY}", "timetables"),
    _Call(f"Slot?schedule=Schedule/{NOBODY}&status=free&start=ge{{now}}", "free times"),
    _Call(f"Appointment?patient=Patient/{NOBODY}", "visits"),
)


async def findings(wire: FhirWire, systems: IdentifierSystems) -> list[Finding]:
    """Make each call that changes nothing; where the first has no answer, the others are spared."""
    try:
        form = {"identifier": f"{systems.snils}|{NOBODYS_SNILS}", "birthdate": "1900-01-01"}
        hits = entries(await wire.post("Patient/_search", form))
    except RegistryError as error:
        return [Finding(_sentence(error))]
    found = [Finding("it finds people by a number that nobody has")] if hits else []
    found += [finding async for finding in _of_clinics(wire)]
    for call in CALLS:
        found += [finding async for finding in _of(wire, call)]
    return found


async def _of_clinics(wire: FhirWire) -> AsyncIterator[Finding]:
    try:
        bundle = await wire.get("Organization?_count=1")
        if not entries(bundle):
            yield Finding("it lists no clinic (Organization)")
        link = next_link(bundle)
    except RegistryError as error:
        yield Finding(f"clinics (Organization): {_sentence(error)}")
        return
    if link and not wire.leads_to(link):
        yield Finding(
            f"its links to further pages lead to {_host(link) or 'elsewhere'}, not to REGISTRY_URL:"
            " longer lists cannot be read; have it, or the proxy before it, use the public address"
        )


def _host(link: str) -> str | None:
    try:
        return urlsplit(link).netloc.rpartition("@")[2]
    except ValueError:
        return None


async def _of(wire: FhirWire, call: _Call) -> AsyncIterator[Finding]:
    kind = call.link.partition("?")[0]
    try:
        hits = entries(await wire.get(call.link.format(now=as_instant(datetime.now(UTC)))))
    except (RegistryUnsupported, RegistryMissing) as error:
        instead = f": {call.instead}" if call.instead else ""
        yield Finding(f"it has no {call.purpose} ({kind}, {error}){instead}", is_wrong=call.instead is None)
    except RegistryError as error:
        yield Finding(f"{call.purpose} ({kind}): {_sentence(error)}")
    else:
        if hits:
            yield Finding(
                f"it overlooks what it is asked for ({kind}): what is not asked for is dropped here",
                is_wrong=False,
            )


def _sentence(error: RegistryError) -> str:
    match error:
        case RegistryUntrusted():
            return f"its certificate is not trusted ({error}): see REGISTRY_CA_BUNDLE"
        case RegistryUnsupported():
            return f"it does not know this call ({error}): is REGISTRY_URL the base of a FHIR R4 server?"
        case RegistryRefused():
            return f"it does not take REGISTRY_TOKEN ({error})"
        case RegistryMissing():
            return f"there is no FHIR server at REGISTRY_URL ({error})"
        case RegistryReplyMalformed():
            return f"its answer is no FHIR R4 ({error})"
        case _:
            return f"it does not answer ({error})"
