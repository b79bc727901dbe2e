"""The birth date, in the ways people write it."""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from patient.alike import LETTERS
from patient.day_words import MONTH_LEXICON
from patient.errors import InvalidBirthDate
from patient.layout import AS_RUSSIAN
from patient.numerals import in_figures
from patient.privacy import Private
from patient.translit import in_cyrillic
from patient.visible import visible

EARLIEST = dt.date(1900, 1, 1)  # also the first day that the barcode of a polis can hold
CENTURY = 100
LONGEST = 100
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
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
AS_ROMAN = str.maketrans(
    {"х": "x", "і": "i", "ш": "iii", "п": "ii", "у": "v"}
)  # as a Russian keyboard has them
YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
BETWEEN = r"[\W_ю]+"  # «ю» is the full stop's key
GAP = r"[\W_]*"
MIDNIGHT = r"(?:[t ]+[0:.]+(?:z|[-+][0-9:]+)?)?"  # of a register that keeps days as times
ISO = re.compile(rf"(?P<year>[0-9]{{4}})[-./ ]+(?P<month>[0-9]{{1,2}})[-./ ]+(?P<day>[0-9]{{1,2}}){MIDNIGHT}")
POINTED = re.compile(
    rf"(?P<day>[0-9]{{1,2}}){BETWEEN}(?P<month>[0-9]{{1,2}}|[ivxхішпу]+){BETWEEN}{YEAR}{MIDNIGHT}"
)
SIGNED = re.compile(rf"(?P<first>[0-9]{{1,2}})(?P<sign>[-/])(?P<second>[0-9]{{1,2}})(?P=sign){YEAR}")
RUN = re.compile(rf"(?P<day>[0-9]{{2}}){GAP}(?P<month>[0-9]{{2}}){GAP}{YEAR}")
RUN_OF_ISO = re.compile(
    r"(?![0-9]{4}(?:19|20))(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])"
)  # 19870309, unless its end is a year, too
NAMED = re.compile(rf"(?P<day>[0-9]{{1,2}}){GAP}(?P<month>[a-zа-яё]{{3,10}}){GAP}{YEAR}")
MONTH_FIRST = re.compile(rf"(?P<month>[a-zа-яё]{{3,10}}){GAP}(?P<day>[0-9]{{1,2}}){BETWEEN}{YEAR}")
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
WEEKDAY = re.compile(
    r"\b(?:во? )?(?:понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье"
    r"|пн|вт|ср|чт|пт|сб|вс|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b[.,]*"
)
BEFORE = re.compile(
    r"(?:(?:моя|я) )?(?:д\.? ?р|дата(?: рождения)?|родил(?:ся|ась)|рожд[её]н(?:а|ие)?"
    r"|born(?: on)?|birth ?date|date of birth|dob)[.: ]+"
)
BIRTH = r"(?:р|рожд|рождения)"
AGE = (
    r"\W+(?:мне )?[0-9]{1,3} лет|\W+мне [0-9]{1,3}"
    r"|(?:(?<=[0-9]{4})\W+|\W*(?:\(|мне ))[0-9]{1,3} (?:года?|лет)"  # «9 марта 58 года» is no age
)
AFTER = re.compile(rf"(?:{AGE})$|[ .,]?(?:г|гр|года?|(?:г|года?)?[. /]*{BIRTH}|year)$")
ORDINAL = re.compile(r"(?<=[0-9])-?(?:го|ое|ый|е|st|n[d]|rd|th)\b")
OF = re.compile(r"\b(?:of|the)\b")
TOKEN = re.compile(r"[0-9a-zа-яёі]+")
ALIKE = {letter: digit for digit, letters in LETTERS.items() for letter in letters.casefold()}
NEARLY = re.compile(rf"[oозl]+|(?=.*[0-9])[0-9{re.escape(''.join(ALIKE))}]+")
AS_DIGITS = str.maketrans(ALIKE)


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
    def orders(cls, text: str, *, today: dt.date) -> tuple[Self, ...]:
        """Return the days that 03/09/1958 is with the day first and with the month first.

        None where it is written in no such way, or where the day may stand in one place alone.
        """
        signed = SIGNED.fullmatch(_bare(visible(text[: LONGEST * 2]).casefold()))
        if signed is None or signed["first"].lstrip("0") == signed["second"].lstrip("0"):
            return ()
        orders = (
            f"{{{one}}}.{{{other}}}.{{year}}" for one, other in (("first", "second"), ("second", "first"))
        )
        days = []
        for order in orders:
            with suppress(InvalidBirthDate):
                days.append(cls.parse(order.format_map(signed.groupdict()), today=today))
        return tuple(days) if len(days) > 1 else ()

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

    @property
    def digits(self) -> frozenset[str]:
        """Its digits in the orders in which they are written."""
        return frozenset(self.date.strftime(order) for order in ("%d%m%Y", "%d%m%y", "%Y%m%d"))

    def age(self, today: dt.date) -> int:
        """Return the full years on *today*."""
        before = (today.month, today.day) < (self.date.month, self.date.day)
        return today.year - self.date.year - before


def _read(text: str, today: dt.date) -> dt.date:
    plain = visible(text)
    if len(plain) > LONGEST:
        raise InvalidBirthDate("unknown")
    tidy = _day_first(_bare(plain.casefold()))
    for pattern in (ISO, POINTED, RUN_OF_ISO, RUN, NAMED, MONTH_FIRST):
        if found := pattern.fullmatch(tidy):
            return _day(found["day"], _month(found["month"]), found["year"], today)
    raise InvalidBirthDate("unknown")


def _bare(text: str) -> str:
    """Return the date without the words around it, its digits being digits: «О9.О3.1987 г.р.»."""
    within = EDGES.sub("", BEFORE.sub("", EDGES.sub("", WEEKDAY.sub(" ", text)), count=1))
    bare = EDGES.sub("", AFTER.sub("", within))
    counted = in_figures(OF.sub(" ", ORDINAL.sub("", bare)))
    return TOKEN.sub(lambda token: _digits(token.group()), counted)


def _day_first(text: str) -> str:
    """Return 03/25/1958, where the month stands first beyond doubt, as 25/03/1958."""
    signed = SIGNED.fullmatch(text)
    if signed is None or not int(signed["first"]) <= len(MONTHS) < int(signed["second"]):
        return text
    return f"{signed['second']}/{signed['first']}/{signed['year']}"


def _digits(token: str) -> str:
    """Return a word of digits with the letters that look like one made digits too."""
    return token.translate(AS_DIGITS) if NEARLY.fullmatch(token) else token


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    if (roman := text.translate(AS_ROMAN)) in ROMANS:
        return ROMANS.index(roman) + 1
    for word in (text, text.translate(AS_RUSSIAN), in_cyrillic(text)):
        meant = MONTH_LEXICON.notion(word.replace("ё", "е"))
        for number, names in enumerate(MONTHS, start=1):
            if meant == f"month.{number}" or any(name.startswith(word) for name in names):
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
