"""The timetables of the registry's stand-in: slots with versions, and the appointments made from them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.clinics import DOCTORS, DemoDoctor, Timetable
from sandbox.registry.resources import Json, slot_json, visit_json

ZONE = ZoneInfo("Europe/Ulyanovsk")
DAYS = 14
SLOTS_A_DAY = 9
SLOT = timedelta(minutes=20)
SATURDAY = 5


@dataclass
class Kept:
    """A resource with its version, which every change raises."""

    resource: Json
    version: int = 1

    def as_json(self) -> Json:
        """Return the resource as it is answered."""
        return self.resource | {"meta": {"versionId": str(self.version)}}

    def replace(self, resource: Json) -> Json:
        """Put *resource* in its place."""
        self.resource = {key: value for key, value in resource.items() if key != "meta"}
        self.version += 1
        return self.as_json()


@dataclass
class Timetables:
    """What is free, taken and booked; *later_seconds* is how long a late slot takes to appear."""

    later_seconds: float = 15.0
    slots: dict[str, Kept] = field(default_factory=dict)
    appointments: dict[str, Kept] = field(default_factory=dict)
    first_asked: dict[str, float] = field(default_factory=dict)
    snatched: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew: two weeks of timetables, and one visit that is over."""
        for kept in (self.slots, self.appointments, self.first_asked, self.snatched):
            kept.clear()
        for demo in DOCTORS:
            if demo.timetable in {Timetable.FREE, Timetable.TAKEN_FIRST}:
                self._fill(demo)
        past = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=20)
        self.add_visit("p1", DOCTORS[0], past, "fulfilled")

    def of(self, schedule: str, since: datetime) -> list[Json]:
        """Return the free slots of a schedule from *since* on."""
        demo = next((each for each in DOCTORS if schedule_of(each) == schedule), None)
        if demo is None:
            return []
        if demo.timetable is Timetable.LATER:
            self._appear(demo)
        kept = [each for each in self.slots.values() if each.resource["status"] == "free"]
        return [
            each.as_json()
            for each in kept
            if each.resource["schedule"]["reference"] == f"Schedule/{schedule}"
            and datetime.fromisoformat(each.resource["start"]) >= since
        ]

    def add_slot(self, demo: DemoDoctor, start: datetime) -> str:
        """Make a free slot and return its id."""
        identifier = f"slot-{next(self.numbers)}"
        self.slots[identifier] = Kept(slot_json(identifier, schedule_of(demo), start, start + SLOT))
        return identifier

    def take(self, slot: str) -> None:
        """Let somebody else have a slot."""
        kept = self.slots[slot]
        kept.replace(kept.resource | {"status": "busy"})

    def add_visit(self, patient: str, demo: DemoDoctor, start: datetime, status: str) -> str:
        """Have the clinic book a visit at its desk, and return its id."""
        identifier = f"visit-{next(self.numbers)}"
        self.appointments[identifier] = Kept(
            visit_json(identifier, patient, demo, start, start + SLOT) | {"status": status}
        )
        return identifier

    def snatch(self, slot: str) -> None:
        """Let somebody take the slot just before us, once for each doctor in whose story that happens."""
        schedule = self.slots[slot].resource["schedule"]["reference"]
        for demo in DOCTORS:
            is_his = f"Schedule/{schedule_of(demo)}" == schedule
            if is_his and demo.timetable is Timetable.TAKEN_FIRST and schedule not in self.snatched:
                self.snatched.add(schedule)
                self.take(slot)

    def complete(self, appointment: dict[str, Any], identifier: str) -> Json:
        """Return an appointment as the clinic keeps it: with the doctor's name and the room."""
        slot = self.slots[appointment["slot"][0]["reference"].removeprefix("Slot/")]
        schedule = slot.resource["schedule"]["reference"]
        demo = next(each for each in DOCTORS if f"Schedule/{schedule_of(each)}" == schedule)
        patient = next(
            each["actor"]["reference"].removeprefix("Patient/")
            for each in appointment["participant"]
            if each["actor"]["reference"].startswith("Patient/")
        )
        start, end = (datetime.fromisoformat(slot.resource[edge]) for edge in ("start", "end"))
        return visit_json(identifier, patient, demo, start, end) | {
            "identifier": appointment.get("identifier", []),
            "slot": appointment["slot"],
        }

    def _fill(self, demo: DemoDoctor) -> None:
        """Make the slots of the coming weekdays; every third is somebody's already."""
        today = datetime.now(ZONE).date()
        for day in (today + timedelta(days=number) for number in range(1, DAYS + 1)):
            if day.weekday() >= SATURDAY:
                continue
            opens = datetime.combine(day, demo.opens, ZONE)
            for number in range(SLOTS_A_DAY):
                slot = self.add_slot(demo, opens + number * SLOT)
                if number % 3 == 1:
                    self.take(slot)

    def _appear(self, demo: DemoDoctor) -> None:
        """Let a slot appear a while after the first question."""
        key = demo.doctor.id
        first = self.first_asked.setdefault(key, time.monotonic())
        if time.monotonic() - first >= self.later_seconds and f"{key}!" not in self.first_asked:
            self.first_asked[f"{key}!"] = time.monotonic()
            tomorrow = datetime.now(ZONE).date() + timedelta(days=1)
            self.add_slot(demo, datetime.combine(tomorrow, demo.opens, ZONE))


def schedule_of(demo: DemoDoctor) -> str:
    """Return the id of the doctor's Schedule."""
    return demo.doctor.id.replace("role", "schedule")
