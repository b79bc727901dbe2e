"""A person of ESIA, turned into patient values; here alone ESIA's JSON is of no known shape.

Tables of the methodical recommendations for /rs/prns, /ctts, /docs and /kids. Whatever is absent, of a wrong
type or refused by our parsers is left out, and the person is asked; nothing else of ESIA is kept.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from esia.polis import VERIFIED, read_polis
from patient import fields
from patient.birth_date import BirthDate
from patient.card import CardDraft
from patient.errors import PatientError
from patient.fields import AnyField
from patient.name import GivenName, Patronymic, Surname
from patient.phone import Phone
from patient.privacy import Private
from patient.said_none import says_none
from patient.sex import Sex
from patient.snils import DIGITS as SNILS_DIGITS
from patient.snils import Snils

log = logging.getLogger(__name__)

MOBILE_CONTACT = "MBT"
LONGEST = 200
MOST_CHILDREN = 20
NAMES = ("lastName", "firstName", "middleName")
CERTIFICATE = "BRTH_CERT"  # in the types of Russian, foreign and old ones

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
    _tell_of_digits(person)
    found: dict[AnyField, Any] = {
        fields.SURNAME: _read(Surname.parse, person.get("lastName")),
        fields.GIVEN_NAME: _read(GivenName.parse, person.get("firstName")),
        fields.PATRONYMIC: _read(Patronymic.parse, person.get("middleName")),
        fields.SEX: _read(Sex.parse, person.get("gender")),
        fields.BIRTH_DATE: _read(lambda text: BirthDate.parse(text, today=today), person.get("birthDate")),
        fields.POLIS: read_polis(documents, today),
        fields.SNILS: _read(Snils.read, _eleven(person.get("snils"))),
        fields.PHONE: read_phone(contacts),
    }
    answers = {asked: value for asked, value in found.items() if value is not None}
    if _has_no_patronymic(person):
        answers[fields.PATRONYMIC] = None
    return CardDraft(answers)


def read_child(kid: Json, documents: Sequence[Any], today: date) -> CardDraft:
    """Return the draft of a child, which is only claimed while nobody has verified the child."""
    return replace(read_person(kid, (), documents, today), is_claimed=_is_unverified_child(kid, documents))


def each_once(kids: Iterable[Any]) -> list[Json]:
    """Return the children; one may be told once for each document, under one id and name."""
    found: dict[str, Json] = {}
    for number, kid in enumerate(_objects(kids)):
        key = (kid.get("id") or f"no id {number}", kid.get("firstName"), kid.get("birthDate"))
        found.setdefault(str(key), kid)
    return list(found.values())[:MOST_CHILDREN]


def says_trusted(told: Any) -> bool | None:
    """Tell whether an account is called a confirmed one, in words as well; none if nothing is said of it."""
    return None if told is None else str(told).casefold() == "true"


def _is_unverified_child(kid: Json, documents: Iterable[Any]) -> bool:
    """Tell whether ESIA says that nobody has verified the child, or the birth certificate.

    A parent may type any child into the profile. What ESIA does not tell counts for the child.
    """
    certificates = [one for one in _objects(documents) if CERTIFICATE in str(one.get("type"))]
    is_certified = not certificates or any(map(_is_verified, certificates))
    return not (_is_verified(kid) and is_certified)


def _is_verified(told: Json) -> bool:
    return bool(told.get("vrfStu", VERIFIED) == VERIFIED)


def _has_no_patronymic(person: Json) -> bool:
    """Tell whether ESIA says that there is none: null or empty, or in words; an absent name says nothing."""
    told = person.get("middleName", ...)
    return told is None or (isinstance(told, str) and len(told) <= LONGEST and says_none(told))


def _tell_of_digits(person: Json) -> None:
    """Tell the operator, without the name, why a person of ESIA's test stand comes without one."""
    if any(isinstance(name, str) and re.search(r"[0-9]", name) for name in map(person.get, NAMES)):
        log.warning(
            "esia: a name with digits was left out; people of the test stand are called so («Имя003»), "
            "real ones are not"
        )


def verified_mobile(number: Any) -> Json:
    """Return a verified mobile number the way ESIA's contacts have one."""
    return {"type": MOBILE_CONTACT, "vrfStu": VERIFIED, "value": number}


def read_phone(contacts: Iterable[Any]) -> Phone | None:
    """Return the verified mobile; a number that is being changed stands in other fields and is no matter."""
    mobiles = (one for one in _objects(contacts) if one.get("type") == MOBILE_CONTACT)
    verified = (one.get("value") for one in mobiles if one.get("vrfStu") == VERIFIED)
    return next(filter(None, (_read(Phone.parse, number) for number in verified)), None)


def _read(parse: Callable[[str], T], value: Any) -> T | None:
    """Parse a text of ESIA's, or leave it out."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        return None
    try:
        return parse(text)
    except PatientError:
        return None


def _eleven(snils: Any) -> Any:
    """Return a SNILS with the zeros before it, which a number has lost."""
    is_number = isinstance(snils, int) and not isinstance(snils, bool)
    return str(snils).zfill(SNILS_DIGITS) if is_number else snils


def _objects(elements: Iterable[Any]) -> list[Json]:
    return [element for element in elements if isinstance(element, dict)]
