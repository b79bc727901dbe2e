"""What a look at the ЕЦП found, in plain words for the operator: a login, and each call that only reads."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import UTC, datetime, timedelta

from patient.clinic import Clinic
from registry.ecp import clinics
from registry.ecp.session import LoginRefused
from registry.ecp.values import Row, number, words
from registry.ecp.wire import EcpWire
from registry.errors import (
    PersonUnknown,
    RegistryError,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnsupported,
    RegistryUntrusted,
)
from registry.finding import Finding
from registry.reading import known

NOBODYS_SNILS = "00000000000"
NOBODY = "999999999999"  # an id that no instance has given to anybody yet


async def findings(wire: EcpWire, slot_types: Sequence[str]) -> list[Finding]:
    """Log in and make each call that changes nothing; where the login fails, the others are spared."""
    try:
        await wire.session.id()
    except RegistryError as error:
        return [Finding(_of_login(error))]
    found = [finding async for finding in _of_people(wire)]
    clinic = Clinic(NOBODY, "")
    try:
        clinic = (await wire.legible(clinics.clinic, "MO") or [clinic])[0]
        found += [Finding("it lists no clinic (MO)")] if clinic.id == NOBODY else []
    except RegistryError as error:
        found.append(Finding(f"clinics (MO): {_sentence(error)}"))
    found += [finding async for finding in _of_timetables(wire, clinic.id)]
    return found + await _of_types(wire, slot_types)


async def _of_people(wire: EcpWire) -> AsyncIterator[Finding]:
    person = wire.listed("Person", "PersonList", PersonSnils_Snils=NOBODYS_SNILS)
    async for finding in _of("people", "Person", person, should_be_empty=True):
        yield finding
    today, later = _days()
    calls: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("attachments", "PersonMainAttach", {}),
        ("visits", "TimeTableListbyPatient", {"TimeTable_beg": today, "TimeTable_end": later}),
        ("the state of a visit", "TimeTableGraf/TimeTableGrafStatus", {"TimeTableGraf_id": NOBODY}),
    )
    for purpose, name, parameters in calls:
        async for finding in _of(purpose, name, wire.listed(name, Person_id=NOBODY, **parameters)):
            yield finding


async def _of_timetables(wire: EcpWire, clinic: str) -> AsyncIterator[Finding]:
    today, later = _days()
    span = {"TimeTableGraf_beg": today, "TimeTableGraf_end": later}
    calls = (
        ("specialities", "MedSpecOms/MedSpecOmsByMO", {"Lpu_id": clinic, "For_Record": "1"}),
        ("doctors", "MedStaffFact/MedStaffFactByMO", {"Lpu_id": clinic, "MedSpecOms_id": NOBODY}),
        ("free days", "TimeTableGraf/TimeTableGrafFreeDate", {"MedStaffFact_id": NOBODY, **span}),
        (
            "free times",
            "TimeTableGraf/TimeTableGrafFreeTime",
            {"MedStaffFact_id": NOBODY, "TimeTableGraf_begTime": today},
        ),
        ("one time", "TimeTableGraf/TimeTableGrafById", {"TimeTableGraf_id": NOBODY}),
    )
    for purpose, name, parameters in calls:
        async for finding in _of(purpose, name, wire.listed(name, **parameters)):
            yield finding


async def _of_types(wire: EcpWire, slot_types: Sequence[str]) -> list[Finding]:
    """Say in the registry's own words which times patients are offered, where it tells them."""
    try:
        told = await wire.listed("Refbook", Refbook_Code="dbo.TimeTableType")
    except RegistryError as error:
        text = f"it does not name the types of times (Refbook: {_sentence(error)})"
        return [Finding(text, is_wrong=False)]
    names = {known(number, row.get("id")): words(row, "name") for row in told if isinstance(row, dict)}
    unknown = [kind for kind in slot_types if kind not in names]
    offered = ", ".join(f"{kind} {names.get(kind) or '?'}" for kind in slot_types)
    found = [Finding(f"patients are offered the times of the types {offered}", is_wrong=False)]
    if unknown:
        found.append(Finding(f"REGISTRY_SLOT_TYPES: it has no type {', '.join(unknown)}"))
    return found


async def _of(
    purpose: str, name: str, call: Awaitable[list[Row]], *, should_be_empty: bool = False
) -> AsyncIterator[Finding]:
    """Make a call about nobody: to have nothing to tell, and to say so by an error, are both right."""
    try:
        rows = await call
    except (RegistryMissing, PersonUnknown):
        return
    except RegistryUnsupported as error:
        yield Finding(f"it has no {purpose} as they are asked for here ({name}, {error})")
    except RegistryError as error:
        yield Finding(f"{purpose} ({name}): {_sentence(error)}")
    else:
        if rows and should_be_empty:
            yield Finding("it finds people by a number that nobody has")


def _days() -> tuple[str, str]:
    today = datetime.now(UTC).date()
    return today.isoformat(), (today + timedelta(days=1)).isoformat()


def _of_login(error: RegistryError) -> str:
    match error:
        case LoginRefused():
            return f"{error}: see REGISTRY_LOGIN, REGISTRY_PASSWORD, REGISTRY_API_KEY"
        case RegistryReplyMalformed() | RegistryUnsupported():
            return f"nobody logs in at REGISTRY_URL ({error}): is it the base of an ЕЦП, ending in /api/?"
        case _:
            return _sentence(error)


def _sentence(error: RegistryError) -> str:
    match error:
        case RegistryUntrusted():
            return f"its certificate is not trusted ({error}): see REGISTRY_CA_BUNDLE"
        case RegistryUnsupported():
            return f"it does not know this call as it is made here ({error})"
        case RegistryRefused():
            return f"it refuses this call to our account ({error})"
        case RegistryReplyMalformed():
            return f"its answer is none of an ЕЦП ({error})"
        case _:
            return f"it does not answer ({error})"
