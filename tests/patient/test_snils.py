"""SNILS as people write it."""

from hypothesis import given

from patient.snils import Snils
from tests.patient.strategies import snils, snils_numbers


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
