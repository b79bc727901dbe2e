"""The people that a sign-in through Gosuslugi brought: the person himself and his children."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Self

from patient.card import CardDraft, CardField
from patient.full_age import FULL_AGE
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

    def wanted(self, wish: Wish, today: date) -> tuple[CardDraft, ...]:
        """Return the people that were asked for; who came of age signs in for themselves."""
        if wish is Wish.SELF:
            return (self.me,)
        return tuple(child for child in self.children if not _is_of_age(child, today))

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {"me": self.me.to_json(), "children": [child.to_json() for child in self.children]}

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        children = tuple(map(CardDraft.from_json, content["children"]))
        return cls(CardDraft.from_json(content["me"]), children)


def _is_of_age(draft: CardDraft, today: date) -> bool:
    born = draft.answers.get(CardField.BIRTH_DATE)
    return born is not None and bool(born.age(today) >= FULL_AGE)
