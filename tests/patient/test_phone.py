"""Phones as people type them."""

import pytest
from hypothesis import given

from patient.errors import InvalidPhone
from patient.phone import Phone
from tests.patient.strategies import typed


@pytest.mark.parametrize("text", ["8 902 123-45-67", "+79021234567", "9021234567", "+7 (902) 123 45 67"])
def test_a_phone_is_read_as_people_write_it(text):
    """All spellings are one number."""
    assert Phone.parse(text).e164 == "+79021234567"


@pytest.mark.parametrize("text", ["8 8422 27-00-01", "+375 29 123-45-67"])
def test_a_fixed_line_and_a_foreign_number_are_phones_too(text):
    """Not everybody has a Russian mobile."""
    assert Phone.parse(Phone.parse(text).e164) == Phone.parse(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "characters"),
        ("нет", "characters"),
        ("8 800 FLOWERS", "characters"),
        ("+", "characters"),
        ("8 902", "length"),
        ("+7 999 99", "length"),
        ("8 902 123-45-678", "length"),
        ("1" * 25, "length"),
        ("1" * 300, "length"),
        ("+7 002 123-45-67", "number"),
    ],
)
def test_a_phone_is_refused_with_the_reason_that_can_be_mended(text, reason):
    """Not a number, a digit too many or too few, and a number that nobody has."""
    with pytest.raises(InvalidPhone) as caught:
        Phone.parse(text)
    assert str(caught.value) == f"phone.{reason}"


def test_a_phone_is_shown_masked():
    """The country and the last four digits are enough to know one's own."""
    phone = Phone("+79021234567")
    assert phone.masked == "+7 ••• •••-45-67"


@given(typed("0123456789+-() доб.ext#"))
def test_any_text_is_a_phone_that_reads_the_same_again_or_is_refused(text):
    """Our own way of writing is a way of typing too."""
    try:
        phone = Phone.parse(text)
    except InvalidPhone:
        return
    assert Phone.parse(phone.e164) == phone
    assert phone.e164 not in phone.masked
