"""Surname, given name and patronymic, as the document says them.

Cyrillic with Ё and the letters of the peoples of Russia, or Latin throughout (a foreign document); spaces,
hyphens, apostrophes and dots; 1–60 characters.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from patient.errors import InvalidName

LONGEST = 60
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("’‘`ʼ´", "'"))
PARTICLES = frozenset({"оглы", "кызы", "улы", "уулу", "гызы", "оглу"})
PART = re.compile(r"[^\s\-.']+")
LETTERS_AND_MARKS = re.compile(r"[^\W\d_][\w\s\-.']*", re.UNICODE)


@dataclass(frozen=True, slots=True, repr=False)
class NamePart:
    """One part of a name; a part in hand is a valid one."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a part of a name as people type it.

        Raises:
            InvalidName: ``empty``, ``long``, ``command``, ``digits``, ``characters``, ``mixed_scripts``.
        """
        tidy = _tidy(text)
        if reason := _fault(tidy):
            raise InvalidName(reason)
        return cls(_cased(tidy))


class Surname(NamePart):
    """Фамилия."""

    __slots__ = ()


class GivenName(NamePart):
    """Имя."""

    __slots__ = ()


class Patronymic(NamePart):
    """Отчество; one who has none has ``None`` in its place."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, repr=False)
class FullName:
    """The whole name."""

    surname: Surname
    given_name: GivenName
    patronymic: Patronymic | None = None

    @property
    def full(self) -> str:
        """«Иванова Мария Петровна»."""
        parts = (self.surname, self.given_name, self.patronymic)
        return " ".join(part.text for part in parts if part)

    @property
    def short(self) -> str:
        """«Иванова М. П.»."""
        initials = (f"{part.text[0]}." for part in (self.given_name, self.patronymic) if part)
        return " ".join((self.surname.text, *initials))


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings are one name: case, spaces and the dots over Ё don't count."""
    return compared(one) == compared(other)


def compared(text: str) -> str:
    """Return the form in which names are compared."""
    return _tidy(text).casefold().replace("ё", "е")


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(HYPHENS).split())


def _fault(text: str) -> str | None:
    """Return what is wrong with *text*, if anything."""
    faults = (
        ("empty", not text),
        ("command", text.startswith("/")),
        ("digits", any(letter.isdigit() for letter in text)),
        ("characters", not LETTERS_AND_MARKS.fullmatch(text) or "_" in text),
        ("mixed_scripts", len(_scripts(text)) > 1),
        ("characters", not _scripts(text) <= {"CYRILLIC", "LATIN"}),
        ("long", len(text) > LONGEST),
    )
    return next((reason for reason, holds in faults if holds), None)


def _scripts(text: str) -> set[str]:
    letters = filter(str.isalpha, text)
    return {unicodedata.name(letter, "UNKNOWN").partition(" ")[0] for letter in letters}


def _cased(text: str) -> str:
    """Give each part its capital where the person typed all small or all capital letters."""
    if not (text.islower() or text.isupper()) or len(text) == 1:
        return text.upper() if len(text) == 1 else text
    cased = PART.sub(lambda part: _capital(part.group()), text)
    return unicodedata.normalize("NFC", cased)


def _capital(part: str) -> str:
    lower = part.lower()
    return lower if lower in PARTICLES else lower[:1].upper() + lower[1:]
