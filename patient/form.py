"""The form: a card while it is being filled in, as it stands between two answers."""

from dataclasses import dataclass, field, replace
from typing import Any, Self

from patient import fields, patronymic
from patient.card import Card, CardDraft, CardId
from patient.fields import AnyField
from patient.guess import Guess, instead_of
from patient.polis import PolisDoubt
from patient.privacy import Private
from patient.sex import Sex

COMPARED = {
    fields.SEX: frozenset({PolisDoubt.SEX}),
    fields.BIRTH_DATE: frozenset({PolisDoubt.BIRTH_DATE, PolisDoubt.LIKE_BIRTH_DATE}),
    fields.POLIS: frozenset(PolisDoubt),
}

CONTRADICTING = (fields.PATRONYMIC, fields.SEX)


@dataclass(frozen=True, slots=True, repr=False)
class Form(Private):
    """The answers so far and what is asked now.

    ``revision`` is the id of the update that led here, so no two states ever share one. ``field`` is
    the question that stands; ``is_correcting`` tells that it was opened from the summary and leads back
    there. ``card`` is the card that is being changed, none for a new one; ``told`` is what Gosuslugi told at
    the sign-in from which the form came. ``last`` is what was answered last, ``guess`` what was meant by what
    was typed, while that is asked about; ``is_sex_sure`` tells that sex and patronymic may contradict.
    """

    draft: CardDraft = field(default_factory=CardDraft)
    revision: int = 0
    field: AnyField = fields.SURNAME
    is_correcting: bool = False
    card: CardId | None = None
    told: CardDraft | None = None
    accepted: frozenset[PolisDoubt] = frozenset()
    has_keyboard: bool = False
    last: AnyField | None = None
    guess: Guess | None = None
    is_sex_sure: bool = False

    @classmethod
    def of_card(cls, card: Card) -> Self:
        """Return the form in which *card* is changed; what was odd about it was accepted before."""
        return cls(draft=card.person.draft, card=card.id, is_sex_sure=True).trusting()

    def answered(self, value: Any) -> Self:
        """Return the form with the question that stands answered; ``None`` leaves it empty.

        What was accepted of the polis is asked again when what it was compared with has changed.
        """
        draft = self.draft.answered(self.field, value)
        accepted = self.accepted - COMPARED.get(self.field, frozenset())
        is_sure = self.is_sex_sure and self.field not in CONTRADICTING
        return replace(self, draft=draft, accepted=accepted, last=self.field, is_sex_sure=is_sure)

    def answering(self, answers: CardDraft) -> Self:
        """Return the form with each of *answers* taken, the question that stood still standing."""
        form = self
        for asked, value in answers.answers.items():
            form = form.asking(asked, correcting=self.is_correcting).answered(value)
        return replace(form, field=self.field)

    def without(self, asked: AnyField) -> Self:
        """Return the form with a question open again."""
        others = {other: value for other, value in self.draft.answers.items() if other is not asked}
        return replace(self, draft=CardDraft(others))

    def trusting(self) -> Self:
        """Return the form with the polis accepted as it is."""
        return replace(self, accepted=self.accepted | set(self.doubts))

    def as_meant(self) -> Self:
        """Return the form with what was guessed taken."""
        return self.answering(self.guess.meant if self.guess else CardDraft())

    def as_typed(self) -> Self:
        """Return the form with what was typed taken as it is."""
        return self.answering(self.guess.typed if self.guess else CardDraft())

    def polis_elsewhere(self) -> Self:
        """Return the form with the number typed as the polis taken for what it is, the polis open again."""
        found = instead_of(self.draft[fields.POLIS])
        return self.answering(found).without(fields.POLIS) if found.answers else self

    def of_sex_told(self) -> Self:
        """Return the form with the sex that the patronymic tells."""
        return self.answering(CardDraft({fields.SEX: self.sex_told})) if self.sex_told else self

    def sure_of_sex(self) -> Self:
        """Return the form with a patronymic of the other sex accepted."""
        return replace(self, is_sex_sure=True)

    def asking(self, question: AnyField, *, correcting: bool = False) -> Self:
        """Return the form with another question standing."""
        return replace(self, field=question, is_correcting=correcting)

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be asked any more."""
        return not (self.sex_told or self.doubts or self.draft.next_field())

    @property
    def doubts(self) -> tuple[PolisDoubt, ...]:
        """What is odd about the polis and was not confirmed yet."""
        polis = self.draft.get(fields.POLIS)
        if polis is None:
            return ()
        found = polis.doubts(self.draft.get(fields.BIRTH_DATE), self.draft.get(fields.SEX))
        return tuple(doubt for doubt in found if doubt not in self.accepted)

    @property
    def sex_told(self) -> Sex | None:
        """The sex that the patronymic tells, if that contradicts the answer and was not confirmed yet."""
        name, sex = self.draft.get(fields.PATRONYMIC), self.draft.get(fields.SEX)
        told = patronymic.sex_in(name.text) if name else None
        return told if sex and told is not sex and not self.is_sex_sure else None
