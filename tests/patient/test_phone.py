"""Phones as people type them."""

import pytest
from hypothesis import given

from patient.errors import InvalidPhone
from patient.phone import Phone
from tests.patient.strategies import typed


@pytest.mark.parametrize(
    "text",
    [
        *(
            "8 902 123-45-67",
            "8:902:123:45:67",
            "8=902=123=45=67",
            "+7\\902\\123\\45\\67",
            "8~10~7~902~1234567",
            "+79021234567",
            "9021234567",
            "+7 (902) 123 45 67",
            "+8 902 123-45-67",
            "+89021234567",
        ),
        *(
            "тел. 8 902 123-45-67",
            "моб: 89021234567",
            "мой номер +7 902 1234567",
            "№ 8-902-123-45-67.",
            "(902)1234567",
        ),
        *(
            "8.902.123.45.67",
            "8–902–123–45–67",
            "+7\u2009902\u2009123\u200945\u200967",
            "\u202a89021234567\u202c",
            "8_902_123_45_67",
            "т. 89021234567",
            "контактный телефон: 8 902 123-45-67!",
        ),
        *("мама 89021234567", "+7 902 123-45-67 Анна", "89021234567 (мамин)", "(мама) +7 (902) 123-45-67"),
        *("звоните по номеру 89021234567, пожалуйста", "WhatsApp: +79021234567", "+8 902 123-45-67 муж"),
    ],
)
def test_a_phone_is_read_as_people_write_it(text):
    """All spellings are one number."""
    assert Phone.parse(text).e164 == "+79021234567"


@pytest.mark.parametrize("text", ["8 8422 27-00-01", "+375 29 123-45-67", "00 375 29 123-45-67"])
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
        ("мама 8 902", "length"),
        ("8 902 123-45-67 доб. 12", "characters"),
        ("8 902 123-45-6 доб. 7", "characters"),
        ("89021234567 или 89031234567", "characters"),
        ("89021234567 после 18", "characters"),
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


@pytest.mark.parametrize(
    ("kept", "e164"),
    [
        ("79021234567", "+79021234567"),
        ("+79021234567", "+79021234567"),
        ("+7 (902) 123-45-67", "+79021234567"),
        ("7 902 123 45 67", "+79021234567"),
        ("89021234567", "+79021234567"),
        ("8 (902) 123-45-67", "+79021234567"),
        ("+8 902 123-45-67", "+79021234567"),
        ("9021234567", "+79021234567"),
        ("(902) 123-45-67", "+79021234567"),
        ("902-123-45-67", "+79021234567"),
        ("\u202a+7\u00a0902\u00a0123\u201145\u201167\u202c", "+79021234567"),
        ("8 (8422) 27-00-01", "+78422270001"),
        ("87011234567", "+77011234567"),
        ("375291234567", "+375291234567"),
        ("+375 29 123-45-67", "+375291234567"),
        ("998901234567", "+998901234567"),
        ("380501234567", "+380501234567"),
        ("12025550123", "+12025550123"),
        ("4915112345678", "+4915112345678"),
        ("84951234567", "+84951234567"),  # a Vietnamese mobile rather than a landline in Moscow
    ],
)
def test_a_contact_is_read_in_every_form_in_which_phones_keep_it(kept, e164):
    """Telegram tells the country's code and no plus; address books keep what was typed."""
    assert Phone.of_contact(kept).e164 == e164


@pytest.mark.parametrize("kept", ["", "+", "102", "8902123456", "мама", "7902123456789", "9" * 400])
def test_a_contact_without_a_number_is_refused(kept):
    """Service numbers and broken ones are nobody's phone."""
    with pytest.raises(InvalidPhone):
        Phone.of_contact(kept)


@given(typed("0123456789+-() "))
def test_any_contact_is_a_phone_or_refused(text):
    """What was taken can be typed too."""
    try:
        phone = Phone.of_contact(text)
    except InvalidPhone:
        return
    assert Phone.parse(phone.e164) == phone


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
