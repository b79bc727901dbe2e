"""FHIR R4 resources about doctors, their free time and appointments, read as far as we need them."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from patient.clinic import Doctor, OpenHours
from patient.visit import Slot, Visit, VisitState
from registry.fhir.values import (
    ALWAYS,
    Period,
    contained,
    expect,
    human_name,
    id_of,
    instant,
    leads_to,
    local,
    period,
    reference,
    refers_to,
    words,
)
from registry.reading import known, strict, string, text

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR = len("08:00:00")
MIDNIGHT = "00:00:00"
CLOSED = ("suspended", "inactive")
KEY_SYSTEM = "urn:doctor73:booking"
STATES = {
    "pending": VisitState.BOOKED,
    "booked": VisitState.BOOKED,
    "arrived": VisitState.BOOKED,
    "checked-in": VisitState.BOOKED,
    "fulfilled": VisitState.FULFILLED,
    "cancelled": VisitState.CANCELLED,
    "noshow": VisitState.MISSED,
}
NO_VISITS = frozenset({"proposed", "waitlist", "entered-in-error"})  # who knew of one hears that it is off


@dataclass(frozen=True, slots=True)
class Post:
    """A PractitionerRole: who works where as what (ids; *name* if the reference shows it)."""

    id: str
    practitioner: str
    clinic: str
    speciality: str
    name: str | None
    is_active: bool
    period: Period = ALWAYS

    def held_by(self, name: str) -> Doctor:
        """Return the doctor in this post."""
        return Doctor(self.id, self.practitioner, self.clinic, name, self.speciality)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A timetable and whose it is: *actors* are references ``Kind/ID``."""

    id: str
    actors: frozenset[str]
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class TakenSlot:
    """A Slot as it stands: *resource* is sent back whole, *keys* are the identifiers on it.

    One that is neither free nor taken the clinic has closed, and it stays so.
    """

    resource: dict[str, Any]
    version: str | None
    start: datetime
    is_free: bool
    is_taken: bool
    keys: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Appointment:
    """An Appointment as it stands; *visit* is none if its *state* is nothing to show, or its time not told.

    One that ``is_odd`` would be shown, but nobody can tell when it is; one that ``is_no_visit`` is a wish
    only, or was a mistake. A cancelled one need not tell its time (R4, Appointment, app-3).
    """

    id: str
    resource: dict[str, Any]
    version: str | None
    patients: frozenset[str]
    keys: frozenset[tuple[str, str]]
    slots: tuple[str, ...]
    visit: Visit | None
    state: VisitState | None = None
    is_odd: bool = False
    is_no_visit: bool = False


@strict
def post(resource: Any, base: str) -> Post:
    """Read a PractitionerRole of the server at *base*; a vacant one names nobody."""
    expect(resource, "PractitionerRole")
    concepts = [*(resource.get("specialty") or []), *(resource.get("code") or [])]
    practitioner = resource.get("practitioner") or {}
    name = known(text, practitioner.get("display")) or known(_name_within, resource, practitioner)
    return Post(
        id=id_of(resource["id"]),
        practitioner=leads_to(practitioner, "Practitioner", base, name=name),
        clinic=reference(resource.get("organization") or {}, "Organization", base) or "",
        speciality=next(filter(None, (known(words, concept) for concept in concepts)), ""),
        name=name or None,
        is_active=resource.get("active") is not False,
        period=period(resource.get("period")),
    )


@strict
def practitioner_name(resource: Any) -> str:
    """Read the name of a Practitioner; one who works no more has none to tell."""
    expect(resource, "Practitioner")
    name = human_name(resource["name"])
    if not name or resource.get("active") is False:
        raise ValueError("name")
    return name


def _name_within(post: Any, practitioner: Any) -> str | None:
    return human_name(contained(post, practitioner)["name"])


@strict
def hours(resource: Any, clinic: str, base: str) -> tuple[OpenHours, ...]:
    """Read when a Location of the *clinic* is open; what is open all day is told from midnight to midnight.

    One of another clinic (a server may overlook what it was asked for), or one that is closed, has none.
    """
    expect(resource, "Location")
    named = known(reference, resource.get("managingOrganization"), "Organization", base) or clinic
    if named != clinic or resource.get("status") in CLOSED:
        return ()
    return tuple(
        OpenHours(
            tuple(sorted({WEEK.index(day) for day in each["daysOfWeek"]})),
            _hour(each.get("openingTime")),
            _hour(each.get("closingTime")),
        )
        for each in resource.get("hoursOfOperation") or []
    )


def _hour(value: Any) -> time:
    """Read an hour; what is not told is midnight, and so is the end of a day."""
    written = string(value or MIDNIGHT)[:HOUR]
    return time.fromisoformat(MIDNIGHT if written.startswith("24:00") else written)


@strict
def schedule(resource: Any, base: str) -> Schedule:
    """Read a Schedule of the server at *base*."""
    expect(resource, "Schedule")
    named = (known(_actor_of, actor, base) for actor in resource["actor"])
    is_active = resource.get("active") is not False
    return Schedule(id_of(resource["id"]), frozenset(filter(None, named)), is_active)


def _actor_of(actor: Any, base: str) -> str:
    return local(actor["reference"], base)


@strict
def free_slot(resource: Any, doctor: str, schedule: str, base: str) -> Slot | None:
    """Read a Slot of the *doctor*, none if it is not free after all, or of another *schedule*.

    One that is overbooked is «unlikely to be accepted» (R4, Slot).
    """
    expect(resource, "Slot")
    is_free = resource["status"] == "free" and resource.get("overbooked") is not True
    if not is_free or reference(resource["schedule"], "Schedule", base) != schedule:
        return None
    return Slot(id_of(resource["id"]), doctor, instant(resource["start"]))


@strict
def slot_as_it_stands(resource: Any) -> TakenSlot:
    """Read a Slot with its version."""
    expect(resource, "Slot")
    status, start = resource["status"], instant(resource["start"])
    is_free, is_taken = status == "free", status in {"busy", "busy-tentative"}
    return TakenSlot(dict(resource), _version(resource), start, is_free, is_taken, _keys(resource))


@strict
def appointment(resource: Any, base: str) -> Appointment:
    """Read an Appointment of the server at *base*."""
    expect(resource, "Appointment")
    participants = sorted(resource["participant"], key=_is_declined)  # who will not come is named last
    actors = [actor for each in participants if (actor := known(_actor_in, each))]
    patients = (known(refers_to, actor, "Patient", base) for actor in actors)
    slots = (known(reference, slot, "Slot", base) for slot in resource.get("slot") or [])
    state = STATES.get(resource["status"])
    visit = known(_visit, resource, state, actors, base) if state and "start" in resource else None
    return Appointment(
        id=id_of(resource["id"]),
        resource=dict(resource),
        version=_version(resource),
        patients=frozenset(filter(None, patients)),
        keys=_keys(resource),
        slots=tuple(filter(None, slots)),
        visit=visit,
        state=state,
        is_odd=visit is None and state is not None and "start" in resource,
        is_no_visit=resource["status"] in NO_VISITS,
    )


def _actor_in(participant: Any) -> Any:
    return participant["actor"]


def _type(actor: Any) -> Any:
    return actor["type"]


def _is_declined(participant: Any) -> bool:
    return bool(known(lambda: participant["status"] == "declined"))


def _visit(resource: Any, state: VisitState, actors: list[Any], base: str) -> Visit:
    doctor, post_name = _actor(actors, "PractitionerRole", base)
    practitioner, name = _actor(actors, "Practitioner", base)
    _, room = _actor(actors, "Location", base)
    return Visit(
        id=id_of(resource["id"]),
        start=instant(resource["start"]),
        state=state,
        doctor=doctor,
        practitioner=practitioner,
        doctor_name=name or post_name,
        speciality=known(_speciality, resource),
        room=room,
        key=next((value for system, value in _keys(resource) if system == KEY_SYSTEM), None),
    )


def _speciality(appointment: Any) -> str | None:
    """Return what is told of the speciality, or else of what the visit is for."""
    concepts = (known(list, appointment.get(name)) or [] for name in ("specialty", "serviceType"))
    return next(filter(None, (known(words, each) for told in concepts for each in told)), None)


def _actor(actors: list[Any], kind: str, base: str) -> tuple[str | None, str | None]:
    """Return id and display of the first actor of this kind, who may be called by a name alone."""
    for actor in actors:
        identifier = known(refers_to, actor, kind, base)
        if identifier or known(_type, actor) == kind:
            return identifier, known(text, actor.get("display")) or None
    return None, None


def _keys(resource: Any) -> frozenset[tuple[str, str]]:
    """Return the identifiers; an odd one is none of ours."""
    return frozenset(filter(None, (known(_key, each) for each in identifiers(resource))))


def identifiers(resource: Any) -> list[Any]:
    """Return what stands where identifiers stand, if it is a list."""
    told = resource.get("identifier")
    return told if isinstance(told, list) else []


def _key(identifier: Any) -> tuple[str, str]:
    return string(identifier.get("system") or ""), string(identifier.get("value") or "")


def _version(resource: Any) -> str | None:
    """Return the version, which some servers write as a number; without one nothing is taken."""
    version = known(lambda: resource["meta"]["versionId"])
    return known(id_of, str(version) if type(version) is int else version)


def as_instant(moment: datetime) -> str:
    """Write a moment for a search parameter: UTC with «Z», because «+» means a space in a query."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
