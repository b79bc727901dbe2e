"""SNILS, polis and phone: official examples, known traps, and any text at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from patient.birth_date import BirthDate
from patient.errors import InvalidPhone, InvalidPolis, InvalidSnils
from patient.phone import Phone
from patient.polis import Polis, PolisDoubt, PolisKind
from patient.sex import Sex
from patient.snils import Snils

NUMBERLIKE = st.text(alphabet="0123456789 -–№абAB/", max_size=24) | st.text(max_size=40)


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
    assert Snils.parse(digits).written == dashed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("112-233-445 96", "checksum"),
        ("112-233-445", "length"),
        ("112-233-445 955", "length"),
        ("000-000-000 00", "zeros"),
        ("112-233-44S 95", "characters"),
        ("١١٢٢٣٣٤٤٥٩٥", "characters"),
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
    assert not Snils.read("000-000-600 07").digits.startswith("1")
    assert not Snils.read("112-233-445 96").adds_up


@given(NUMBERLIKE)
def test_any_text_is_a_snils_or_its_own_error(text):
    """Text → value → text is stable."""
    try:
        snils = Snils.parse(text)
    except InvalidSnils:
        return
    assert Snils.parse(snils.written) == snils
    assert snils.digits not in repr(snils)


ENP = [
    ("7367940868000018", date(1950, 12, 31), Sex.FEMALE),
    ("7358840848000016", date(1951, 1, 1), Sex.MALE),
    ("7347999768000770", date(2000, 12, 31), Sex.FEMALE),
    ("7398899748000775", date(2001, 1, 1), Sex.MALE),
    ("7397089771999991", date(2019, 2, 28), Sex.FEMALE),
    ("7356210840000129", date(1987, 3, 9), Sex.MALE),
    ("7397579720000008", date(2024, 2, 29), Sex.MALE),
]


@pytest.mark.parametrize(("number", "born", "sex"), ENP)
def test_a_new_polis_tells_birth_date_and_sex(number, born, sex):
    """The encoded date and sex are found, and raise a doubt only when they differ."""
    polis = Polis.parse(number)
    assert polis.kind is PolisKind.NEW
    assert (polis.encoded_birth_date, polis.encoded_sex) == (born, sex)
    assert polis.doubts(BirthDate(born), sex) == ()
    assert polis.doubts(BirthDate(date(1999, 9, 9)), sex) == (PolisDoubt.BIRTH_DATE,)
    other = Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE
    assert polis.doubts(BirthDate(born), other) == (PolisDoubt.SEX,)


def test_a_failed_control_digit_is_a_doubt_and_no_wall():
    """Sixteen digits that fail Luhn may still be an old number."""
    polis = Polis.parse("7356210840000128")
    assert polis.doubts(None, None) == (PolisDoubt.CONTROL_DIGIT,)
    assert polis.as_kind(PolisKind.OLD).doubts(None, None) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("7356 2108 4000 0129", PolisKind.NEW),
        ("123456789", PolisKind.TEMPORARY),
        ("123 456789", PolisKind.TEMPORARY),
        ("12345", PolisKind.OLD),
        ("73-АБ 123456", PolisKind.OLD),
        ("123456789012345678", PolisKind.OLD),
    ],
)
def test_the_kind_is_recognised(text, kind):
    """Length and series tell the kind."""
    assert Polis.parse(text).kind is kind


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("1234", "short"),
        ("1" * 19, "long"),
        ("полис", "short"),
        ("12★45", "characters"),
    ],
)
def test_a_wrong_polis_says_why(text, reason):
    """Each mistake has its own reason."""
    with pytest.raises(InvalidPolis) as caught:
        Polis.parse(text)
    assert caught.value.reason == reason


@given(NUMBERLIKE)
def test_any_text_is_a_polis_or_its_own_error(text):
    """Text → value → text is stable, and so is JSON."""
    try:
        polis = Polis.parse(text)
    except InvalidPolis:
        return
    assert Polis.parse(polis.written).number.endswith(polis.number[-3:])
    assert Polis.from_json(polis.to_json()) == polis
    assert polis.number not in polis.masked
    polis.doubts(BirthDate(date(1987, 3, 9)), Sex.MALE)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_the_control_digit_is_luhns(number):
    """An independent implementation agrees on every number."""
    doubted = PolisDoubt.CONTROL_DIGIT in Polis.parse(number).doubts(None, None)
    assert doubted is not luhn.is_valid(number)


@pytest.mark.parametrize("text", ["8 902 123-45-67", "+79021234567", "9021234567", "+7 (902) 123 45 67"])
def test_a_phone_is_read_as_people_write_it(text):
    """All spellings are one number."""
    assert Phone.parse(text).e164 == "+79021234567"


@pytest.mark.parametrize(
    ("text", "reason"), [("телефон", "characters"), ("8902", "length"), ("+7 999 99", "length")]
)
def test_a_wrong_phone_says_why(text, reason):
    """Each mistake has its own reason."""
    with pytest.raises(InvalidPhone) as caught:
        Phone.parse(text)
    assert caught.value.reason == reason


@given(st.text(alphabet="0123456789+-() доб.ext#", max_size=30) | st.text(max_size=50))
def test_any_text_is_a_phone_or_its_own_error(text):
    """Text → value → text is stable."""
    try:
        phone = Phone.parse(text)
    except InvalidPhone:
        return
    assert Phone.parse(phone.e164) == phone == Phone.parse(phone.written)
    assert phone.e164 not in phone.masked
