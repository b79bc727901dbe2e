"""Cautions: what somebody would rather hear before a visit is booked than after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from patient.card import FULL_AGE, PersonalData
from patient.privacy import Private
from patient.visit import LASTS, Visit
from patient.words.ages import Sees, sees
from patient.words.whom import specialities_of

TRAVEL = timedelta(hours=1)  # to another clinic


class Kind(Enum):
    """What to think of, the gravest first: of one visit only that is said."""

    SAME_DOCTOR = "same_doctor"
    SAME_TIME = "same_time"
    FAR_APART = "far_apart"
    SAME_SPECIALITY = "same_speciality"
    FOR_CHILDREN = "for_children"
    FOR_ADULTS = "for_adults"


@dataclass(frozen=True, slots=True, repr=False)
class Caution(Private):
    """What to think of, and the *visit* because of which, if it is one."""

    kind: Kind
    visit: Visit | None = None


def cautions(planned: Visit, person: PersonalData, held: Iterable[Visit], zone: ZoneInfo) -> list[Caution]:
    """Return what to think of before *planned* is booked for *person*, who holds the visits *held*.

    What is not told for sure (a clinic, whom a doctor sees) is no reason.
    """
    of_visits = [Caution(kind, visit) for visit in held if (kind := _between(planned, visit, zone))]
    by_age = _by_age(planned, person.age(planned.start.astimezone(zone).date()))
    return [*of_visits, *([Caution(by_age)] if by_age else [])]


def _between(planned: Visit, visit: Visit, zone: ZoneInfo) -> Kind | None:
    apart = abs(planned.start - visit.start)
    days = {each.start.astimezone(zone).date() for each in (planned, visit)}
    if _is_same(planned.doctor, visit.doctor) or _is_same(planned.practitioner, visit.practitioner):
        return Kind.SAME_DOCTOR
    if apart < LASTS:
        return Kind.SAME_TIME
    if apart < TRAVEL and planned.clinic and visit.clinic and planned.clinic.id != visit.clinic.id:
        return Kind.FAR_APART
    return Kind.SAME_SPECIALITY if len(days) == 1 and _is_alike(planned, visit) else None


def _is_same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _is_alike(planned: Visit, visit: Visit) -> bool:
    """Tell whether both are to doctors of one speciality, whatever the titles add: «участковый»."""
    one, other = planned.speciality or "", visit.speciality or ""
    return bool(one) and (one == other or bool(specialities_of(one) & specialities_of(other)))


def _by_age(planned: Visit, age: int) -> Kind | None:
    seen = sees(planned.speciality or "")
    if seen is Sees.CHILDREN and age >= FULL_AGE:
        return Kind.FOR_CHILDREN
    return Kind.FOR_ADULTS if seen is Sees.ADULTS and age < FULL_AGE else None
