"""A Telegram account, as one person is shown to another before data pass from hand to hand."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from patient.privacy import Private
from patient.visible import visible

LONGEST = 64  # as long as Telegram lets a first name be
MARKS = 2  # over one letter; more of them paint over the lines around


@dataclass(frozen=True, slots=True, repr=False)
class Account(Private):
    """The name is whatever the person calls himself; only *username* is his alone."""

    name: str
    username: str | None

    @classmethod
    def of(cls, name: str, username: str | None) -> Self:
        """Take a name without what is invisible in it or turns the line around."""
        shown = "".join(filter(str.isprintable, _thinned(visible(name))))
        return cls(visible(shown)[:LONGEST].strip(), username)


def _thinned(name: str) -> Iterator[str]:
    """Yield the letters of *name*, each with as many marks over it as any script needs."""
    marks = 0
    for letter in name:
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if marks <= MARKS:
            yield letter
