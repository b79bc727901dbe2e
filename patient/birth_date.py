"""The birth date, in the ways people write it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from patient.errors import InvalidBirthDate

EARLIEST = date(1900, 1, 1)
CENTURY = 100
MONTHS = (
    ("янв", "jan"),
    ("фев", "feb"),
    ("мар", "mar"),
    ("апр", "apr"),
    ("мая", "май", "may"),
    ("июн", "jun"),
    ("июл", "jul"),
    ("авг", "aug"),
    ("сен", "sep"),
    ("окт", "oct"),
    ("ноя", "nov"),
    ("дек", "dec"),
)
ISO = re.compile(r"(?P<year>\d{4})[-./ ](?P<month>\d{1,2})[-./ ](?P<day>\d{1,2})", re.ASCII)
POINTED = re.compile(r"(?P<day>\d{1,2})[-./, ]+(?P<month>\d{1,2})[-./, ]+(?P<year>\d{4}|\d{2})", re.ASCII)
RUN = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4}|\d{2})", re.ASCII)
NAMED = re.compile(r"(?P<day>\d{1,2})[-. ]*(?P<month>[a-zа-яё]{3,9})[-., ]*(?P<year>\d{4}|\d{2})", re.ASCII)
YEAR_WORD = re.compile(r"\s*(г\.?|года?|г\.\s*р\.)$")


@dataclass(frozen=True, slots=True, repr=False)
class BirthDate:
    """A day between 1900 and today."""

    day: date

    @classmethod
    def parse(cls, text: str, *, today: date) -> Self:
        """Read 09.03.1987, 9.3.87, «9 марта 1987», 09031987 or 1987-03-09.

        *today* is the day in the region's time zone. Two digits of a year mean the nearest past one.

        Raises:
            InvalidBirthDate: ``unknown``, ``no_such_day``, ``future`` or ``too_early``.
        """
        return cls.of(_read(text, today), today=today)

    @classmethod
    def of(cls, day: date, *, today: date) -> Self:
        """Take a day that is known already.

        Raises:
            InvalidBirthDate: ``future`` or ``too_early``.
        """
        if day > today:
            raise InvalidBirthDate("future")
        if day < EARLIEST:
            raise InvalidBirthDate("too_early")
        return cls(day)

    @property
    def written(self) -> str:
        """«09.03.1987»."""
        return f"{self.day.day:02}.{self.day.month:02}.{self.day.year:04}"

    @property
    def iso(self) -> str:
        """«1987-03-09»."""
        return self.day.isoformat()

    def age(self, today: date) -> int:
        """Return the full years on *today*."""
        before = (today.month, today.day) < (self.day.month, self.day.day)
        return today.year - self.day.year - before


def _read(text: str, today: date) -> date:
    tidy = YEAR_WORD.sub("", " ".join(text.casefold().split()))
    for pattern in (ISO, POINTED, RUN, NAMED):
        if found := pattern.fullmatch(tidy):
            return _day(found["day"], _month(found["month"]), found["year"], today)
    raise InvalidBirthDate("unknown")


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    for number, beginnings in enumerate(MONTHS, start=1):
        if text.startswith(beginnings):
            return number
    raise InvalidBirthDate("unknown")


def _day(day: str, month: int, year: str, today: date) -> date:
    full = int(year)
    if len(year) == len("87"):
        full += today.year - today.year % CENTURY
        full -= CENTURY if full > today.year else 0
    try:
        return date(full, month, int(day))
    except ValueError:
        raise InvalidBirthDate("no_such_day") from None
