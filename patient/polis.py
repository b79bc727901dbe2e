"""The polis: the number of the compulsory medical insurance, new, old or temporary.

The new number (ЕНП, 16 digits) is ``RR MMYYYYDD SSSSS K``: the birth date and sex are in the second
group (month + 20 up to 1950, + 40 up to 2000; year reversed; day + 50 for men; each digit taken
from 9), and K is the HL7 v2 "Mod 10" digit, the same as Luhn's. Real numbers of other origin exist
that fail these rules, so a failed check is a doubt to ask about, never a refusal.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Self

from patient.birth_date import EARLIEST, BirthDate
from patient.errors import InvalidPolis
from patient.hyphens import AS_HYPHEN
from patient.privacy import Private
from patient.sex import Sex

NEW_DIGITS = 16
TEMPORARY_DIGITS = 9
OLD_DIGITS = range(5, 19)
LONGEST = 60
LONGEST_SERIES = 12
MALE_DAYS = 50
CENTURIES = ((1950, 20), (2000, 40), (9999, 0))
SEPARATORS = re.compile(r"[ .№,/-]+")
NUMERIC_SERIES = re.compile(r"(?P<series>[0-9][0-9 -]{0,4}[0-9]) ?[ №] ?(?P<number>[0-9]{5,})")
LETTERED_SERIES = re.compile(r"(?P<series>[0-9A-Za-zА-ЯЁа-яё -]*[A-Za-zА-ЯЁа-яё -])(?P<number>[0-9]*)")


class PolisKind(Enum):
    """The kinds that are in people's hands."""

    NEW = "new"
    OLD = "old"
    TEMPORARY = "temporary"


class PolisDoubt(Enum):
    """What is odd about a number and worth a second look."""

    CONTROL_DIGIT = "control_digit"
    BIRTH_DATE = "birth_date"
    SEX = "sex"


@dataclass(frozen=True, slots=True, repr=False)
class Polis(Private):
    """Kind and number; an old polis may have a series as well."""

    kind: PolisKind
    number: str
    series: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number with or without spaces and recognise its kind.

        Raises:
            InvalidPolis: ``empty``, ``characters``, ``short`` or ``long``.
        """
        tidy = " ".join(text.translate(AS_HYPHEN).split())
        digits = SEPARATORS.sub("", tidy)
        if not digits:
            raise InvalidPolis("empty")
        if len(tidy) > LONGEST:
            raise InvalidPolis("long")
        if not re.fullmatch(r"[0-9]+", digits):
            return cls._with_letters(tidy)
        kind = _kind(digits)
        typed = NUMERIC_SERIES.fullmatch(tidy)
        if kind is PolisKind.OLD and typed:
            return cls(kind, typed["number"], typed["series"])
        return cls(kind, digits)

    @classmethod
    def _with_letters(cls, text: str) -> Self:
        """Read an old polis whose series, with letters in it, was typed before its number."""
        typed = LETTERED_SERIES.fullmatch(text.replace("№", " "))
        series = " ".join(typed["series"].split()).strip(" -") if typed else ""
        if not typed or not series or len(series) > LONGEST_SERIES:
            raise InvalidPolis("characters")
        if len(typed["number"]) not in OLD_DIGITS:
            raise _wrong_length(typed["number"])
        return cls(PolisKind.OLD, typed["number"], series)

    def may_be(self, kind: PolisKind) -> bool:
        """Tell whether a number of *kind* can look like this one."""
        size = len(self.number)
        return {
            PolisKind.NEW: size == NEW_DIGITS and not self.series,
            PolisKind.OLD: True,
            PolisKind.TEMPORARY: size == TEMPORARY_DIGITS and not self.series,
        }[kind]

    def as_kind(self, kind: PolisKind) -> Self:
        """Return the same number as *kind*, which the person knows better.

        Raises:
            InvalidPolis: ``kind``: a number of that kind has another length.
        """
        if not self.may_be(kind):
            raise InvalidPolis("kind")
        return replace(self, kind=kind)

    def doubts(self, birth_date: BirthDate | None, sex: Sex | None) -> tuple[PolisDoubt, ...]:
        """Compare a new number with its control digit, and with what else is known.

        A wrong control digit stands alone: where a digit is mistyped, the rest tells nothing.
        """
        if self.kind is not PolisKind.NEW:
            return ()
        if not _luhn(self.number):
            return (PolisDoubt.CONTROL_DIGIT,)
        day = self.encoded_birth_date
        if day is None:
            return (PolisDoubt.BIRTH_DATE,)
        wrong_date = birth_date and birth_date.date != day
        wrong_sex = sex and sex is not self.encoded_sex
        found = ((PolisDoubt.BIRTH_DATE, wrong_date), (PolisDoubt.SEX, wrong_sex))
        return tuple(doubt for doubt, holds in found if holds)

    @property
    def encoded_birth_date(self) -> date | None:
        """The birth date that a new number tells, if it tells a possible one."""
        if self.kind is not PolisKind.NEW:
            return None
        month, year, day = self._complement
        offset = next(offset for last, offset in CENTURIES if year <= last)
        try:
            found = date(year, month - offset, day % MALE_DAYS)
        except ValueError:
            return None
        return found if found >= EARLIEST else None

    @property
    def encoded_sex(self) -> Sex | None:
        """The sex that a new number tells, if the date beside it is a possible one."""
        if self.encoded_birth_date is None:
            return None
        return Sex.MALE if self._complement[2] > MALE_DAYS else Sex.FEMALE

    @property
    def _complement(self) -> tuple[int, int, int]:
        """Month, year and day of a new number, still with their offsets."""
        digits = "".join(str(9 - int(digit)) for digit in self.number[2:10])
        return int(digits[:2]), int(digits[5:1:-1]), int(digits[6:])

    @property
    def masked(self) -> str:
        """The last four digits behind dots."""
        if self.kind is PolisKind.NEW:
            return f"•••• •••• •••• {self.number[-4:]}"
        return "•" * (len(self.number) - 3) + self.number[-3:]

    def to_json(self) -> dict[str, str | None]:
        """Return what `from_json` reads."""
        return {"kind": self.kind.value, "number": self.number, "series": self.series}

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        return cls(PolisKind(content["kind"]), content["number"], content["series"])


def _kind(digits: str) -> PolisKind:
    size = len(digits)
    if size == NEW_DIGITS:
        return PolisKind.NEW
    if size == TEMPORARY_DIGITS:
        return PolisKind.TEMPORARY
    if size in OLD_DIGITS:
        return PolisKind.OLD
    raise _wrong_length(digits)


def _wrong_length(digits: str) -> InvalidPolis:
    return InvalidPolis("short" if len(digits) < OLD_DIGITS.start else "long")


def _luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0
