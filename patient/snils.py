"""СНИЛС: the number of a person's account at the pension fund.

Rule: the Pension Fund's §8 (consultant.ru, cons_doc_LAW_124607): each of nine digits times its
place from the end, summed, modulo 101, 100 counts as 00; numbers up to 001-001-998 carry no control
number.
"""

import re
from dataclasses import dataclass
from typing import Self

from patient.around import LONGEST, without_words_after, without_words_before
from patient.errors import InvalidSnils
from patient.privacy import Private
from patient.visible import visible

DIGITS = 11
LAST_UNCHECKED = 1_001_998
NAMED = re.compile(r"\bснилс|снилс\b|\bsnils", re.IGNORECASE)  # often joined to the number
BETWEEN = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True, repr=False)
class Snils(Private):
    """Eleven digits, the last two of which check the first nine."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a SNILS the way people write it: with spaces, dashes or neither, «СНИЛС: …».

        Raises:
            InvalidSnils: ``characters``, ``length``, ``zeros`` or ``checksum`` says what is wrong.
        """
        snils = cls.read(text)
        if not snils.adds_up:
            raise InvalidSnils("checksum")
        return snils

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a SNILS that an authority gave; its control number may be off (see `adds_up`).

        Raises:
            InvalidSnils: ``characters``, ``length`` or ``zeros``.
        """
        plain = visible(text)
        if len(plain) > LONGEST:
            raise InvalidSnils("length")
        alone = without_words_after(without_words_before(NAMED.sub(" ", plain)))
        digits = BETWEEN.sub("", alone)
        if not re.fullmatch(r"[0-9]*", digits):
            raise InvalidSnils("characters")
        if len(digits) != DIGITS:
            raise InvalidSnils("length")
        if int(digits) == 0:
            raise InvalidSnils("zeros")
        return cls(digits)

    @property
    def adds_up(self) -> bool:
        """Whether the control number fits, or none is asked for."""
        number, control = self.digits[:9], int(self.digits[9:])
        if int(number) <= LAST_UNCHECKED:
            return True
        total = sum(int(digit) * (9 - place) for place, digit in enumerate(number))
        return total % 101 % 100 == control

    @property
    def masked(self) -> str:
        """«•••-•••-445 95»."""
        return f"•••-•••-{self.digits[6:9]} {self.digits[9:]}"
