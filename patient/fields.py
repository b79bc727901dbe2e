"""The fields of a card, each as one record: how it is read, shown and asked for, and what it tells.

A new one is a record here, its texts (``field.…``, ``ask.…``, ``help.…``, ``wrong.…``) and its test. Where it
may stay empty, the cards of earlier releases open without it.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeVar

from patient import enp
from patient.birth_date import BirthDate
from patient.name import GivenName, NamePart, Patronymic, Surname, compared
from patient.phone import Phone
from patient.polis import Polis, PolisKind
from patient.sex import Sex
from patient.snils import Snils

T = TypeVar("T")
Say = Callable[[str], str]  # gives the text of a key


def _itself(value: T) -> T:
    return value


def _never(_: object) -> bool:
    return False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CardField(Generic[T]):
    """What is to be known of a field whose answers are of one *kind*.

    How it is answered: ``read`` takes what was typed and the day in the region's time zone, or raises a
    `PatientError`; the ``choices`` stand on buttons besides, by their texts' keys; where it ``may_be_empty``,
    the button ``skip`` leaves it so. ``show`` gives an answer as the person sees it, a number masked;
    ``empty`` stands for none.

    How a slip is guessed: ``is_of_digits`` tells that a letter in it can only be one, ``is_sure`` that what
    reads so is an answer to this question, whichever was asked.

    ``tells`` gives what of an answer tells who somebody is; none where nothing does.
    """

    name: str
    kind: type[T]
    read: Callable[[str, date], T]
    show: Callable[[T, Say], str]
    tells: Callable[[T], Hashable] | None = _itself
    may_be_empty: bool = False
    empty: str = "field.empty"
    skip: str = "button.skip"
    choices: Mapping[str, Enum] = field(default_factory=dict)
    is_of_digits: bool = False
    is_sure: Callable[[T], bool] = _never

    def __repr__(self) -> str:
        return f"CardField({self.name})"

    def __reduce__(self) -> tuple[Any, ...]:
        return named, (self.name,)  # in another process, and in a copy, it is the same one


def _written(part: NamePart, _: Say) -> str:
    return part.text


def _compared(part: NamePart) -> str:
    return compared(part.text)


def _is_sure_polis(polis: Polis) -> bool:
    return polis.kind is PolisKind.NEW and enp.adds_up(polis.number)


def _always(_: object) -> bool:
    return True


SURNAME = CardField("surname", Surname, lambda text, _: Surname.parse(text), _written, tells=_compared)
GIVEN_NAME = CardField(
    "given_name", GivenName, lambda text, _: GivenName.parse(text), _written, tells=_compared
)
PATRONYMIC = CardField(
    "patronymic",
    Patronymic,
    lambda text, _: Patronymic.parse(text),
    _written,
    tells=_compared,
    may_be_empty=True,
    empty="field.patronymic.none",
    skip="button.no_patronymic",
)
SEX = CardField(
    "sex",
    Sex,
    lambda text, _: Sex.parse(text),
    lambda sex, say: say(f"sex.{sex.value}"),
    choices={f"button.sex.{sex.value}": sex for sex in Sex},
)
BIRTH_DATE = CardField(
    "birth_date",
    BirthDate,
    lambda text, today: BirthDate.parse(text, today=today),
    lambda born, _: born.written,
    is_sure=_always,
)
POLIS = CardField(
    "polis",
    Polis,
    lambda text, _: Polis.parse(text),
    lambda polis, say: f"{polis.masked} ({say(f'polis.kind.{polis.kind.value}')})",
    tells=lambda polis: polis.number,  # of which kind it is its holder knows better
    is_of_digits=True,
    is_sure=_is_sure_polis,
)
SNILS = CardField(
    "snils",
    Snils,
    lambda text, _: Snils.parse(text),
    lambda snils, _: snils.masked,
    is_of_digits=True,
    is_sure=_always,
)
PHONE = CardField(
    "phone",
    Phone,
    lambda text, _: Phone.parse(text),
    lambda phone, _: phone.masked,
    tells=None,
    may_be_empty=True,
    is_of_digits=True,
    is_sure=lambda phone: phone.is_mobile,
)

AnyField = CardField[Any]

FIELDS: tuple[AnyField, ...] = (
    SURNAME,
    GIVEN_NAME,
    PATRONYMIC,
    SEX,
    BIRTH_DATE,
    POLIS,
    SNILS,
    PHONE,
)
"""In the order in which they are asked."""

NAMES: tuple[AnyField, ...] = (SURNAME, GIVEN_NAME, PATRONYMIC)
NUMBERS: tuple[AnyField, ...] = (POLIS, SNILS)  # one of them must be there


def named(name: str) -> AnyField:
    """Return the field of this name.

    Raises:
        ValueError: there is none; a later release may have it.
    """
    for asked in FIELDS:
        if asked.name == name:
            return asked
    raise ValueError("no field of a card")
