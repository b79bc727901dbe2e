"""The state of the ЕЦП stand-in: who may log in, whose story stands where, what it was asked."""

import secrets
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.clinics import CLINICS, DOCTORS, DemoDoctor
from sandbox.ecp.rows import FIRST_CLINIC, FIRST_PERSON, FIRST_POST, SECOND_RECORD, Row, person_row
from sandbox.ecp.timetable import Timetables
from sandbox.people import PEOPLE, DemoPerson, Story
from sandbox.registry.faults import Fault, next_of
from sandbox.registry.server import DOWN_ASKS, Call


@dataclass
class Ecp:
    """The state; *later_seconds* is how long a late attachment takes to appear.

    *session_ends* is how it tells that a session is over: by ``401``, by the ``page`` of the login, by a
    ``code`` of its own, or by sending ``elsewhere``. *hides* names fields that its answers leave out.
    """

    login: str = "sandbox"
    password: str = "sandbox-password"  # noqa: S105 - an invented server's invented password
    api_key: str = ""
    people: Iterable[DemoPerson] = PEOPLE
    later_seconds: float = 15.0
    session_ends: str = "401"
    hides: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    sessions: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    first_asked: dict[str, float] = field(default_factory=dict)
    timetables: Timetables = field(init=False)

    def __post_init__(self) -> None:
        self.timetables = Timetables(self.later_seconds)

    def reset(self) -> None:
        """Begin all stories anew, with nothing wrong and nothing logged; sessions go on."""
        for kept in (self.faults, self.calls, self.asked, self.first_asked):
            kept.clear()
        self.timetables.reset()

    def next_fault(self) -> Fault | None:
        """Return what goes wrong with the call that has come, if anything."""
        return next_of(self.faults)

    def begin_session(self, login: str, password: str, api_key: str) -> str | None:
        """Return the id of a new session, none where login or password are wrong."""
        if (login, password) != (self.login, self.password) or api_key != self.api_key:
            return None
        session = secrets.token_hex(13)
        self.sessions.add(session)
        return session

    def records(self, **wanted: str) -> list[Row]:
        """Return the records of those who have all of the *wanted* fields of `DemoPerson`."""
        hits: list[Row] = []
        for number, person in enumerate(self.people):
            if all((getattr(person, name) or "").casefold() == value for name, value in wanted.items()):
                hits += self._records(FIRST_PERSON + number, person)
        return hits

    def person(self, identifier: int) -> DemoPerson | None:
        """Return whose record has this id."""
        number = (identifier - FIRST_PERSON) % SECOND_RECORD
        people = list(self.people)
        return people[number] if 0 <= number < len(people) else None

    def attachment(self, person: DemoPerson) -> str | None:
        """Return the person's main attachment, if there is one: a clinic's id in `sandbox.clinics`."""
        first = self.first_asked.setdefault(person.key, time.monotonic())
        is_early = person.story is Story.LATER and time.monotonic() - first < self.later_seconds
        return None if is_early or not person.attachments else person.attachments[0][0]

    def _records(self, identifier: int, person: DemoPerson) -> list[Row]:
        """Return what the story has the search answer."""
        self.asked[person.key] += 1
        if person.story is Story.DOWN and self.asked[person.key] <= DOWN_ASKS:
            raise web.HTTPServiceUnavailable
        if person.story is Story.NEVER:
            return []
        first = person_row(identifier, person)
        if person.story is Story.TWICE:
            return [first, person_row(identifier + SECOND_RECORD, person)]
        if person.story is Story.ANOTHER:
            return [first | {"PersonSurName_SurName": "Посторонний", "PersonFirName_FirName": "Пётр"}]
        return [first]


def person_id(registry: Ecp, key: str) -> int:
    """Return the id of an invented person's record."""
    return FIRST_PERSON + [person.key for person in registry.people].index(key)


def clinic_of(identifier: str) -> int | None:
    """Return the index in CLINICS of a ``Lpu_id``."""
    number = int(identifier) - FIRST_CLINIC if identifier.isdecimal() else -1
    return number if 0 <= number < len(CLINICS) else None


def doctor_of(identifier: str) -> DemoDoctor | None:
    """Return who has the ``MedStaffFact_id``."""
    number = int(identifier) - FIRST_POST if identifier.isdecimal() else -1
    return DOCTORS[number] if 0 <= number < len(DOCTORS) else None
