"""What can be wrong with what a person gave us.

* PatientError
  - InvalidName        a surname, given name or patronymic
  - InvalidSex
  - InvalidBirthDate
  - InvalidPolis
  - InvalidSnils
  - InvalidPhone
  - IncompleteCard     a field without an answer

An error carries a field and a reason, which together name the sentence for the person
(``wrong.<field>.<reason>``), never what was typed: errors end up in logs.
"""

from typing import ClassVar, Literal

NamedPart = Literal["surname", "given_name", "patronymic"]


class PatientError(ValueError):
    """Something that the person can mend."""

    field: ClassVar[str]

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field}.{self.reason}"


class InvalidName(PatientError):
    """``empty``, ``long``, ``digits``, ``characters``, ``mixed_scripts`` or ``command``."""

    field = "name"

    def __init__(self, reason: str, part: NamedPart) -> None:
        super().__init__(reason)
        self.args = (reason, part)  # what makes it again in another process
        self.part = part


class InvalidSex(PatientError):
    """``unknown``."""

    field = "sex"


class InvalidBirthDate(PatientError):
    """``unknown``, ``no_such_day``, ``future`` or ``too_early``."""

    field = "birth_date"


class InvalidPolis(PatientError):
    """``empty``, ``characters``, ``short``, ``long``, ``letter`` or ``kind``."""

    field = "polis"


class InvalidSnils(PatientError):
    """``characters``, ``length``, ``zeros`` or ``checksum``."""

    field = "snils"


class InvalidPhone(PatientError):
    """``characters``, ``length`` or ``number``."""

    field = "phone"


class IncompleteCard(PatientError):
    """The reason is the value of the first `CardField` that has no answer."""

    field = "card"
