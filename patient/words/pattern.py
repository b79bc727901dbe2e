"""A pattern of notions: "cancel visit | not_come !book" is both of these, or that one without the last."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Pattern:
    """Alternatives, each a pair: the notions that must be there, and those that must not."""

    alternatives: tuple[tuple[frozenset[str], frozenset[str]], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern as the tables write it."""
        return cls(tuple(_alternative(part) for part in text.split("|")))

    def fits(self, notions: AbstractSet[str]) -> bool:
        """Tell whether a sentence with these *notions* is meant."""
        return any(needed <= notions and not barred & notions for needed, barred in self.alternatives)

    @property
    def notions(self) -> frozenset[str]:
        """All notions that are named here."""
        return frozenset().union(*(needed | barred for needed, barred in self.alternatives))


def _alternative(part: str) -> tuple[frozenset[str], frozenset[str]]:
    names = part.split()
    needed = frozenset(name for name in names if not name.startswith("!"))
    return needed, frozenset(name.removeprefix("!") for name in names if name.startswith("!"))
