"""FHIR R4 resources about people and their clinics, read as far as we need them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from patient.card import PersonalData
from patient.clinic import Clinic
from patient.privacy import Private
from patient.said_none import says_none
from registry.fhir.values import (
    ALWAYS,
    DAY,
    Period,
    address_of,
    day,
    expect,
    id_of,
    is_used,
    period,
    reference,
    words,
)
from registry.reading import digits, known, strict, string, text

MOST_PHONES = 4


@dataclass(frozen=True, slots=True, repr=False)
class Number(Private):
    """An Identifier: the digits of a number, and the URI of the kind of number."""

    system: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class HumanName(Private):
    """A surname, and the given names (имя, отчество) in one line as far as they are told with it."""

    surname: str
    given: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Patient(Private):
    """A hit of the search; *organization* is the id in managingOrganization.

    One that ``is_in_use`` was neither set inactive nor merged into another record.
    """

    id: str
    names: tuple[HumanName, ...]
    birth_date: str
    numbers: frozenset[Number] = frozenset()
    organization: str | None = None
    is_in_use: bool = True

    def is_same(self, person: PersonalData, asked: Collection[Number]) -> bool:
        """Tell whether this is the person that was *asked* for: birth date and names, Е equal to Ё.

        A record that shows numbers of the kinds asked for must show one of those asked for: a server
        may overlook a search parameter (R4, search, 3.1.1.3) and answer with a namesake.
        """
        systems = {number.system for number in asked}
        shown = {number for number in self.numbers if number.system in systems}
        return (
            self.birth_date == person.birth_date.iso
            and any(person.name.may_be(name.surname, name.given) for name in self._told())
            and (not shown or not shown.isdisjoint(asked))
        )

    def _told(self) -> Iterator[HumanName]:
        """Yield the names; an earlier surname that stands alone goes with the given names told beside it."""
        givens = [name.given for name in self.names if name.given] or [""]
        for name in self.names:
            yield from [name] if name.given else [HumanName(name.surname, given) for given in givens]


@dataclass(frozen=True, slots=True, repr=False)
class Episode(Private):
    """An EpisodeOfCare: one attachment of a *patient* to an *organization* (ids; empty if it names none).

    Its own *id* only tells it from another.
    """

    patient: str
    organization: str
    kind: str | None = None
    since: date | None = None
    is_active: bool = True
    id: str = ""
    period: Period = ALWAYS


@strict
def patient(resource: Any, base: str) -> Patient:
    """Read a Patient of the server at *base*; a name or a number that is odd hides no other."""
    expect(resource, "Patient")
    told = (known(_names, each) or () for each in resource.get("name") or [])
    numbers = (known(_number, each) for each in resource.get("identifier") or [])
    replaced = any(known(_is_replacing, link) for link in resource.get("link") or [])
    return Patient(
        id=id_of(resource["id"]),
        names=tuple(name for names in told for name in names if name.surname),
        birth_date=(known(string, resource.get("birthDate")) or "")[:DAY],
        numbers=frozenset(filter(None, numbers)),
        organization=known(reference, resource.get("managingOrganization"), "Organization", base),
        is_in_use=resource.get("active") is not False and not replaced,
    )


@strict
def episode(resource: Any, base: str) -> Episode:
    """Read an EpisodeOfCare of the server at *base*; an odd kind or date is not known."""
    expect(resource, "EpisodeOfCare")
    organization = resource.get("managingOrganization") or {}
    return Episode(
        patient=reference(resource["patient"], "Patient", base) or "",
        organization=reference(organization, "Organization", base) or "",
        kind=known(_kind, resource),
        since=known(_since, resource),
        is_active=resource["status"] == "active",
        id=known(id_of, resource.get("id")) or "",
        period=period(resource.get("period")),
    )


def _kind(episode: Any) -> str | None:
    return next(filter(None, (known(words, each) for each in episode.get("type") or [])), None)


def _since(episode: Any) -> date | None:
    return day(episode["period"]["start"])


@strict
def is_in_use(resource: Any) -> bool:
    """Tell whether an Organization still works."""
    expect(resource, "Organization")
    return resource.get("active") is not False


@strict
def clinic(resource: Any) -> Clinic:
    """Read an Organization; without an id or any name it is none, the rest may be missing or odd."""
    expect(resource, "Organization")
    names = (resource.get("name"), *(resource.get("alias") or []))
    name = next(filter(None, (known(text, each) for each in names)), None)
    if not name:
        raise ValueError("name")
    return Clinic(
        id_of(resource["id"]),
        name,
        _first(address_of, resource.get("address")),
        tuple(_phones(resource.get("telecom"))),
        _first(_district, resource.get("address")),
    )


def _first(read: Callable[[Any], str | None], parts: Any) -> str | None:
    """Return what is told first among *parts*, those of before and odd ones passed over."""
    told = (known(read, part) for part in parts if known(is_used, part)) if isinstance(parts, list) else ()
    return next(filter(None, told), None)


def _district(address: Any) -> str | None:
    return text(address["district"])


def _phones(telecoms: Any) -> list[str]:
    used = (each for each in telecoms if known(is_used, each)) if isinstance(telecoms, list) else ()
    told = (known(_phone, each) for each in used)
    return [phone for phone in told if phone][:MOST_PHONES]


def _phone(telecom: Any) -> str | None:
    return text(telecom["value"]) if telecom.get("system", "phone") == "phone" else None


def _names(name: Any) -> tuple[HumanName, ...]:
    """Read a HumanName; where only its text is told, the surname stands first, or else last.

    Registers also write in words that there is no patronymic. A null stands where an extension tells more
    (R4, JSON, primitives).
    """
    if name.get("family"):
        told = (part for part in name.get("given") or [] if part and not says_none(string(part)))
        return (HumanName(text(name["family"]), text(" ".join(told))),)
    first, *others = text(name.get("text") or "").split() or [""]
    if not others:
        return (HumanName(first),)
    *before, last = first, *others
    return HumanName(first, " ".join(others)), HumanName(last, " ".join(before))


def _number(identifier: Any) -> Number | None:
    """Read an Identifier as digits; spaces and dashes in them are decoration."""
    number = digits(identifier.get("value") or "")
    return Number(string(identifier.get("system") or ""), number) if number else None


def _is_replacing(link: Any) -> bool:
    return bool(link.get("type") == "replaced-by")
