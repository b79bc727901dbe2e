"""The state of the registry's stand-in: whose story stands where, what it was asked, what goes wrong."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.people import PEOPLE, DemoPerson, Story
from sandbox.registry.faults import Fault, next_of
from sandbox.registry.resources import POLIS_SYSTEM, SNILS_SYSTEM, Json, episode_json, patient_json
from sandbox.registry.timetable import Timetables

DOWN_ASKS = 3  # how often the server fails for a person in whose story it is down


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came in; kept whole, for the people in it are invented."""

    method: str
    url: str
    form: dict[str, Any]


@dataclass
class Registry:
    """The state; *later_seconds* is how long a late attachment takes to appear.

    Versions stand in ``meta`` and in the ETag, or in the ETag alone if so told.
    """

    token: str = "sandbox-registry"  # noqa: S105 - an invented server's invented token
    people: Iterable[DemoPerson] = PEOPLE
    later_seconds: float = 15.0
    tells_versions_in_headers: bool = False
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    first_asked: dict[str, float] = field(default_factory=dict)
    timetables: Timetables = field(init=False)

    def __post_init__(self) -> None:
        self.timetables = Timetables(self.later_seconds)

    def reset(self) -> None:
        """Begin all stories anew, with nothing wrong and nothing logged."""
        for kept in (self.faults, self.calls, self.asked, self.first_asked):
            kept.clear()
        self.timetables.reset()

    def next_fault(self) -> Fault | None:
        """Return what goes wrong with the call that has come, if anything."""
        return next_of(self.faults)

    def find(self, identifiers: Iterable[str], birth_date: str) -> list[Json]:
        """Return the Patients that have one of *identifiers* and this birth date."""
        wanted = set(identifiers)
        hits: list[Json] = []
        for person in self.people:
            known = {f"{SNILS_SYSTEM}|{person.snils}", f"{POLIS_SYSTEM}|{person.polis}"}
            if known & wanted and person.birth_date == birth_date:
                hits += self._patients(person)
        return hits

    def _patients(self, person: DemoPerson) -> list[Json]:
        """Return what the story has the search answer."""
        self.asked[person.key] += 1
        if person.story is Story.DOWN and self.asked[person.key] <= DOWN_ASKS:
            raise web.HTTPServiceUnavailable
        if person.story is Story.NEVER:
            return []
        first = patient_json(person, person.key)
        if person.story is Story.TWICE:
            return [first, patient_json(person, f"{person.key}-2")]
        if person.story is Story.ANOTHER:
            return [first | {"name": [{"family": "Посторонний", "given": ["Пётр"]}]}]
        return [first]

    def episodes(self, patient: str) -> list[Json]:
        """Return the EpisodeOfCare resources of a Patient."""
        person = next((person for person in self.people if person.key == patient), None)
        if person is None or self._is_early(person):
            return []
        return [
            episode_json(patient, clinic, kind, f"{patient}-{number}")
            for number, (clinic, kind) in enumerate(person.attachments)
        ]

    def _is_early(self, person: DemoPerson) -> bool:
        first = self.first_asked.setdefault(person.key, time.monotonic())
        return person.story is Story.LATER and time.monotonic() - first < self.later_seconds
