"""SNILS as people write it."""

import pytest
from hypothesis import given

from patient.errors import InvalidSnils
from patient.snils import Snils
from tests.patient.strategies import snils, snils_numbers, typed


@pytest.mark.parametrize(
    "digits",
    [
        "11223344595",
        "08765430300",
        "08002020585",
        "01402906600",
        "01263135500",
        "92082179300",
        "62925412900",
        "08286835409",
        "00100199800",
    ],
)
def test_a_right_snils_is_read_with_and_without_separators(digits):
    """Every published and computed example is a SNILS, however it is typed."""
    dashed = f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"
    assert Snils.parse(digits) == Snils.parse(dashed) == Snils.parse(f" {dashed} ")
    assert Snils.parse(digits).digits == digits


@pytest.mark.parametrize(
    "text",
    [
        *(
            "СНИЛС 112-233-445 95",
            "страховой номер 112-233-445 95",
            "снилс: 11223344595",
            "Мой СНИЛС 112 233 445 95.",
            "№ 112-233-445 95",
        ),
        *(
            "(112-233-445 95)",
            "112_233_445_95",
            "112‑233‑445 95",
            "112.233.445.95",
            "SNILS number 112-233-445/95",
            "СНИЛС: «112-233-445 95»",
            "СНИЛС112-233-445 95",
            "снилс ребёнка 112·233·445·95",
            'Вот: "112-233-445 95"',
        ),
        *("снилс дочки 112-233-445 95", "мамин: 112-233-445 95, спасибо", "112-233-445 95 (это СНИЛС мужа)"),
        *("пенсионное № 112-233-445 95", "112-233-445 95СНИЛС", "у меня 112-233-445 95"),
        *(
            "\u202a112-233-445 95\u202c",
            "112-233-445\u200b95",
            "\ufeff11223344595",
            "112\u00ad233\u00ad445\u00ad95",
        ),
    ],
)
def test_words_and_marks_around_a_snils_are_no_part_of_it(text):
    """As it stands in a document, in the contacts or in a table."""
    assert Snils.parse(text).digits == "11223344595"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("112-233-445 96", "checksum"),
        ("112-233-445", "length"),
        ("112-233-445 955", "length"),
        ("000-000-000 00", "zeros"),
        ("112-233-44S 95", "characters"),
        ("О 112-233-445 95", "characters"),  # perhaps a nought
        ("112-233 дочки 445 95", "characters"),
        ("паспорт 4509 123456", "length"),
        ("потеряла", "characters"),
        ("", "length"),
    ],
)
def test_a_wrong_snils_says_why(text, reason):
    """Each mistake has its own reason."""
    with pytest.raises(InvalidSnils) as caught:
        Snils.parse(text)
    assert caught.value.reason == reason


def test_an_authoritys_snils_may_be_off():
    """What ESIA gives is read although its control number fails."""
    assert not Snils.read("112-233-445 96").adds_up


def test_a_masked_snils_shows_its_end():
    """Enough to tell two cards apart, too little to misuse."""
    assert Snils("11223344595").masked == "•••-•••-445 95"


@given(snils_numbers)
def test_the_control_number_is_the_pension_funds(number):
    """The rule, written a second time in the tests, agrees everywhere."""
    digits = snils(number)
    passing = [control for control in range(100) if Snils.read(f"{number:09}{control:02}").adds_up]
    assert [f"{number:09}{control:02}" for control in passing] == [digits]


@given(snils_numbers)
def test_one_wrong_digit_never_passes(number):
    """A slip in the first digit is always seen."""
    digits = snils(number)
    slipped = str((int(digits[0]) + 1) % 10) + digits[1:]
    assert int(slipped[:9]) <= 1_001_998 or not Snils.read(slipped).adds_up


def test_numbers_up_to_the_last_unchecked_one_carry_no_control_number():
    """001-001-998 is the last of them."""
    assert Snils.read("001-001-998 77").adds_up
    assert not Snils.read("001-001-999 77").adds_up


@given(typed("0123456789 -–№абAB/"))
def test_any_text_is_a_snils_that_reads_the_same_again_or_is_refused(text):
    """The written form is a form of typing."""
    try:
        snils = Snils.parse(text)
    except InvalidSnils:
        return
    assert Snils.parse(snils.digits) == snils
