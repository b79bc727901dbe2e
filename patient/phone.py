"""The phone, in E.164."""

from dataclasses import dataclass
from typing import Self

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from patient.errors import InvalidPhone
from patient.privacy import Private

REGION = "RU"
LONGEST = 40
WRONG_LENGTH = frozenset(
    {
        NumberParseException.TOO_SHORT_AFTER_IDD,
        NumberParseException.TOO_SHORT_NSN,
        NumberParseException.TOO_LONG,
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Phone(Private):
    """A number that can exist, mobile or not."""

    e164: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as people write it; without a country code it is Russian.

        Raises:
            InvalidPhone: ``characters``, ``length`` or ``number``.
        """
        number = _read(text)
        if number.extension or not phonenumbers.is_possible_number(number):
            raise InvalidPhone("length")
        if not phonenumbers.is_valid_number(number):
            raise InvalidPhone("number")
        return cls(phonenumbers.format_number(number, PhoneNumberFormat.E164))

    @property
    def masked(self) -> str:
        """«+7 ••• •••-45-67»: the country and the last four digits."""
        code = phonenumbers.parse(self.e164).country_code
        return f"+{code} ••• •••-{self.e164[-4:-2]}-{self.e164[-2:]}"


def _read(text: str) -> PhoneNumber:
    """Read a number; letters are refused, which phonenumbers would dial on a keypad."""
    if any(map(str.isalpha, text)):
        raise InvalidPhone("characters")
    if len(text) > LONGEST:
        raise InvalidPhone("length")
    try:
        return phonenumbers.parse(text, REGION)
    except NumberParseException as error:
        is_length = error.error_type in WRONG_LENGTH
        raise InvalidPhone("length" if is_length else "characters") from None
