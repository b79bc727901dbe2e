"""FHIR R4 resources about people and their clinics, read as far as we need them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from math import inf
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
    leads_to,
    period,
    reference,
    words,
)
from registry.reading import digits, known, strict, string, text, written

MOST_PHONES = 4
ORGANIZATION_TYPES = "http://terminology.hl7.org/CodeSystem/organization-type"
TREAT_NOBODY = frozenset({"ins", "pay", "govt", "edu", "reli", "crs", "bus"})


@dataclass(frozen=True, slots=True, repr=False)
class Number(Private):
    """An Identifier: the digits of a number, and the URI of the kind of number."""

    system: str
    value: str

    @property
    def as_compared(self) -> tuple[str, str]:
        """Without zeros before it, which one that was kept as a number has lost."""
        return self.system, self.value.lstrip("0")


@dataclass(frozen=True, slots=True, repr=False)
class HumanName(Private):
    """A surname, and the given names (имя, отчество) in one line as far as they are told with it."""

    surname: str
    given: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Patient(Private):
    """A hit of the search; *organization* is the id in managingOrganization, *told* what stands beside it.

    One that ``is_in_use`` was neither set inactive nor merged into another record; *replaces* are the ids
    of records that were merged into this one.
    """

    id: str
    names: tuple[HumanName, ...]
    birth_date: str
    numbers: frozenset[Number] = frozenset()
    organization: str | None = None
    is_in_use: bool = True
    told: Clinic | None = None
    replaces: frozenset[str] = frozenset()

    def is_same(self, person: PersonalData, asked: Collection[Number]) -> bool:
        """Tell whether this is the person that was *asked* for: birth date and names, Е equal to Ё.

        A record that shows numbers of the kinds asked for must show one of those asked for: a server
        may overlook a search parameter (R4, search, 3.1.1.3) and answer with a namesake.
        """
        wanted = {number.as_compared for number in asked}
        systems = {system for system, _ in wanted}
        shown = {number.as_compared for number in self.numbers if number.system in systems}
        return (
            self.birth_date == person.birth_date.iso
            and any(person.name.may_be(name.surname, name.given) for name in self._told())
            and (not shown or not shown.isdisjoint(wanted))
        )

    def _told(self) -> Iterator[HumanName]:
        """Yield the names; an earlier surname that stands alone goes with the given names told beside it."""
        givens = [name.given for name in self.names if name.given] or [""]
        for name in self.names:
            yield from [name] if name.given else [HumanName(name.surname, given) for given in givens]


@dataclass(frozen=True, slots=True, repr=False)
class Episode(Private):
    """An EpisodeOfCare: one attachment of a *patient* to an *organization* (ids; empty if it names none).

    *told* is the clinic as the reference itself tells of it, if it does. Its own *id* only tells it from
    another.
    """

    patient: str
    organization: str
    kind: str | None = None
    since: date | None = None
    is_active: bool = True
    id: str = ""
    period: Period = ALWAYS
    told: Clinic | None = None

    @property
    def clinic(self) -> str:
        """What names the clinic: its id, or else its name."""
        return self.organization or (self.told.id if self.told else "")


@strict
def patient(resource: Any, base: str) -> Patient:
    """Read a Patient of the server at *base*; a name or a number that is odd hides no other."""
    expect(resource, "Patient")
    told = (known(_names, each) or () for each in resource.get("name") or [])
    numbers = (known(_number, each) for each in resource.get("identifier") or [])
    links = resource.get("link") or []
    replaced = any(known(_is_replacing, link) for link in links)
    others = (known(_replaced, link, base) for link in links)
    return Patient(
        id=id_of(resource["id"]),
        names=tuple(name for names in told for name in names if name.surname),
        birth_date=(known(string, resource.get("birthDate")) or "")[:DAY],
        numbers=frozenset(filter(None, numbers)),
        organization=known(reference, resource.get("managingOrganization"), "Organization", base),
        is_in_use=resource.get("active") is not False and not replaced,
        told=_told(resource),
        replaces=frozenset(filter(None, others)),
    )


@strict
def episode(resource: Any, base: str) -> Episode:
    """Read an EpisodeOfCare of the server at *base*; an odd kind or date is not known."""
    expect(resource, "EpisodeOfCare")
    told = _told(resource)
    organization = resource.get("managingOrganization") or {}
    return Episode(
        patient=reference(resource["patient"], "Patient", base) or "",
        organization=leads_to(organization, "Organization", base, name=told.name if told else None),
        kind=known(_kind, resource),
        since=known(_since, resource),
        is_active=resource["status"] == "active",
        id=known(id_of, resource.get("id")) or "",
        period=period(resource.get("period")),
        told=told,
    )


def _display(reference: Any) -> str:
    return text(reference["display"])


def _told(resource: Any) -> Clinic | None:
    """Return the clinic as the reference to it tells, by a name beside it.

    No registry gave it an id, so it goes by its name, behind a sign that stands in no id.
    """
    name = known(_display, resource.get("managingOrganization"))
    return Clinic(f"#{name}", name) if name else None


def _kind(episode: Any) -> str | None:
    return next(filter(None, (known(words, each) for each in episode.get("type") or [])), None)


def _since(episode: Any) -> date | None:
    return day(episode["period"]["start"])


@strict
def sees_patients(resource: Any) -> bool:
    """Tell whether an Organization still works, and is not told to be of a kind that treats nobody."""
    expect(resource, "Organization")
    codings = (coding for each in resource.get("type") or [] for coding in known(_codings, each) or [])
    kinds = {coding.get("code") for coding in codings if coding.get("system") == ORGANIZATION_TYPES}
    return resource.get("active") is not False and not (kinds and kinds <= TREAT_NOBODY)


def _codings(concept: Any) -> list[Any]:
    return [coding for coding in concept["coding"] if isinstance(coding, dict)]


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
    used = [part for part in parts if known(is_used, part)] if isinstance(parts, list) else []
    told = (known(read, part) for part in sorted(used, key=_is_for_letters))
    return next(filter(None, told), None)


def _is_for_letters(address: Any) -> bool:
    return bool(address.get("use") == "billing" or address.get("type") == "postal")


def _district(address: Any) -> str | None:
    return text(address["district"])


def _phones(telecoms: Any) -> list[str]:
    used = (each for each in telecoms if known(is_used, each)) if isinstance(telecoms, list) else ()
    told = (known(_phone, each) for each in sorted(used, key=_rank))
    return [phone for phone in told if phone][:MOST_PHONES]


def _rank(telecom: Any) -> float:
    """Return which of several is to be tried first (R4, ContactPoint); the others come behind."""
    rank = telecom.get("rank")
    return rank if isinstance(rank, int) else inf


def _phone(telecom: Any) -> str | None:
    is_phone = telecom.get("system", "phone") == "phone"
    return text(written(telecom["value"])).removeprefix("tel:") if is_phone else None


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
    number = digits(written(identifier.get("value") or ""))
    return Number(string(identifier.get("system") or ""), number) if number else None


def _is_replacing(link: Any) -> bool:
    return bool(link.get("type") == "replaced-by")


def _replaced(link: Any, base: str) -> str | None:
    return reference(link["other"], "Patient", base) if link["type"] == "replaces" else None
