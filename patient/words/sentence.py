"""A sentence as words with their notions."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from patient.day_words import MONTHS, ORDINALS
from patient.lexicon import Lexicon
from patient.privacy import Private
from patient.table import rows
from patient.visible import visible
from patient.words import notions, specialities
from patient.words.specialities import Speciality

POLITE = "ли"
LONGEST = 4096  # letters of a message of Telegram
WORD = re.compile(r"[^\W\d_]+|\d+(?:[.:/]\d+)*")
APOSTROPHES = re.compile(r"['’`]")
DAY_OF_MONTH = re.compile(r"(?<=\d)-?го\b")
ORDINAL = re.compile(r"(?<=\d)-?(?:ое|ый|ой|ую|ая|му|ю|я|е|м|st|n[d]|rd|th)\b")
TABLES = (notions.NOTIONS, notions.ORDINARY, notions.SPANS, MONTHS, ORDINALS, specialities.SAID)
LEXICON = Lexicon([row for table in TABLES for row in rows(table)])
SPECIALITIES = frozenset(map(str, Speciality))


@dataclass(frozen=True, slots=True, repr=False)
class Word(Private):
    """A word in small letters; figures have no notion, and a negated word has that of «не» with its own."""

    text: str
    notion: str | None = None

    @property
    def is_figure(self) -> bool:
        """Whether it is a number, a date or a time of the clock."""
        return self.text[:1].isdecimal()

    @property
    def is_unknown(self) -> bool:
        """Whether it may be a name."""
        return self.notion is None and not self.is_figure


@dataclass(frozen=True, repr=False)
class Sentence(Private):
    """What somebody typed."""

    words: tuple[Word, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read any *text*; of a very long one only the beginning."""
        plain = plain_text(text)
        tidy = ORDINAL.sub("", DAY_OF_MONTH.sub(" числа", APOSTROPHES.sub("", plain)))
        return cls(tuple(_negated([_word(found) for found in WORD.findall(tidy)])))

    @cached_property
    def notions(self) -> frozenset[str]:
        """What is spoken of; ``speciality`` and ``unknown`` where such a word is there."""
        named = {word.notion for word in self.words if word.notion}
        kinds = {"speciality": named & SPECIALITIES, "unknown": any(word.is_unknown for word in self.words)}
        return frozenset(named.union(kind for kind, is_there in kinds.items() if is_there))

    @property
    def specialities(self) -> tuple[Speciality, ...]:
        """The specialities that are named."""
        return tuple(Speciality(word.notion) for word in self.words if word.notion in SPECIALITIES)


def plain_text(text: str) -> str:
    """Return *text* as it is compared: as the eye sees it, small letters, Е for Ё."""
    return visible(text[:LONGEST]).casefold().replace("ё", "е")


def _word(text: str) -> Word:
    return Word(text, None if text[0].isdecimal() else LEXICON.notion(text))


def _negated(words: list[Word]) -> list[Word]:
    """Return *words* with «не» as a part of the word that it denies; «нельзя ли» denies nothing."""
    kept: list[Word] = []
    for word in words:
        if word.text == POLITE and kept and (kept[-1].notion or "").startswith("not_"):
            kept[-1] = Word(kept[-1].text, (kept[-1].notion or "").removeprefix("not_"))
        elif kept and kept[-1].notion == "not" and word.notion:
            kept[-1] = Word(word.text, f"not_{word.notion}")
        else:
            kept.append(word)
    return kept
