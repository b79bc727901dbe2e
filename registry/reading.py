"""How an answer's JSON is read: what has a wrong shape is our own error, or as good as missing."""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from html import unescape
from typing import Any, ParamSpec, TypeVar
from unicodedata import normalize

from registry.errors import RegistryReplyMalformed

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_TEXT = 200
MOST_ENTRIES = 10_000  # of one list: what takes longer to read keeps everybody waiting
YEARS = range(1900, 2200)  # registers write 9999 for what has no end, and no time zone can show that
NO_DIGIT = re.compile(r"[^0-9]")

# what registers write where they have no day
NO_DAYS = frozenset({"0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "9999-12-31"})
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,100}>")

ODD = (KeyError, TypeError, AttributeError, ValueError, OverflowError)  # what a wrong shape raises


def strict(read: Callable[P, T]) -> Callable[P, T]:
    """Turn whatever a wrong shape raises into our own error."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except ODD as error:
            raise RegistryReplyMalformed(f"{read.__name__}: {type(error).__name__}") from None

    return reading


def known(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """Return what *read* makes of a part that may be missing; an odd one is as good as none."""
    try:
        return read(*args, **kwargs)
    except ODD:
        return None


def string(value: Any) -> str:
    """Return a text as it stands."""
    if not isinstance(value, str):
        raise TypeError
    return value


def text(value: Any) -> str:
    """Return a text to show: one line, not endless, without what can be neither stored nor sent.

    Many a register keeps what it had in its pages: «&quot;», «<br>», letters in two parts.
    """
    line = " ".join(normalize("NFC", TAG.sub(" ", unescape(string(value)))).split())
    return "".join(filter(str.isprintable, line))[:LONGEST_TEXT]


def written(value: Any) -> str:
    """Return a number as the text in whose place it stands, or that text."""
    return str(value) if type(value) is int else string(value)


def digits(value: Any) -> str:
    """Return the digits of a number; spaces and dashes in it are decoration."""
    return NO_DIGIT.sub("", string(value))


def in_utc(moment: datetime) -> datetime:
    """Return when a visit may be, as UTC."""
    if moment.year not in YEARS:
        raise ValueError("year")
    return moment.astimezone(UTC)


def few(entries: list[Any]) -> list[Any]:
    """Return the list, unless it is longer than any honest one.

    Raises:
        RegistryReplyMalformed: it is.
    """
    if len(entries) > MOST_ENTRIES:
        raise RegistryReplyMalformed("too many entries")
    return entries


def legible(entries: Iterable[Any], read: Callable[[Any], T], leave_out: Callable[[int], None]) -> list[T]:
    """Return what *read* makes of each entry; an odd one is left out, aloud, and hides no other.

    Raises:
        RegistryReplyMalformed: there is something, and nothing of it can be read.
    """
    found, odd = [], Counter[str]()
    for entry in entries:
        try:
            found.append(read(entry))
        except RegistryReplyMalformed as error:
            odd[str(error)] += 1
    for why, times in odd.items():
        log.warning("registry: %d entries are left out: %s", times, why)
    leave_out(odd.total())
    if odd and not found:
        raise RegistryReplyMalformed("nothing that can be read")
    return found
