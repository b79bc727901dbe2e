"""The birth date, in the ways people write it."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

from patient.errors import InvalidBirthDate
from patient.hyphens import AS_HYPHEN
from patient.privacy import Private

EARLIEST = dt.date(1900, 1, 1)  # also the first day that the barcode of a polis can hold
CENTURY = 100
LONGEST = 60
MONTHS = (
    ("январь", "января", "january"),
    ("февраль", "февраля", "february"),
    ("март", "марта", "march"),
    ("апрель", "апреля", "april"),
    ("май", "мая", "may"),
    ("июнь", "июня", "june"),
    ("июль", "июля", "july"),
    ("август", "августа", "august"),
    ("сентябрь", "сентября", "september"),
    ("октябрь", "октября", "october"),
    ("ноябрь", "ноября", "november"),
    ("декабрь", "декабря", "december"),
)
ISO = re.compile(r"(?P<year>[0-9]{4})[-./ ](?P<month>[0-9]{1,2})[-./ ](?P<day>[0-9]{1,2})")
POINTED = re.compile(r"(?P<day>[0-9]{1,2})[-./, ]+(?P<month>[0-9]{1,2})[-./, ]+(?P<year>[0-9]{4}|[0-9]{2})")
RUN = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4}|[0-9]{2})")
NAMED = re.compile(r"(?P<day>[0-9]{1,2})[-. ]*(?P<month>[a-zа-яё]{3,9})[-., ]*(?P<year>[0-9]{4}|[0-9]{2})")
YEAR_WORD = re.compile(r" ?(г\.?|года?|г\. ?р\.)$")


@dataclass(frozen=True, slots=True, repr=False)
class BirthDate(Private):
    """A day between 1900 and today."""

    date: dt.date

    @classmethod
    def parse(cls, text: str, *, today: dt.date) -> Self:
        """Read 09.03.1987, 9.3.87, «9 марта 1987», 09031987 or 1987-03-09.

        *today* is the day in the region's time zone. Of a year with two digits the nearest past day
        is meant.

        Raises:
            InvalidBirthDate: ``unknown``, ``no_such_day``, ``future`` or ``too_early``.
        """
        return cls.of(_read(text, today), today=today)

    @classmethod
    def of(cls, day: dt.date, *, today: dt.date) -> Self:
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
        return f"{self.date.day:02}.{self.date.month:02}.{self.date.year:04}"

    @property
    def iso(self) -> str:
        """«1987-03-09»."""
        return self.date.isoformat()

    def age(self, today: dt.date) -> int:
        """Return the full years on *today*."""
        before = (today.month, today.day) < (self.date.month, self.date.day)
        return today.year - self.date.year - before


def _read(text: str, today: dt.date) -> dt.date:
    if len(text) > LONGEST:
        raise InvalidBirthDate("unknown")
    spaced = " ".join(text.casefold().translate(AS_HYPHEN).split())
    tidy = YEAR_WORD.sub("", spaced)
    for pattern in (ISO, POINTED, RUN, NAMED):
        if found := pattern.fullmatch(tidy):
            return _day(found["day"], _month(found["month"]), found["year"], today)
    raise InvalidBirthDate("unknown")


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    for number, names in enumerate(MONTHS, start=1):
        if any(name.startswith(text) for name in names):
            return number
    raise InvalidBirthDate("unknown")


def _day(day: str, month: int, year: str, today: dt.date) -> dt.date:
    for full_year in _years(year, today):
        try:
            found = dt.date(full_year, month, int(day))
        except ValueError:
            continue
        if found <= today or len(year) != len("87"):
            return found
    raise InvalidBirthDate("no_such_day")


def _years(year: str, today: dt.date) -> tuple[int, ...]:
    """Return the years that can be meant, the latest first."""
    if len(year) != len("87"):
        return (int(year),)
    recent = today.year - today.year % CENTURY + int(year)
    return recent, recent - CENTURY
