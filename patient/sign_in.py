"""The people that a sign-in through Gosuslugi brought: the person himself and his children."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from patient import fields
from patient.card import FULL_AGE, CardDraft
from patient.privacy import Private


class Whose(Enum):
    """Whose data the person asked for."""

    SELF = "self"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True, repr=False)
class ImportedPeople(Private):
    """What may go into the card file; an answer that ESIA did not give is asked in the chat."""

    me: CardDraft
    children: tuple[CardDraft, ...]

    def wanted(self, wish: Whose, today: date) -> tuple[CardDraft, ...]:
        """Return the people that were asked for; who came of age signs in for themselves."""
        if wish is Whose.SELF:
            return (self.me,)
        return tuple(child for child in self.children if not _is_of_age(child, today))


def _is_of_age(draft: CardDraft, today: date) -> bool:
    born = draft.get(fields.BIRTH_DATE)
    return born is not None and born.age(today) >= FULL_AGE
