"""SNILS as people write it."""

import pytest
from hypothesis import given

from patient.errors import InvalidSnils
from patient.snils import Snils
from tests.patient.strategies import snils, snils_numbers, typed


@pytest.mark.parametrize(
    "text",
    [
        "112-233-445 95",  # the Pension Fund's own example
        "087-654-303 00",
        "080-020-205 85",
        "014-029-066 00",  # the sum is 100
        "012-631-355 00",  # 101
        "920-821-793 00",  # 201, which leaves 100
        "629-254-129 00",
        "082-868-354 09",
        "001-001-998 00",  # the last without a control number
    ],
)
def test_a_snils_with_the_right_control_number_is_kept(text):
    """With dashes, with none, and with the dashes that keyboards put in their place."""
    kept = Snils.parse(text)
    assert kept.formatted == text
    assert Snils.parse(kept.digits) == kept
    assert Snils.parse(text.replace("-", "—").replace(" ", "\u00a0-\u00a0")) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("112-233-445", "length"),
        ("112-233-445 955", "length"),
        ("112-233-44O 95", "characters"),
        ("١١٢٢٣٣٤٤٥٩٥", "characters"),
        ("000-000-000 00", "zeros"),
        ("112-233-445 96", "checksum"),
        ("001-001-999 00", "checksum"),  # the first with a control number
    ],
)
def test_a_snils_is_refused_with_the_reason_that_can_be_mended(text, reason):
    """A missing digit is another mistake than a wrong one."""
    with pytest.raises(InvalidSnils) as caught:
        Snils.parse(text)
    assert str(caught.value) == f"snils.{reason}"


def test_a_snils_of_an_authority_is_kept_with_a_wrong_control_number():
    """What Госуслуги says is read; that it does not add up can be seen."""
    assert not Snils.read("112-233-445 96").adds_up
    assert Snils.read("112-233-445 95").adds_up
    with pytest.raises(InvalidSnils):
        Snils.read("00000000000")


def test_a_masked_snils_shows_its_end():
    """Enough to tell two cards apart, too little to misuse."""
    assert Snils("11223344595").masked == "•••-•••-445 95"


@given(snils_numbers)
def test_the_control_number_is_the_pension_funds(number):
    """The rule, written a second time in the tests, agrees everywhere."""
    digits = snils(number)
    assert Snils.parse(digits).digits == digits
    assert not Snils.read(f"{digits[:9]}{(int(digits[9:]) + 1) % 101 % 100:02}").adds_up or (
        digits[9:] == "00"
    )


@given(snils_numbers)
def test_one_wrong_digit_never_passes(number):
    """A slip in the first digit is always seen."""
    digits = snils(number)
    slipped = str((int(digits[0]) + 1) % 10) + digits[1:]
    assert int(slipped[:9]) <= 1_001_998 or not Snils.read(slipped).adds_up


@given(typed("0123456789- —."))
def test_any_text_is_a_snils_that_reads_the_same_again_or_is_refused(text):
    """The written form is a form of typing."""
    try:
        kept = Snils.parse(text)
    except InvalidSnils:
        return
    assert Snils.parse(kept.formatted) == kept
