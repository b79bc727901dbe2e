"""Numbers in words."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.birth_date import EARLIEST, BirthDate
from patient.numerals import in_figures
from patient.table import rows
from tests.patient.strategies import TODAY

WORDS = dict(
    rows("""
units: один два три четыре пять шесть семь восемь девять
teens: десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать
    девятнадцать
tens: двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто
hundreds: сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот
nth: первого второго третьего четвёртого пятого шестого седьмого восьмого девятого
nth_tens: двадцатого тридцатого сорокового пятидесятого шестидесятого семидесятого восьмидесятого девяностого
months: января февраля марта апреля мая июня июля августа сентября октября ноября декабря
""")
)
UNITS, TEENS, TENS, HUNDREDS, NTH, NTH_TENS, MONTHS = (row.split() for row in WORDS.values())
BELOW_TWENTY = [*UNITS, *TEENS]
NTH_BELOW_TWENTY = [*NTH, *(f"{word[:-1]}ого" for word in TEENS)]


def cardinal(number: int) -> str:
    """Return «сто двенадцать» for 112, up to 999."""
    hundreds, rest = divmod(number, 100)
    said = [HUNDREDS[hundreds - 1]] if hundreds else []
    if 0 < rest < 20:
        return " ".join([*said, BELOW_TWENTY[rest - 1]])
    tens, units = divmod(rest, 10)
    return " ".join([*said, *([TENS[tens - 2]] if tens else []), *([UNITS[units - 1]] if units else [])])


def ordinal(number: int) -> str:
    """Return «двенадцатого» for 12, up to 99."""
    if number < 20:
        return NTH_BELOW_TWENTY[number - 1]
    tens, units = divmod(number, 10)
    return f"{TENS[tens - 2]} {NTH[units - 1]}" if units else NTH_TENS[tens - 2]


def year(number: int) -> str:
    """Return «тысяча девятьсот восемьдесят пятого» for 1985."""
    century, rest = divmod(number, 100)
    if rest:
        return f"{'две тысячи' if century == 20 else 'тысяча девятьсот'} {ordinal(rest)}"
    return "двухтысячного" if century == 20 else "тысяча девятисотого"


@given(st.dates(EARLIEST, TODAY))
def test_every_day_may_be_dictated(day: date):
    """The day, the month and the year in words, as a letter or a phone writes them."""
    said = f"{ordinal(day.day)} {MONTHS[day.month - 1]} {year(day.year)} года"
    assert BirthDate.parse(said, today=TODAY).date == day


@given(st.lists(st.integers(0, 999).filter(lambda number: number % 100 != 0), min_size=1, max_size=6))
def test_numbers_said_one_after_another_are_as_many(numbers):
    """«Сто двенадцать двести тридцать три» are two: a number ends where the next cannot belong to it."""
    said = in_figures(" ".join(map(cardinal, numbers)))
    assert said.replace(" ", "") == "".join(map(str, numbers)) or _may_be_joined(numbers)


def _may_be_joined(numbers) -> bool:
    """Tell whether two neighbours sound like one number: «двадцать пять» is 25, and 20 5."""
    return any(one % 10 == 0 and other < 10 for one, other in pairwise(numbers))


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("двенадцатое третьего восемьдесят пятого", "12 3 85"),
        ("двенадцать ноль три восемьдесят пять", "12 03 85"),
        ("один один два два три три", "1 1 2 2 3 3"),
        ("семь ноль ноль один", "7 001"),
        ("десять пять", "10 5"),
        ("восемдесят пятого", "85"),
        ("112 двести тридцать три 445 95", "112 233 445 95"),
        ("августа", "августа"),
        ("", ""),
        ("ноль", "0"),
    ],
)
def test_figures_stand_for_words(said, figures):
    """Ordinals end a number, and a nought goes with what follows."""
    assert in_figures(said) == figures


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    """Nothing that is typed breaks it, and without words of numbers only spaces change."""
    assert isinstance(in_figures(text), str)
