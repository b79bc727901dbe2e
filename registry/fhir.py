"""FHIR R4 resources, read as far as we need them; here alone JSON is of no known shape."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from patient.card import PersonalData
from patient.clinic import Clinic
from patient.name import same_name
from registry.errors import RegistryReplyMalformed

P = ParamSpec("P")
T = TypeVar("T")


def _strict(read: Callable[P, T]) -> Callable[P, T]:
    """Turn whatever a wrong shape raises into our own error."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
            raise RegistryReplyMalformed(f"{read.__name__}: {type(error).__name__}") from None

    return reading


@dataclass(frozen=True, slots=True, repr=False)
class Patient:
    """A hit of the search; *organization* is the id in managingOrganization."""

    id: str
    surnames: tuple[str, ...]
    birth_date: str
    organization: str | None

    def is_same(self, person: PersonalData) -> bool:
        """Tell whether this is the person that was asked for: birth date and surname, Е equal to Ё."""
        surname = person.name.surname.text
        return self.birth_date == person.birth_date.iso and any(
            same_name(surname, other) for other in self.surnames
        )


@dataclass(frozen=True, slots=True)
class Episode:
    """An EpisodeOfCare: one attachment."""

    organization: str | None
    kind: str | None
    since: date | None


@_strict
def entries(bundle: Any) -> list[Any]:
    """Return the resources that a Bundle holds as hits."""
    _expect(bundle, "Bundle")
    return [
        entry["resource"]
        for entry in bundle.get("entry", [])
        if entry.get("search", {}).get("mode", "match") == "match"
    ]


@_strict
def next_link(bundle: Any) -> str | None:
    """Return the address of the page that follows."""
    links = (link["url"] for link in bundle.get("link", []) if link["relation"] == "next")
    link = next(links, None)
    return link if link is None else _text(link)


@_strict
def patient(resource: Any) -> Patient:
    """Read a Patient."""
    _expect(resource, "Patient")
    names = tuple(_text(name["family"]) for name in resource.get("name", []) if name.get("family"))
    organization = resource.get("managingOrganization")
    return Patient(
        _id(resource["id"]),
        names,
        _text(resource.get("birthDate", ""))[:10],
        _reference(organization, "Organization") if organization else None,
    )


@_strict
def episode(resource: Any) -> Episode:
    """Read an EpisodeOfCare."""
    _expect(resource, "EpisodeOfCare")
    organization = resource.get("managingOrganization")
    kinds = [_words(concept) for concept in resource.get("type", [])]
    return Episode(
        _reference(organization, "Organization") if organization else None,
        next(filter(None, kinds), None),
        _day(resource.get("period", {}).get("start")),
    )


@_strict
def clinic(resource: Any) -> Clinic:
    """Read an Organization."""
    _expect(resource, "Organization")
    phones = (
        _text(telecom["value"])
        for telecom in resource.get("telecom", [])
        if telecom.get("system", "phone") == "phone" and telecom.get("value")
    )
    addresses = [_address(address) for address in resource.get("address", [])]
    address = next(filter(None, addresses), None)
    return Clinic(_id(resource["id"]), _text(resource["name"]), address, tuple(phones))


def _expect(resource: Any, kind: str) -> None:
    if not isinstance(resource, Mapping) or resource.get("resourceType") != kind:
        raise ValueError(kind)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _id(value: Any) -> str:
    """Return a FHIR id: nothing that could lead to another path."""
    text = _text(value)
    if not text or not all(letter.isascii() and (letter.isalnum() or letter in "-.") for letter in text):
        raise ValueError("id")
    return text


def _reference(value: Any, kind: str) -> str:
    """Return the id of a reference ``Kind/ID``, absolute or relative."""
    *_, named, identifier = _text(value["reference"]).split("/")
    if named != kind:
        raise ValueError(kind)
    return _id(identifier)


def _words(concept: Any) -> str | None:
    """Return the words of a CodeableConcept."""
    if concept.get("text"):
        return _text(concept["text"])
    displays: Iterator[Any] = (coding.get("display") for coding in concept.get("coding", []))
    word = next(filter(None, displays), None)
    return word if word is None else _text(word)


def _address(address: Any) -> str | None:
    if address.get("text"):
        return _text(address["text"])
    parts = [address.get("city"), *address.get("line", [])]
    return ", ".join(_text(part) for part in parts if part) or None


def _day(value: Any) -> date | None:
    """Read a FHIR dateTime as a day; one without a day (2019, 2019-05) tells none."""
    text = _text(value) if value is not None else ""
    return date.fromisoformat(text[:10]) if len(text) >= len("2019-05-01") else None
