"""The phone, in E.164."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from patient.around import LONGEST, without_words_after, without_words_before
from patient.errors import InvalidPhone
from patient.privacy import Private
from patient.visible import visible

REGION = "RU"
SIGNS = re.compile(r"[_:=|~\\]")  # that stand between figures for want of a hyphen
NO_DIGIT = re.compile(r"[^0-9]")
PLUS_EIGHT = re.compile(r"\+ ?8(?:[ ().-]*[0-9]){10}")
ABROAD = "00"  # as the plus is dialled elsewhere
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
        plain = without_words_before(SIGNS.sub(" ", visible(text))).strip(" .,;:!?№")
        refused = []
        for reading in _readings(plain):
            try:
                return cls._dialled(reading)
            except InvalidPhone as error:
                refused.append(error)
        raise refused[0]

    @classmethod
    def of_contact(cls, text: str) -> Self:
        """Read the number of a contact: Telegram leaves the plus out, address books keep what was typed.

        Where both a Russian and a foreign number can be meant, it is the one that can be a mobile.

        Raises:
            InvalidPhone: as `parse`.
        """
        readings = (text, f"+{NO_DIGIT.sub('', text[:LONGEST])}")
        found = [phone for phone in map(cls.or_none, readings) if phone]
        mobiles = [phone for phone in found if phone.is_mobile]
        return next(iter(mobiles or found), None) or cls.parse(text)

    @classmethod
    def or_none(cls, text: str) -> Self | None:
        """Read a number, or tell that there is none in *text*."""
        try:
            return cls.parse(text)
        except InvalidPhone:
            return None

    @classmethod
    def _dialled(cls, text: str) -> Self:
        number = _read(text)
        if number.extension or not phonenumbers.is_possible_number(number):
            raise InvalidPhone("length")
        if not phonenumbers.is_valid_number(number):
            raise InvalidPhone("number")
        return cls(phonenumbers.format_number(number, PhoneNumberFormat.E164))

    @property
    def is_mobile(self) -> bool:
        """Whether it can be a mobile (some countries don't tell them apart)."""
        kind = phonenumbers.number_type(phonenumbers.parse(self.e164))
        return kind in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}

    @property
    def masked(self) -> str:
        """«+7 ••• •••-45-67»: the country and the last four digits."""
        code = phonenumbers.parse(self.e164).country_code
        return f"+{code} ••• •••-{self.e164[-4:-2]}-{self.e164[-2:]}"


def _readings(plain: str) -> Iterator[str]:
    """Yield what may be meant: as it stands, +8 for 8, without the words after it, 00 for the plus."""
    yield plain
    alone = without_words_after(plain)
    if PLUS_EIGHT.fullmatch(alone):
        yield alone.removeprefix("+")
    yield alone
    if alone.startswith(ABROAD):
        yield alone.replace(ABROAD, "+", 1)


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
