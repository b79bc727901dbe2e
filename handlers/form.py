"""The form: a card while it is being filled in, as it stands between two answers."""

from dataclasses import dataclass, field, replace
from typing import Any, Self

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup

from patient.card import Card, CardDraft, CardField, CardId
from patient.polis import PolisDoubt

COMPARED = {
    CardField.SEX: frozenset({PolisDoubt.SEX}),
    CardField.BIRTH_DATE: frozenset({PolisDoubt.BIRTH_DATE}),
    CardField.POLIS: frozenset(PolisDoubt),
}


class CardForm(StatesGroup):
    """At what the person looks: the stage of the form."""

    question = State()
    doubt = State()
    kind = State()
    review = State()
    twin = State()
    consent = State()
    consent_text = State()


class Press(CallbackData, prefix="f"):
    """A button of the form; *revision* tells whether it belongs to the present state."""

    act: str
    value: str = ""
    revision: int


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """The answers so far and what is asked now.

    ``revision`` is the id of the update that led here, so no two states ever share one. ``field`` is
    the question that stands; ``is_correcting`` tells that it was opened from the summary and leads back
    there. ``card`` is the card that is being changed, none for a new one; ``told`` is what Gosuslugi told at
    the sign-in from which the form came.
    """

    draft: CardDraft = field(default_factory=CardDraft)
    revision: int = 0
    field: CardField = CardField.SURNAME
    is_correcting: bool = False
    card: CardId | None = None
    told: CardDraft | None = None
    accepted: frozenset[PolisDoubt] = frozenset()
    has_keyboard: bool = False

    @classmethod
    def of_card(cls, card: Card) -> Self:
        """Return the form in which *card* is changed; what was odd about it was accepted before."""
        return cls(draft=card.person.draft(), card=card.id).trusting()

    def answered(self, value: Any) -> Self:
        """Return the form with the question that stands answered; ``None`` leaves it empty.

        What was accepted of the polis is asked again when what it was compared with has changed.
        """
        draft = self.draft.answered(self.field, value)
        forgotten = COMPARED.get(self.field, frozenset())
        return replace(self, draft=draft, accepted=self.accepted - forgotten)

    def trusting(self) -> Self:
        """Return the form with the polis accepted as it is."""
        return replace(self, accepted=self.accepted | set(self.doubts))

    def asking(self, question: CardField, *, correcting: bool = False) -> Self:
        """Return the form with another question standing."""
        return replace(self, field=question, is_correcting=correcting)

    def at(self, revision: int) -> Self:
        """Return the form as the update *revision* left it."""
        return replace(self, revision=revision)

    @property
    def doubts(self) -> tuple[PolisDoubt, ...]:
        """What is odd about the polis and was not confirmed yet."""
        polis = self._value(CardField.POLIS)
        if polis is None:
            return ()
        found = polis.doubts(self._value(CardField.BIRTH_DATE), self._value(CardField.SEX))
        return tuple(doubt for doubt in found if doubt not in self.accepted)

    def _value(self, card_field: CardField) -> Any:
        return self.draft[card_field] if self.draft.is_answered(card_field) else None

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads, for the sealed dialogue."""
        return {
            "draft": self.draft.to_json(),
            "revision": self.revision,
            "field": self.field.value,
            "is_correcting": self.is_correcting,
            "card": self.card,
            "told": self.told.to_json() if self.told else None,
            "accepted": sorted(doubt.value for doubt in self.accepted),
            "has_keyboard": self.has_keyboard,
        }

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        told = content.get("told")  # none in the drafts of releases that did not ask
        return cls(
            draft=CardDraft.from_json(content["draft"]),
            revision=content["revision"],
            field=CardField(content["field"]),
            is_correcting=content["is_correcting"],
            card=content["card"],
            told=CardDraft.from_json(told) if told else None,
            accepted=frozenset(map(PolisDoubt, content["accepted"])),
            has_keyboard=content["has_keyboard"],
        )
