"""The phone, in E.164."""

from dataclasses import dataclass
from typing import Self

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from patient.errors import InvalidPhone

REGION = "RU"
LONGEST = 40


@dataclass(frozen=True, slots=True, repr=False)
class Phone:
    """A number that can exist, mobile or not."""

    e164: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as people write it; without a country code it is Russian.

        Raises:
            InvalidPhone: ``characters``, ``length`` or ``number``.
        """
        if len(text) > LONGEST:
            raise InvalidPhone("length")
        try:
            number = phonenumbers.parse(text, REGION)
        except NumberParseException:
            raise InvalidPhone("characters") from None
        if number.extension or not phonenumbers.is_possible_number(number):
            raise InvalidPhone("length")
        if not phonenumbers.is_valid_number(number):
            raise InvalidPhone("number")
        return cls(phonenumbers.format_number(number, PhoneNumberFormat.E164))

    @property
    def written(self) -> str:
        """«+7 902 123-45-67»."""
        number = phonenumbers.parse(self.e164)
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)

    @property
    def masked(self) -> str:
        """«+7 ••• •••-45-67»: the country and the last four digits."""
        code = phonenumbers.parse(self.e164).country_code
        return f"+{code} ••• •••-{self.e164[-4:-2]}-{self.e164[-2:]}"
