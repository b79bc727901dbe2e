"""A pattern of notions: "cancel visit | not_come !book" is both of these, or that one without the last."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Pattern:
    """Alternatives, each a pair: the notions that must be there, and those that must not.

    ``signs`` are all that must be there in one of them: without any of these no sentence fits.
    """

    alternatives: tuple[tuple[frozenset[str], frozenset[str]], ...]
    signs: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern as the tables write it; each alternative needs something to be there."""
        alternatives = tuple(_alternative(part) for part in text.split("|"))
        assert all(needed for needed, _ in alternatives)  # noqa: S101 - the tables are ours
        return cls(alternatives, frozenset().union(*(needed for needed, _ in alternatives)))

    def fits(self, notions: AbstractSet[str]) -> bool:
        """Tell whether a sentence with these *notions* is meant."""
        return not self.signs.isdisjoint(notions) and any(
            needed <= notions and not barred & notions for needed, barred in self.alternatives
        )

    @property
    def notions(self) -> frozenset[str]:
        """All notions that are named here."""
        return frozenset().union(*(needed | barred for needed, barred in self.alternatives))


def _alternative(part: str) -> tuple[frozenset[str], frozenset[str]]:
    names = part.split()
    needed = frozenset(name for name in names if not name.startswith("!"))
    return needed, frozenset(name.removeprefix("!") for name in names if name.startswith("!"))
