"""The polis: the number of the compulsory medical insurance, new, old or temporary.

What a new number (ЕНП, see `patient.enp`) tells may disagree with the rest, and an old one may be nearly
something else. Real numbers of every kind exist, so either is a doubt to ask about, never a refusal.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Self

from patient import enp
from patient.around import LONGEST, without_words_after, without_words_before
from patient.birth_date import BirthDate
from patient.errors import InvalidPolis, InvalidSnils
from patient.privacy import Private
from patient.sex import Sex
from patient.snils import DIGITS as SNILS_DIGITS
from patient.snils import Snils
from patient.visible import visible

NEW_DIGITS = enp.DIGITS
TEMPORARY_DIGITS = 9
OLD_DIGITS = range(5, 19)
LONGEST_SERIES = 12
UNLIKELY = {*range(12, 19)} - {
    NEW_DIGITS
}  # digits of an old number without a series: a new one, some lost or doubled
MOST_SLIPS = 2
MOBILE = re.compile(r"[78]?9[0-9]{9}")
AROUND = (
    *(
        "мой",
        "моя",
        "реб[её]нка",
        "сына",
        "дочери",
        "вот",
        "это",
        "у меня",
        "номер",
        "номера",
        "номером",
        "ном",
        "полис",
        "полиса",
        "омс",
        "енп",
    ),
    *(
        "единый",
        "страховой",
        "серия",
        "серии",
        "сер",
        "снилс",
        "тел",
        "телефон",
        "свидетельство",
        "временное",
        "врем",
        "свид",
        "моего",
    ),
    *("без серии", "серии нет", "нет серии", "нет", "бланк", "бланка"),
    *("новый", "старый", "нового образца", "старого образца", "единого образца"),
    *("my", "is", "the", "polis", "policy", "number", "no", "series", "enp"),
)
WORDS = re.compile(rf"\b(?:{'|'.join(AROUND)})+(?![a-zа-яё])[.:]*", re.IGNORECASE)
A_WORD = re.compile(r"[^\W\d_]{4}")  # «паспорт 7305»: no series has so many letters together
ASIDE = re.compile(r"[,:;«»“”„!?()\"']")
SERIES_LAST = re.compile(r"(?P<number>[^0-9]*[0-9][0-9 ]*)\W*\bсер(?:ия|ии)?\b(?P<series>.*)", re.IGNORECASE)
SEPARATORS = re.compile(r"[ .№,/\\·•|_*=~-]+")
HIDDEN = re.compile(r"[0-9] ?(?:[.·•_*…xхXХ#]{2,} ?)+[0-9]")  # a number as screens and papers mask it
NUMERIC_SERIES = re.compile(
    r"(?P<series>[0-9][0-9 -]{0,4}[0-9]|(?:[0-9]{2}[ -]){2}[0-9]{2}(?= ?[ №] ?[0-9]{6}))"
    r" ?[ №] ?(?P<number>[0-9]{5,})"
)
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
    LENGTH = "length"
    LIKE_SNILS = "like_snils"
    LIKE_PHONE = "like_phone"
    LIKE_BIRTH_DATE = "like_birth_date"


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
            InvalidPolis: ``empty``, ``characters``, ``short``, ``long``, or ``letter`` where a letter stands
                among the digits of a new number.
        """
        if _is_slip(_bare(visible(text))):
            raise InvalidPolis("letter")
        return cls.read(text)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a number whatever it looks like: an authority gave it, or the person insists.

        Raises:
            InvalidPolis: ``empty``, ``characters``, ``short`` or ``long``.
        """
        tidy = _bare(visible(text))
        digits = SEPARATORS.sub("", tidy)
        if not digits:
            raise InvalidPolis("empty")
        if len(tidy) > LONGEST:
            raise InvalidPolis("long")
        if HIDDEN.search(tidy):
            raise InvalidPolis("characters")
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
        if not re.search(r"[0-9]", text):
            raise InvalidPolis("empty")
        if not typed["number"]:
            raise InvalidPolis("characters")
        if len(typed["number"]) not in OLD_DIGITS:
            raise _wrong_length(typed["number"])
        if A_WORD.search(series):
            raise InvalidPolis("characters")
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
        """Compare the number with its control digit, with other kinds of numbers, and with what is known.

        A wrong control digit stands alone: where a digit is mistyped, the rest tells nothing.
        """
        if self.kind is PolisKind.OLD:
            return tuple(self._likenesses(birth_date))
        if self.kind is PolisKind.TEMPORARY:
            return ()
        if not enp.adds_up(self.number):
            return (PolisDoubt.CONTROL_DIGIT,)
        day = self.encoded_birth_date
        if day is None:
            return (PolisDoubt.BIRTH_DATE,)
        wrong_date = birth_date and birth_date.date != day
        wrong_sex = sex and sex is not self.encoded_sex
        found = ((PolisDoubt.BIRTH_DATE, wrong_date), (PolisDoubt.SEX, wrong_sex))
        return tuple(doubt for doubt, holds in found if holds)

    def _likenesses(self, birth_date: BirthDate | None) -> Iterator[PolisDoubt]:
        """Tell what an old number may be instead; one with letters in its series is nothing else."""
        digits = SEPARATORS.sub("", self.series or "") + self.number
        if not digits.isdigit():
            if abs(len(self.number) - NEW_DIGITS) <= 1:
                yield PolisDoubt.LENGTH
            return
        if len(digits) in {NEW_DIGITS - 1, NEW_DIGITS + 1} or (not self.series and len(digits) in UNLIKELY):
            yield PolisDoubt.LENGTH
        if (not self.series and len(digits) == SNILS_DIGITS) or self.is_snils:
            yield PolisDoubt.LIKE_SNILS
        elif not self.series and MOBILE.fullmatch(digits):
            yield PolisDoubt.LIKE_PHONE
        if birth_date and digits in birth_date.digits:
            yield PolisDoubt.LIKE_BIRTH_DATE

    @property
    def is_snils(self) -> bool:
        """Tell whether series and number together are a SNILS, typed with a space in an odd place."""
        with suppress(InvalidSnils):
            return bool(Snils.parse(f"{self.series or ''}{self.number}"))
        return False

    @property
    def encoded_birth_date(self) -> date | None:
        """The birth date that a new number tells, if it tells a possible one."""
        return enp.birth_date_in(self.number) if self.kind is PolisKind.NEW else None

    @property
    def encoded_sex(self) -> Sex | None:
        """The sex that a new number tells, if the date beside it is a possible one."""
        return enp.sex_in(self.number) if self.kind is PolisKind.NEW else None

    @property
    def masked(self) -> str:
        """The last four digits behind dots."""
        if self.kind is PolisKind.NEW:
            return f"•••• •••• •••• {self.number[-4:]}"
        return "•" * (len(self.number) - 3) + self.number[-3:]


def _bare(text: str) -> str:
    """Return a number without the words around it: «Полис № 7356…», «серия 73-45 номер 654321»."""
    if len(text) > LONGEST:
        return text
    last = SERIES_LAST.fullmatch(text)
    ordered = f"{last['series']} № {last['number'].replace('№', '')}" if last else text
    bare = " ".join(ASIDE.sub(" ", WORDS.sub(" ", ordered)).split()).strip(" .")
    alone = without_words_after(without_words_before(bare))
    if enp.is_sure(SEPARATORS.sub("", alone)):
        return alone
    return bare if re.search(r"[0-9]", bare) else text


def _is_slip(text: str) -> bool:
    """Tell whether these are the digits of a new number, give or take one, and a letter or two."""
    joined = SEPARATORS.sub("", text)
    letters = sum(map(str.isalpha, joined))
    return 0 < letters <= MOST_SLIPS and joined.isalnum() and abs(len(joined) - NEW_DIGITS) <= 1


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
