"""The card: one patient's data in an owner's card file, and the draft from which it comes."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, NewType, Self, TypeVar, cast

from patient.birth_date import BirthDate
from patient.errors import IncompleteCard
from patient.fields import (
    BIRTH_DATE,
    FIELDS,
    GIVEN_NAME,
    NAMES,
    NUMBERS,
    PATRONYMIC,
    POLIS,
    SEX,
    SNILS,
    SURNAME,
    AnyField,
    CardField,
)
from patient.name import FullName, compared
from patient.polis import Polis
from patient.privacy import Private
from patient.sex import Sex
from patient.snils import Snils

T = TypeVar("T")

CardId = NewType("CardId", str)
OwnerId = NewType("OwnerId", int)


PROVEN: tuple[AnyField, ...] = (SURNAME, GIVEN_NAME, BIRTH_DATE)  # told, and one of the numbers
FULL_AGE = 18  # years; Civil Code of the Russian Federation, article 21
CLAIMED = "claimed"  # beside the answers, where they are written


@dataclass(frozen=True, slots=True, repr=False)
class CardDraft(Private):
    """The answers so far; an answer may be ``None`` where a field may be left empty.

    ``is_claimed`` tells that Gosuslugi only repeats what somebody else typed there: it proves nobody.
    """

    answers: Mapping[AnyField, Any] = field(default_factory=dict)
    is_claimed: bool = False

    def __getitem__(self, asked: CardField[T]) -> T:
        """Return what was answered, where that is something.

        Raises:
            KeyError: the field is not answered, or stays empty.
        """
        value = self.get(asked)
        if value is None:
            raise KeyError(asked.name)
        return value

    def get(self, asked: CardField[T]) -> T | None:
        """Return what was answered, none where the field is not answered or stays empty."""
        return cast("T | None", self.answers.get(asked))

    def to_json(self) -> dict[str, Any]:
        """Return the answers as JSON can hold them, by the names of their fields."""
        answers = {asked.name: _plain(value) for asked, value in self.answers.items()}
        return answers | ({CLAIMED: True} if self.is_claimed else {})

    def answered(self, asked: CardField[T], value: T | None) -> Self:
        """Return the draft with one more answer."""
        return replace(self, answers={**self.answers, asked: value})

    def overlaid(self, told: "CardDraft") -> Self:
        """Return the draft with what was *told* in the place of its answers, as far as anything was."""
        known = {asked: value for asked, value in told.answers.items() if value is not None}
        return replace(self, answers={**self.answers, **known})

    def prepared(self) -> Self:
        """Leave one missing number empty, and what tells nobody apart: no needless question is asked."""
        is_known = any(self.get(number) for number in NUMBERS)
        needless = [asked for asked in FIELDS if asked.tells is None or (is_known and asked in NUMBERS)]
        return replace(self, answers={**dict.fromkeys(needless), **self.answers})

    def is_answered(self, asked: AnyField) -> bool:
        """Tell whether there is an answer, be it that the field stays empty."""
        return asked in self.answers

    def next_field(self) -> AnyField | None:
        """Return the first field without an answer, if any; a number may be missing, not both."""
        for asked in FIELDS:
            if not self.is_answered(asked):
                return asked
        if all(self.get(number) is None for number in NUMBERS):
            return SNILS
        return None

    def may_skip(self, asked: AnyField) -> bool:
        """Tell whether *asked* may stay empty: one of polis and SNILS must be there."""
        if asked not in NUMBERS:
            return asked.may_be_empty
        return all(self.get(other) or not self.is_answered(other) for other in NUMBERS if other is not asked)

    def proves(self, person: "PersonalData") -> bool:
        """Tell whether what Gosuslugi told here is enough to know *person*, who is what it says.

        A field of which nothing was told may say anything: the registry finds nobody by it alone.
        """
        agrees = all(_telling(asked, self) == _telling(asked, person.draft) for asked in self.answers)
        return agrees and self.tells_enough and not self.is_claimed

    @property
    def tells_enough(self) -> bool:
        """Tell whether somebody is known by these answers: by names, birth date and a number at least."""
        return all(self.get(asked) for asked in PROVEN) and any(self.get(asked) for asked in NUMBERS)

    def complete(self) -> "PersonalData":
        """Return the card's data.

        Raises:
            IncompleteCard: its reason names the first field that is missing.
        """
        missing = self.next_field()
        if missing is not None:
            raise IncompleteCard(missing.name)
        return PersonalData(CardDraft({asked: self.answers[asked] for asked in FIELDS}))


def _plain(value: Any) -> Any:
    """Return a value as JSON: by its fields' names, and as what stands in its field where it has only one."""
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case None | str():
            return value
    content = {name: _plain(getattr(value, name)) for name in _names(value.__class__)}
    return content if len(content) > 1 else next(iter(content.values()))


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _telling(asked: CardField[T], draft: CardDraft) -> Hashable:
    """Return of an answer what tells who somebody is."""
    value = draft.get(asked)
    return None if value is None or asked.tells is None else asked.tells(value)


@dataclass(frozen=True, slots=True, repr=False)
class PersonalData(Private):
    """What a card says of the patient: complete, with a polis or a SNILS at least."""

    draft: CardDraft

    @property
    def name(self) -> FullName:
        """The whole name."""
        return FullName(self.draft[SURNAME], self.draft[GIVEN_NAME], self.draft.get(PATRONYMIC))

    @property
    def sex(self) -> Sex:
        """The sex."""
        return self.draft[SEX]

    @property
    def birth_date(self) -> BirthDate:
        """The birth date."""
        return self.draft[BIRTH_DATE]

    @property
    def polis(self) -> Polis | None:
        """The polis, if its number was told."""
        return self.draft.get(POLIS)

    @property
    def snils(self) -> Snils | None:
        """The SNILS, if it was told."""
        return self.draft.get(SNILS)

    def differs_in_identity(self, other: "PersonalData") -> bool:
        """Tell whether the registry could take this for somebody else: all counts that tells who one is."""
        return self.identity != other.identity

    @property
    def identity(self) -> tuple[Any, ...]:
        """By what the registry knows the person."""
        others = (self.draft.get(asked) for asked in FIELDS if asked.tells and asked not in NAMES)
        return (compared(self.name.full), *others)

    def age(self, today: date) -> int:
        """Return the full years on *today*."""
        return self.birth_date.age(today)

    def is_child(self, today: date) -> bool:
        """Tell whether somebody must consent for this person as the legal representative."""
        return self.age(today) < FULL_AGE


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
