"""The timetables of the ЕЦП stand-in: «бирки» with their types, who holds them, and what was cancelled."""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sandbox.clinics import DOCTORS, DemoDoctor, Timetable

ZONE = ZoneInfo("Europe/Ulyanovsk")
DAYS = 14
SLOTS_A_DAY = 9
SLOT = timedelta(minutes=20)
SATURDAY = 5
ORDINARY, PAID, BY_REFERRAL, INTERNET = 1, 3, 5, 11
TYPES = {
    ORDINARY: "Обычная",
    2: "Резервная",
    PAID: "Платная",
    4: "ЦЗ",
    BY_REFERRAL: "По направлению",
    6: "Экстренная",
    8: "Для врачей своей МО",
    9: "Инфомат",
    10: "Регистратура",
    INTERNET: "Интернет",
    12: "Очередь",
    13: "Видеосвязь",
    14: "Групповой приём",
    18: "Диспансеризация",
    19: "Телемедицина",
}
CLOSED = {7: PAID, 8: BY_REFERRAL}  # of each day's times: not for patients who book themselves
BOOKED, CANCELLED = 17, 12  # EvnStatus_id
SOMEBODY = -1


@dataclass
class Ticket:
    """A «бирка»: a time of a doctor, of a type, held by a person (an id) or by nobody. *start* is local."""

    id: int
    demo: DemoDoctor
    start: datetime
    type: int = ORDINARY
    holder: int | None = None


@dataclass
class Timetables:
    """What is free, taken and cancelled; *later_seconds* is how long a late time takes to appear."""

    later_seconds: float = 15.0
    tickets: dict[int, Ticket] = field(default_factory=dict)
    statuses: dict[tuple[int, int], int] = field(default_factory=dict)
    snatched: set[str] = field(default_factory=set)
    first_asked: dict[str, float] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(7_300_001))

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew: two weeks of timetables."""
        for kept in (self.tickets, self.statuses, self.snatched, self.first_asked):
            kept.clear()
        for demo in DOCTORS:
            if demo.timetable in {Timetable.FREE, Timetable.TAKEN_FIRST}:
                self._fill(demo)

    def free(self, demo: DemoDoctor) -> dict[date, list[Ticket]]:
        """Return the doctor's free times by day."""
        if demo.timetable is Timetable.LATER:
            self._appear(demo)
        days: dict[date, list[Ticket]] = defaultdict(list)
        for ticket in self._free(demo):
            days[ticket.start.date()].append(ticket)
        return days

    def count(self, demo: DemoDoctor) -> int:
        """Return how many times of the doctor are free."""
        return len(self._free(demo))

    def _free(self, demo: DemoDoctor) -> list[Ticket]:
        now = _now()
        own = (ticket for ticket in self.tickets.values() if ticket.demo is demo)
        return [ticket for ticket in own if ticket.holder is None and ticket.start > now]

    def coming(self, person: int) -> list[Ticket]:
        """Return what the person holds and is still to come."""
        return [each for each in self.tickets.values() if each.holder == person and each.start > _now()]

    def add_slot(self, demo: DemoDoctor, start: datetime) -> str:
        """Make a free time, *start* with its zone, and return its id."""
        return str(self._add(demo, start.astimezone(ZONE).replace(tzinfo=None)).id)

    def take(self, slot: str) -> None:
        """Let somebody else have a time."""
        self.tickets[int(slot)].holder = SOMEBODY

    def book(self, ticket: Ticket, person: int) -> None:
        """Let the person have a free time."""
        ticket.holder = person
        self.statuses[person, ticket.id] = BOOKED

    def cancel(self, ticket: Ticket) -> None:
        """Free a time that a person holds."""
        if ticket.holder is not None:
            self.statuses[ticket.holder, ticket.id] = CANCELLED
        ticket.holder = None

    def snatch(self, ticket: Ticket) -> None:
        """Let somebody take the time just before us, once for each doctor in whose story that happens."""
        doctor = ticket.demo.doctor.id
        if ticket.demo.timetable is Timetable.TAKEN_FIRST and doctor not in self.snatched:
            self.snatched.add(doctor)
            ticket.holder = SOMEBODY

    def _add(self, demo: DemoDoctor, start: datetime, of_type: int = ORDINARY) -> Ticket:
        ticket = Ticket(next(self.numbers), demo, start, of_type)
        self.tickets[ticket.id] = ticket
        return ticket

    def _fill(self, demo: DemoDoctor) -> None:
        """Make the times of the coming weekdays; every third is somebody's already."""
        for day in (_now().date() + timedelta(days=number) for number in range(1, DAYS + 1)):
            if day.weekday() >= SATURDAY:
                continue
            opens = datetime.combine(day, demo.opens)
            for number in range(SLOTS_A_DAY):
                of_type = CLOSED.get(number, INTERNET if number % 2 else ORDINARY)
                ticket = self._add(demo, opens + number * SLOT, of_type)
                ticket.holder = SOMEBODY if number % 3 == 1 else None

    def _appear(self, demo: DemoDoctor) -> None:
        """Let a time appear a while after the first question."""
        key = demo.doctor.id
        first = self.first_asked.setdefault(key, time.monotonic())
        if time.monotonic() - first >= self.later_seconds and f"{key}!" not in self.first_asked:
            self.first_asked[f"{key}!"] = time.monotonic()
            self._add(demo, datetime.combine(_now().date() + timedelta(days=1), demo.opens))


def _now() -> datetime:
    return datetime.now(ZONE).replace(tzinfo=None)
