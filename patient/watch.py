"""A watch («Сообщить, когда появится»): for whose free time a person waits, on which days and hours."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Self
from zoneinfo import ZoneInfo

from patient.card import CardId, OwnerId
from patient.clinic import Doctor
from patient.privacy import Private
from patient.visit import Slot

LASTS = timedelta(days=30)
SATURDAY = 5


class Days(Enum):
    """On which days a time is welcome."""

    ANY = "any"
    WEEKDAYS = "weekdays"
    WEEKEND = "weekend"

    def hold(self, moment: datetime) -> bool:
        """Tell whether *moment* (in the region's zone) is on such a day."""
        if self is Days.ANY:
            return True
        return (moment.weekday() >= SATURDAY) == (self is Days.WEEKEND)


class Hours(Enum):
    """At which hours a time is welcome."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    def hold(self, moment: datetime) -> bool:
        """Tell whether *moment* (in the region's zone) is at such an hour."""
        start, end = BOUNDS[self]
        return start <= moment.time() < end


BOUNDS = {
    Hours.ANY: (time.min, time.max),
    Hours.MORNING: (time.min, time(12)),
    Hours.AFTERNOON: (time(12), time(17)),
    Hours.EVENING: (time(17), time.max),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A doctor, or all doctors of a *speciality* at a *clinic* (the registry's ids)."""

    clinic: str
    speciality: str
    doctor: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Watch(Private):
    """One person's watch for one card; *notified* are the times that he heard of, *until* is UTC."""

    id: str
    owner: OwnerId
    card: CardId
    until: datetime
    targets: tuple[Target, ...]
    days: Days = Days.ANY
    hours: Hours = Hours.ANY
    notified: frozenset[str] = field(default_factory=frozenset)

    def with_target(self, target: Target) -> Self:
        """Return the watch with one more to wait for."""
        return replace(self, targets=tuple(dict.fromkeys((*self.targets, target))))

    def is_like(self, other: Self) -> bool:
        """Tell whether both wait for the same times for the same card."""
        mine, others = ((each.card, each.targets, each.days, each.hours) for each in (self, other))
        return mine == others

    def news(self, slots: Iterable[Slot], zone: ZoneInfo) -> tuple[Slot, ...]:
        """Return those of *slots* that are welcome and that the person has not heard of."""
        return tuple(
            slot for slot in slots if _mark(slot) not in self.notified and self._welcomes(slot, zone)
        )

    def having_told(self, slots: Iterable[Slot]) -> Self:
        """Return the watch after the person heard of *slots*."""
        return replace(self, notified=self.notified | {_mark(slot) for slot in slots})

    def having_lost(self, doctor: str, free: Iterable[Slot]) -> Self:
        """Return the watch after only *free* were left of the *doctor*'s times: others are news once more."""
        taken = self.heard_of(doctor) - {_mark(slot) for slot in free}
        return replace(self, notified=self.notified - taken)

    def heard_of(self, doctor: str) -> frozenset[str]:
        """Return those of the *doctor*'s times that the person heard of."""
        return frozenset(mark for mark in self.notified if mark.startswith(f"{doctor}/"))

    def _welcomes(self, slot: Slot, zone: ZoneInfo) -> bool:
        local = slot.start.astimezone(zone)
        return self.days.hold(local) and self.hours.hold(local)


class Watchers:
    """Everybody's watches by whom they wait for: a region has too many doctors to compare each with each."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        self._waiting: dict[str | tuple[str, str], dict[str, Watch]] = defaultdict(dict)
        for watch in watches:
            for target in watch.targets:
                self._waiting[target.doctor or (target.clinic, target.speciality)][watch.id] = watch

    def of(self, doctor: Doctor) -> tuple[Watch, ...]:
        """Return those who wait for *doctor* or for anybody of the speciality at the clinic, each once."""
        by_name = self._waiting.get(doctor.id, {})
        by_speciality = self._waiting.get((doctor.clinic, doctor.speciality), {})
        return tuple((by_name | by_speciality).values())


def _mark(slot: Slot) -> str:
    return f"{slot.doctor}/{slot.start.isoformat()}"  # not by its id: there are registries that renew these
