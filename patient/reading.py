"""How each question's answer is read."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from patient.birth_date import BirthDate
from patient.card import CardField
from patient.name import GivenName, Patronymic, Surname
from patient.phone import Phone
from patient.polis import Polis
from patient.sex import Sex
from patient.snils import Snils

_READ: Mapping[CardField, Callable[[str, date], Any]] = {
    CardField.SURNAME: lambda text, _: Surname.parse(text),
    CardField.GIVEN_NAME: lambda text, _: GivenName.parse(text),
    CardField.PATRONYMIC: lambda text, _: Patronymic.parse(text),
    CardField.SEX: lambda text, _: Sex.parse(text),
    CardField.BIRTH_DATE: lambda text, today: BirthDate.parse(text, today=today),
    CardField.POLIS: lambda text, _: Polis.parse(text),
    CardField.SNILS: lambda text, _: Snils.parse(text),
    CardField.PHONE: lambda text, _: Phone.parse(text),
}


def read(asked: CardField, text: str, today: date) -> Any:
    """Return the value that *text* is as an answer; *today* is the day in the region's time zone.

    Raises:
        PatientError: it is none, for the reason that the error names.
    """
    return _READ[asked](text, today)
