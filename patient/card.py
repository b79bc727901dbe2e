"""The card: one patient's data in an owner's card file, and the draft from which it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import Enum
from typing import Any, NewType, Self

from patient.birth_date import BirthDate
from patient.errors import IncompleteCard
from patient.name import FullName, GivenName, Patronymic, Surname, compared
from patient.phone import Phone
from patient.polis import Polis
from patient.privacy import Private
from patient.sex import Sex
from patient.snils import Snils

CardId = NewType("CardId", str)
OwnerId = NewType("OwnerId", int)


class CardField(Enum):
    """The fields, in the order in which they are asked."""

    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    PATRONYMIC = "patronymic"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    POLIS = "polis"
    SNILS = "snils"
    PHONE = "phone"


NUMBERS = (CardField.POLIS, CardField.SNILS)
PROVEN = (CardField.SURNAME, CardField.GIVEN_NAME, CardField.BIRTH_DATE)  # told, and one of the numbers
MAY_BE_EMPTY = (CardField.PATRONYMIC, CardField.PHONE)
CLAIMED = "claimed"  # beside the answers, where they are written

VALUES: Mapping[CardField, type[Any]] = {
    CardField.SURNAME: Surname,
    CardField.GIVEN_NAME: GivenName,
    CardField.PATRONYMIC: Patronymic,
    CardField.SEX: Sex,
    CardField.BIRTH_DATE: BirthDate,
    CardField.POLIS: Polis,
    CardField.SNILS: Snils,
    CardField.PHONE: Phone,
}
"""Of which kind each answer is."""


@dataclass(frozen=True, slots=True, repr=False)
class CardDraft(Private):
    """The answers so far; an answer may be ``None`` where a field may be left empty.

    ``is_claimed`` tells that Gosuslugi only repeats what somebody else typed there: it proves nobody.
    """

    answers: Mapping[CardField, Any] = field(default_factory=dict)
    is_claimed: bool = False

    def __getitem__(self, asked: CardField) -> Any:
        return self.answers[asked]

    def to_json(self) -> dict[str, Any]:
        """Return the answers as JSON can hold them, by the names of their fields."""
        answers = {asked.value: _plain(value) for asked, value in self.answers.items()}
        return answers | ({CLAIMED: True} if self.is_claimed else {})

    def answered(self, asked: CardField, value: Any) -> Self:
        """Return the draft with one more answer."""
        return replace(self, answers={**self.answers, asked: value})

    def is_answered(self, asked: CardField) -> bool:
        """Tell whether there is an answer, be it that the field stays empty."""
        return asked in self.answers

    def next_field(self) -> CardField | None:
        """Return the first field without an answer, if any; a number may be missing, not both."""
        for asked in CardField:
            if not self.is_answered(asked):
                return asked
        if all(self[number] is None for number in NUMBERS):
            return CardField.SNILS
        return None

    def may_skip(self, asked: CardField) -> bool:
        """Tell whether *asked* may stay empty: one of polis and SNILS must be there."""
        if asked not in NUMBERS:
            return asked in MAY_BE_EMPTY
        other = NUMBERS[1 - NUMBERS.index(asked)]
        return not self.is_answered(other) or self[other] is not None

    def proves(self, person: "PersonalData") -> bool:
        """Tell whether what Gosuslugi told here is enough to know *person*, who is what it says.

        A field of which nothing was told may say anything: the registry finds nobody by it alone. The phone
        tells nothing of who somebody is, and the kind of a polis is what its holder knows better.
        """
        said = person.draft()
        told = {asked: value for asked, value in self.answers.items() if asked is not CardField.PHONE}
        agrees = all(_telling(value) == _telling(said[asked]) for asked, value in told.items())
        return agrees and self.tells_enough and not self.is_claimed

    @property
    def tells_enough(self) -> bool:
        """Tell whether somebody is known by these answers: by names, birth date and a number at least."""
        known = self.answers
        return all(known.get(asked) for asked in PROVEN) and any(known.get(asked) for asked in NUMBERS)

    def complete(self) -> "PersonalData":
        """Return the card's data.

        Raises:
            IncompleteCard: its reason names the first field that is missing.
        """
        missing = self.next_field()
        if missing is not None:
            raise IncompleteCard(missing.value)
        surname, given_name, patronymic, *others = (self[asked] for asked in CardField)
        return PersonalData(FullName(surname, given_name, patronymic), *others)


def _plain(value: Any) -> Any:
    """Return a field's value as JSON: a word, but for a polis, which is of a kind and may have a series."""
    match value:
        case Polis(kind=kind, number=number, series=series):
            return {"kind": kind.value, "number": number, "series": series}
        case Sex():
            return value.value
        case BirthDate():
            return value.iso
        case None:
            return None
        case _:
            (word,) = (getattr(value, each.name) for each in fields(value))
            return word


def _telling(value: Any) -> Any:
    """Return of a field's value what tells who somebody is."""
    match value:
        case Surname() | GivenName() | Patronymic():
            return compared(value.text)
        case Polis():
            return value.number
        case _:
            return value


@dataclass(frozen=True, slots=True, repr=False)
class PersonalData(Private):
    """What a card says of the patient: complete, with a polis or a SNILS at least."""

    name: FullName
    sex: Sex
    birth_date: BirthDate
    polis: Polis | None
    snils: Snils | None
    phone: Phone | None

    def draft(self) -> CardDraft:
        """Return the draft with all these answers."""
        values = (
            self.name.surname,
            self.name.given_name,
            self.name.patronymic,
            self.sex,
            self.birth_date,
            self.polis,
            self.snils,
            self.phone,
        )
        return CardDraft(dict(zip(CardField, values, strict=True)))

    def differs_in_identity(self, other: "PersonalData") -> bool:
        """Tell whether the registry could take this for somebody else: all but the phone counts."""
        return self.identity != other.identity

    @property
    def identity(self) -> tuple[Any, ...]:
        """By what the registry knows the person."""
        return (compared(self.name.full), self.sex, self.birth_date, self.polis, self.snils)

    def age(self, today: date) -> int:
        """Return the full years on *today*."""
        return self.birth_date.age(today)


@dataclass(frozen=True, slots=True, repr=False)
class Card(Private):
    """One card; its owner reaches it, and the guests with whom he shares it.

    ``told`` is what Gosuslugi told of the person, none if it never did. ``seen_by_guest`` tells that whoever
    asked for it is a guest; ``is_frozen`` that nobody may look at it now (see `patient.full_age`).
    """

    id: CardId
    owner: OwnerId
    person: PersonalData
    told: CardDraft | None = None
    seen_by_guest: bool = False
    is_frozen: bool = False

    @property
    def is_confirmed(self) -> bool:
        """Tell whether Gosuslugi proved the person; not any longer once the card says something else."""
        return self.told is not None and self.told.proves(self.person)
