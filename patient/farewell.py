"""A farewell: what is still to do at the registry for a card that goes, and nothing more of it."""

from dataclasses import dataclass

from patient.card import CardId, OwnerId, PersonalData
from patient.privacy import Private
from patient.visit import Visit


@dataclass(frozen=True, slots=True, repr=False)
class Farewell(Private):
    """The coming *visits* of a *card*, and the *person* by whom the registry knows them.

    *keeper* is who kept the card; none says in earlier rows that it was who says farewell.
    """

    card: CardId
    person: PersonalData
    visits: tuple[Visit, ...]
    keeper: OwnerId | None = None
