"""FHIR R4 resources, read as far as we need them; here alone JSON is of no known shape."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from patient.card import PersonalData
from patient.clinic import Clinic
from patient.name import same_name
from patient.privacy import Private
from registry.errors import RegistryReplyMalformed

P = ParamSpec("P")
T = TypeVar("T")

ID = re.compile(r"[A-Za-z0-9-][A-Za-z0-9.-]{0,63}")  # R4, datatypes, id; without «.» and «..»: paths
NO_DIGIT = re.compile(r"[^0-9]")
LONGEST_TEXT = 200
MOST_PHONES = 4
DAY = len("2019-05-14")


def _strict(read: Callable[P, T]) -> Callable[P, T]:
    """Turn whatever a wrong shape raises into our own error."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise RegistryReplyMalformed(f"{read.__name__}: {type(error).__name__}") from None

    return reading


@dataclass(frozen=True, slots=True, repr=False)
class Number(Private):
    """An Identifier: the digits of a number, and the URI of the kind of number."""

    system: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class Patient(Private):
    """A hit of the search; *organization* is the id in managingOrganization.

    One that ``is_in_use`` was neither set inactive nor merged into another record.
    """

    id: str
    surnames: tuple[str, ...]
    birth_date: str
    numbers: frozenset[Number] = frozenset()
    organization: str | None = None
    is_in_use: bool = True

    def is_same(self, person: PersonalData, asked: Collection[Number]) -> bool:
        """Tell whether this is the person that was *asked* for: birth date and surname, Е equal to Ё.

        A record that shows numbers of the kinds asked for must show one of those asked for: a server
        may overlook a search parameter (R4, search, 3.1.1.3) and answer with a namesake.
        """
        systems = {number.system for number in asked}
        shown = {number for number in self.numbers if number.system in systems}
        return (
            self.birth_date == person.birth_date.iso
            and any(same_name(person.name.surname.text, surname) for surname in self.surnames)
            and (not shown or not shown.isdisjoint(asked))
        )


@dataclass(frozen=True, slots=True, repr=False)
class Episode(Private):
    """An EpisodeOfCare: one attachment of a *patient* to an *organization* (ids; empty if it names none)."""

    patient: str
    organization: str
    kind: str | None = None
    since: date | None = None
    is_active: bool = True


@_strict
def entries(bundle: Any) -> list[Any]:
    """Return the resources that a Bundle holds as hits."""
    _expect(bundle, "Bundle")
    return [
        entry["resource"]
        for entry in bundle.get("entry", [])
        if entry.get("search", {}).get("mode", "match") == "match"
        and entry["resource"]["resourceType"] != "OperationOutcome"
    ]


@_strict
def next_link(bundle: Any) -> str | None:
    """Return the address of the page that follows."""
    links = (link["url"] for link in bundle.get("link", []) if link["relation"] == "next")
    link = next(links, None)
    return link if link is None else _string(link)


@_strict
def patient(resource: Any, base: str) -> Patient:
    """Read a Patient of the server at *base*."""
    _expect(resource, "Patient")
    replaced = any(link.get("type") == "replaced-by" for link in resource.get("link", []))
    return Patient(
        id=_id(resource["id"]),
        surnames=tuple(_string(name["family"]) for name in resource.get("name", []) if name.get("family")),
        birth_date=_string(resource.get("birthDate", ""))[:DAY],
        numbers=frozenset(_numbers(resource.get("identifier", []))),
        organization=_reference(resource.get("managingOrganization", {}), "Organization", base),
        is_in_use=resource.get("active") is not False and not replaced,
    )


@_strict
def episode(resource: Any, base: str) -> Episode:
    """Read an EpisodeOfCare of the server at *base*."""
    _expect(resource, "EpisodeOfCare")
    kinds = [_words(concept) for concept in resource.get("type", [])]
    return Episode(
        patient=_reference(resource["patient"], "Patient", base) or "",
        organization=_reference(resource.get("managingOrganization", {}), "Organization", base) or "",
        kind=next(filter(None, kinds), None),
        since=_day(resource.get("period", {}).get("start", "")),
        is_active=resource["status"] == "active",
    )


@_strict
def clinic(resource: Any) -> Clinic:
    """Read an Organization."""
    _expect(resource, "Organization")
    telecoms = (each for each in resource.get("telecom", []) if each.get("system", "phone") == "phone")
    phones = [_text(telecom["value"]) for telecom in telecoms if telecom.get("value")]
    addresses = [_address(address) for address in resource.get("address", [])]
    name = _text(resource["name"])
    if not name:
        raise ValueError("name")
    address = next(filter(None, addresses), None)
    return Clinic(_id(resource["id"]), name, address, tuple(phones[:MOST_PHONES]))


def _expect(resource: Any, kind: str) -> None:
    if not isinstance(resource, Mapping) or resource.get("resourceType") != kind:
        raise ValueError(kind)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _text(value: Any) -> str:
    """Return a text to show: one line, not endless, without what can be neither stored nor sent."""
    line = " ".join(_string(value).split())
    return "".join(filter(str.isprintable, line))[:LONGEST_TEXT]


def _id(value: Any) -> str:
    """Return a FHIR id: nothing that could lead to another path."""
    text = _string(value)
    if not ID.fullmatch(text):
        raise ValueError("id")
    return text


def _reference(value: Any, kind: str, base: str) -> str | None:
    """Return the id of a reference ``Kind/ID`` or ``base/Kind/ID``, if it is more than a name.

    A version behind it (``/_history/2``) says nothing to us.
    """
    if "reference" not in value:
        return None
    relative = _string(value["reference"]).removeprefix(base)
    named, _, identifier = relative.partition("/")
    if named != kind:
        raise ValueError(kind)
    return _id(identifier.partition("/_history/")[0])


def _numbers(identifiers: Any) -> Iterator[Number]:
    """Yield the numbers among Identifiers, as digits; spaces and dashes in them are decoration."""
    for identifier in identifiers:
        digits = NO_DIGIT.sub("", _string(identifier.get("value", "")))
        if digits:
            yield Number(_string(identifier.get("system", "")), digits)


def _words(concept: Any) -> str | None:
    """Return the words of a CodeableConcept."""
    displays = (coding.get("display") for coding in concept.get("coding", []))
    word = next(filter(None, (concept.get("text"), *displays)), None)
    return word if word is None else _text(word)


def _address(address: Any) -> str | None:
    """Return an Address as one line."""
    if address.get("text"):
        return _text(address["text"])
    parts = [address.get("city"), *address.get("line", [])]
    return _text(", ".join(_string(part) for part in parts if part)) or None


def _day(value: Any) -> date | None:
    """Read a FHIR dateTime as a day; one without a day (2019, 2019-05) tells none."""
    text = _string(value)
    return date.fromisoformat(text[:DAY]) if len(text) >= DAY else None
