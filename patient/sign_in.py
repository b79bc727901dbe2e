"""The people that a sign-in through Gosuslugi brought: the person himself and his children."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

from patient.card import CardDraft
from patient.privacy import Private


class Wish(Enum):
    """Whose data the person asked for."""

    SELF = "self"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True, repr=False)
class ImportedPeople(Private):
    """What may go into the card file; an answer that ESIA did not give is asked in the chat."""

    me: CardDraft
    children: tuple[CardDraft, ...]

    def wanted(self, wish: Wish) -> tuple[CardDraft, ...]:
        """Return the people that were asked for."""
        return (self.me,) if wish is Wish.SELF else self.children

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {"me": self.me.to_json(), "children": [child.to_json() for child in self.children]}

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        children = tuple(map(CardDraft.from_json, content["children"]))
        return cls(CardDraft.from_json(content["me"]), children)
