"""The people of the ЕЦП: a person's records found by one number after the other, and nobody else's."""

import logging
import re
from dataclasses import dataclass
from typing import Any

from patient.card import PersonalData
from patient.privacy import Private
from patient.said_none import says_none
from patient.snils import DIGITS as SNILS_DIGITS
from registry.ecp.values import day, number
from registry.ecp.wire import EcpWire
from registry.errors import PersonUnknown, RegistryMissing
from registry.people import only
from registry.reading import digits, known, strict, text, written

log = logging.getLogger(__name__)

BETWEEN = re.compile(r"[\s-]")  # the parts of a series


@dataclass(frozen=True, slots=True, repr=False)
class Record(Private):
    """A record of somebody; *snils* is empty where none is told."""

    id: str
    surname: str
    given: str
    birth_date: str
    snils: str = ""

    def is_same(self, person: PersonalData) -> bool:
        """Tell whether this is the person: birth date and names, Е equal to Ё, and no other SNILS.

        The polis is not among what a record tells, so it proves nothing here.
        """
        is_another = self.snils and person.snils and self.snils != person.snils.digits
        return (
            self.birth_date == person.birth_date.iso
            and person.name.may_be(self.surname, self.given)
            and not is_another
        )


@strict
def record(row: Any) -> Record:
    """Read a row of ``Person``; one without a surname or a birth date is nobody's who could be asked for."""
    given = (known(text, row.get(name)) for name in ("personfirname_firname", "personsecname_secname"))
    return Record(
        number(row["person_id"]),
        known(text, row.get("personsurname_surname")) or "",
        " ".join(part for part in given if part and not says_none(part)),
        known(_born, row) or "",
        known(_snils, row) or "",
    )


def _snils(row: Any) -> str:
    """Return the SNILS with the zeros that a number has lost; zeros alone stand for none."""
    found = digits(written(row["personsnils_snils"])).zfill(SNILS_DIGITS)
    return found if found.strip("0") else ""


def _born(row: Any) -> str:
    return day(row["personbirthday_birthday"]).isoformat()


@dataclass(frozen=True, slots=True)
class People:
    """Searches for a person's records."""

    wire: EcpWire

    async def the_one(self, person: PersonalData) -> Record:
        """Return the person's one record.

        Raises:
            PersonUnknown: there is none, or there are several.
            RegistryError: the registry gave no answer.
        """
        return only(await self.find(person))

    async def find(self, person: PersonalData) -> list[Record]:
        """Search by the SNILS, then by the polis; a name alone would find namesakes."""
        for numbers in _numbers(person):
            if records := await self._search(person, numbers):
                return records
        return []

    async def _search(self, person: PersonalData, numbers: dict[str, str]) -> list[Record]:
        """Return the person's records, each once; records of other people are dropped, aloud."""
        try:
            read = await self.wire.legible(record, "Person", "PersonList", **numbers)
        except (RegistryMissing, PersonUnknown):
            return []
        hits = {each.id: each for each in read}.values()
        same = [each for each in hits if each.is_same(person)]
        if len(same) < len(hits):
            log.error("registry: %d hits are other people and were dropped", len(hits) - len(same))
        return same


def _numbers(person: PersonalData) -> list[dict[str, str]]:
    """Return what to ask by, one after the other; how a series is written there is not confirmed."""
    found = []
    if person.snils:
        found.append({"PersonSnils_Snils": person.snils.digits})
    if polis := person.polis:
        alone = {"Polis_Num": polis.number}
        series = BETWEEN.sub("", polis.series or "")
        found += [{"Polis_Ser": series, **alone}, alone] if series else [alone]
    return found
