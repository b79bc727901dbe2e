"""A farewell: what is still to do at the registry for a card that goes, and nothing more of it."""

from dataclasses import dataclass
from typing import Any, Self

from patient.card import CardId, PersonalData
from patient.privacy import Private
from patient.visit import Visit


@dataclass(frozen=True, slots=True, repr=False)
class Farewell(Private):
    """The coming *visits* of a *card*, and the *person* by whom the registry knows them."""

    card: CardId
    person: PersonalData
    visits: tuple[Visit, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "card": self.card,
            "person": self.person.to_json(),
            "visits": [visit.to_json() for visit in self.visits],
        }

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        visits = tuple(map(Visit.from_json, content["visits"]))
        return cls(CardId(content["card"]), PersonalData.from_json(content["person"]), visits)
