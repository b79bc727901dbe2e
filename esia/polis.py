"""A person's polis among the documents of ESIA: the best one, its series and number as ESIA tells them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from patient.errors import InvalidPolis
from patient.polis import LONGEST_SERIES, NEW_DIGITS, OLD_DIGITS, TEMPORARY_DIGITS, Polis, PolisKind
from patient.visible import visible

POLIS_DOCUMENT = "MDCL_PLCY"
LONGEST = 60
VERIFIED = "VERIFIED"
SEPARATORS = re.compile(r"[\s.№/-]+")
DIGITS = re.compile(r"[0-9]+")
SERIES = re.compile(r"[0-9A-Za-zА-ЯЁа-яё]+(?:-[0-9A-Za-zА-ЯЁа-яё]+)*")
DAYS = ("%d.%m.%Y", "%Y-%m-%d")
DAY = len("31.12.2026")  # some write a time behind it

Json = Mapping[str, Any]


def read_polis(documents: Iterable[Any], today: date) -> Polis | None:
    """Return the polis: a valid one rather than an expired one, then a new one rather than an old one.

    ESIA seldom verifies it, so a verified one comes first only among its equals.
    """
    found = [
        (_is_expired(one, today), polis.kind is not PolisKind.NEW, one.get("vrfStu") != VERIFIED, polis)
        for one in documents
        if isinstance(one, dict) and one.get("type") == POLIS_DOCUMENT and (polis := _polis(one))
    ]
    return min(found, key=lambda ranked: ranked[:-1])[-1] if found else None


def _polis(document: Json) -> Polis | None:
    """Read one polis: ``unitedNumber``, or ``number`` with the ``series`` of an old one."""
    united = _digits(document.get("unitedNumber"))
    if len(united) == NEW_DIGITS:
        return Polis(PolisKind.NEW, united)
    number = _digits(document.get("number")) or united
    if len(number) == NEW_DIGITS:
        return Polis(PolisKind.NEW, number)
    if not number:
        return _with_letters(document.get("number"))
    series = _series(document.get("series"))
    if len(number) == TEMPORARY_DIGITS and not series:
        return Polis(PolisKind.TEMPORARY, number)
    return Polis(PolisKind.OLD, number, series) if len(number) in OLD_DIGITS else None


def _with_letters(number: Any) -> Polis | None:
    """Read an old polis whose series was put before its number, into one field."""
    try:
        return Polis.read(number) if isinstance(number, str) else None
    except InvalidPolis:
        return None


def _digits(value: Any) -> str:
    """Return the digits of a number, which comes as a text or a number; empty if there is more in it."""
    text = _text(value)
    if text is None or len(text) > LONGEST:
        return ""
    digits = SEPARATORS.sub("", visible(text))
    return digits if DIGITS.fullmatch(digits) else ""


def _text(value: Any) -> str | None:
    """Return a text, or a number as one."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if isinstance(value, str) else str(value) if is_number else None


def _series(value: Any) -> str | None:
    text = _text(value)
    if text is None or len(text) > LONGEST:
        return None
    series = visible(text).replace(" ", "")
    return series if SERIES.fullmatch(series) and len(series) <= LONGEST_SERIES else None


def _is_expired(document: Json, today: date) -> bool:
    """Tell whether the last day is over; a date that cannot be read is none."""
    until = document.get("expiryDate")
    return any(day < today for day in (_day(until, form) for form in DAYS) if day)


def _day(text: Any, form: str) -> date | None:
    if not isinstance(text, str) or not text.isascii():
        return None
    try:
        return datetime.strptime(text.strip()[:DAY], form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
