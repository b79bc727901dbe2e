"""A person of ESIA, turned into patient values; here alone ESIA's JSON is of no known shape.

Tables of the methodical recommendations for /rs/prns, /ctts, /docs and /kids. Whatever is absent, of a wrong
type or refused by our parsers is left out, and the person is asked; nothing else of ESIA is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from patient.birth_date import BirthDate
from patient.card import CardDraft, CardField
from patient.errors import PatientError
from patient.name import GivenName, Patronymic, Surname
from patient.phone import Phone
from patient.polis import Polis, PolisKind
from patient.privacy import Private
from patient.sex import Sex
from patient.snils import Snils

POLIS_DOCUMENT = "MDCL_PLCY"
MOBILE_CONTACT = "MBT"
VERIFIED = "VERIFIED"
LONGEST = 200
LONGEST_SERIES = 12
SEXES: Mapping[str, Sex] = {"M": Sex.MALE, "F": Sex.FEMALE}

T = TypeVar("T")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class SignedInPerson(Private):
    """Who signed in, and what ESIA gave of this person and the children.

    A draft holds only what came and was readable. *oid* is ESIA's number of the person; *trusted* says that
    the account is a confirmed one.
    """

    oid: str
    trusted: bool
    person: CardDraft
    children: tuple[CardDraft, ...]


def read_person(person: Json, contacts: Iterable[Any], documents: Iterable[Any], today: date) -> CardDraft:
    """Return the draft of an adult or a child.

    *person* is the JSON of /rs/prns or of one of the kids, *contacts* and *documents* are the elements of
    its collections.
    """
    found: dict[CardField, Any] = {
        CardField.SURNAME: _read(Surname.parse, person.get("lastName")),
        CardField.GIVEN_NAME: _read(GivenName.parse, person.get("firstName")),
        CardField.PATRONYMIC: _read(Patronymic.parse, person.get("middleName")),
        CardField.SEX: SEXES.get(str(person.get("gender"))),
        CardField.BIRTH_DATE: _read(lambda text: BirthDate.parse(text, today=today), person.get("birthDate")),
        CardField.POLIS: read_polis(documents),
        CardField.SNILS: _read(Snils.read, person.get("snils")),
        CardField.PHONE: read_phone(contacts),
    }
    answers = {asked: value for asked, value in found.items() if value is not None}
    if not person.get("middleName", "absent"):
        answers[CardField.PATRONYMIC] = None  # an empty one: ESIA says that there is none
    return CardDraft(answers)


def verified_mobile(number: Any) -> Json:
    """Return a verified mobile number the way ESIA's contacts have one."""
    return {"type": MOBILE_CONTACT, "vrfStu": VERIFIED, "value": number}


def read_phone(contacts: Iterable[Any]) -> Phone | None:
    """Return the verified mobile; a number that is being changed stands in other fields and is no matter."""
    for contact in _objects(contacts):
        if contact.get("type") == MOBILE_CONTACT and contact.get("vrfStu") == VERIFIED:
            return _read(Phone.parse, contact.get("value"))
    return None


def read_polis(documents: Iterable[Any]) -> Polis | None:
    """Return the polis, verified or not (ESIA seldom verifies it): a new one rather than an old one."""
    found = [_polis(one) for one in _objects(documents) if one.get("type") == POLIS_DOCUMENT]
    polises = [polis for polis in found if polis]
    return next((polis for polis in polises if polis.kind is PolisKind.NEW), next(iter(polises), None))


def _polis(document: Json) -> Polis | None:
    """Read one polis: ``unitedNumber``, or ``number`` with the ``series`` of an old one."""
    united = _read(Polis.parse, document.get("unitedNumber"))
    number = _read(Polis.parse, document.get("number"))
    if united or not number or number.kind is PolisKind.NEW:
        return united or number
    return _with_series(number, document.get("series"))


def _with_series(number: Polis, series: Any) -> Polis:
    if number.series or not isinstance(series, str) or not series.strip():
        return number
    both = _read(Polis.parse, f"{series} {number.number}")
    if both and both.series:
        return both
    # together they have the length of another kind, or the series is none
    return replace(number.as_kind(PolisKind.OLD), series=_read_series(series))


def _read_series(series: str) -> str | None:
    digits = "".join(series.split())
    return digits if digits.isascii() and digits.isalnum() and len(digits) <= LONGEST_SERIES else None


def _read(parse: Callable[[str], T], value: Any) -> T | None:
    """Parse a text of ESIA's, or leave it out."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        return None
    try:
        return parse(text)
    except PatientError:
        return None


def _objects(elements: Iterable[Any]) -> list[Json]:
    return [element for element in elements if isinstance(element, dict)]
