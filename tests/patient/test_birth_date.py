"""Birth dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.birth_date import EARLIEST, MONTHS, BirthDate
from patient.errors import InvalidBirthDate
from tests.patient.strategies import TODAY, days, typed


@pytest.mark.parametrize(
    "text",
    [
        "09.03.1987",
        "9.3.87",
        "9 марта 1987",
        "9 мар 1987",
        "9 МАРТА 1987 г.",
        "9 март 1987 года",
        "9 марта 1987 г. р.",
        "девятое марта восемьдесят седьмого",
        "девятого марта тысяча девятьсот восемьдесят седьмого года",
        "девять марта 1987",
        "девятое третьего восемьдесят седьмого",
        "девять ноль три восемьдесят семь",
        "9 марта восемьдесят седьмого",
        "понедельник, 9 марта 1987",
        "09.03.1987 (понедельник)",
        "Monday, March 9, 1987",
        "во вторник 9 марта 1987 года",
        "09.03.1987 39 лет",
        "09.03.1987 (1 год)",
        "09.03.1987, 2 года",
        "09.03.87 мне 39",
        "09ю03ю1987",
        "9 vfhnf 1987",
        "9 marta 1987",
        "9.Ш.1987",
        "O9.O3.19В7",
        "🎂 09.03.1987 🎂",
        "9_03_1987",
        "9 March 1987",
        "9 mar 87",
        "09031987",
        "090387",
        "1987-03-09",
        "09/03/1987",
        "9-3-1987",
        "09–03–1987",
        "  09 . 03 . 1987  ",
        "9 3 1987",
        "09.03.1987. ",
        "09.03.1987,",
        "«09.03.1987»",
        "(09.03.1987)",
        '"9 марта 1987"',
        "09.03.1987 г.р",
        "09.03.1987 г.р.",
        "09.03.1987г.р.",
        "09.03.1987 гр",
        "09.03.1987 г/р",
        "09.03.1987 г. рождения",
        "09.03.1987 года рождения",
        "09.03.1987 год рожд.",
        "09.03.87г",
        "дата рождения: 09.03.1987",
        "Д.р. 09.03.1987",
        "др 9.3.87",
        "родилась 9 марта 1987 г.",
        "родился 09.03.1987 г.",
        "9-го марта 87",
        "9го марта 1987",
        "9-е марта 1987 года",
        "9марта1987",
        "9 МАР. 1987",
        "О9.О3.1987",
        "o9.o3.1987",
        "О9О31987",
        "09.0З.1987",
        "о9 марта 1987",
        "09.III.1987",
        "9 iii 87",
        "09\\03\\1987",
        "1987.03.09",
        "1987-03-09T00:00:00",
        "March 9 1987",
        "March 9th, 1987",
        "Mar. 9, 1987",
        "9th of March, 1987",
        "the 9th of March 1987",
        "born on 9 March 1987",
        "DOB: 09.03.1987",
        *("09•03•1987", "09:03:1987", "09;03;1987", "09_03_1987", "09|03|87", "09.03.'87", "19870309"),
        *("09.03.1987 (39 лет)", "я родилась 9 марта 1987 года"),
        *("«09» марта 1987 г.", '"09" марта 1987 года', "9 (марта) 1987"),
        *("9 морта 1987", "9 мартта 1987", "девятое марта 1987", "Девятого марта 1987 года"),
        *("9.ІІІ.1987", "09.03.I987", "09.03.l987", "0903 1987", "09 031987"),
    ],
)
def test_a_date_is_understood_however_it_is_written(text):
    """The ways of writing that people know all mean the same day."""
    assert BirthDate.parse(text, today=TODAY).date == date(1987, 3, 9)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unknown"),
        ("вчера", "unknown"),
        ("9" * 4096, "unknown"),
        ("9 маразм 1987", "unknown"),
        ("9 ма 1987", "unknown"),
        ("1987", "unknown"),
        ("г.р.", "unknown"),
        ("марта 1987", "unknown"),
        ("09.XIII.1987", "unknown"),
        ("09.ХХ.1987", "unknown"),
        ("9 июмя 1987", "unknown"),  # June and July are one letter from it
        ("09.ой.1987", "unknown"),
        ("09.03.198", "unknown"),
        ("9 марта 1987 9 марта 1987", "unknown"),
        ("ОО.О1.2000", "no_such_day"),
        ("31.02.2000", "no_such_day"),
        ("29.02.2023", "no_such_day"),
        ("01.13.2000", "no_such_day"),
        ("00.01.2000", "no_such_day"),
        ("01.01.0000", "no_such_day"),
        ("24.11.2026", "future"),
        ("31.12.1899", "too_early"),
    ],
)
def test_a_date_is_refused_with_the_reason_that_can_be_mended(text, reason):
    """Not understood, not in the calendar, not yet, not any more: four different mistakes."""
    with pytest.raises(InvalidBirthDate) as caught:
        BirthDate.parse(text, today=TODAY)
    assert str(caught.value) == f"birth_date.{reason}"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12.Х.1979", date(1979, 10, 12)),
        ("12 ХІ 79", date(1979, 11, 12)),
        ("I2.lО.1979", date(1979, 10, 12)),
        ("12 октебря 1979", date(1979, 10, 12)),
        ("7 сентебря 1988 г.", date(1988, 9, 7)),
        ("5 фивраля 2001", date(2001, 2, 5)),
        ("5 авгуса 2001", date(2001, 8, 5)),
        ("двадцать первое декабря 2001", date(2001, 12, 21)),
        ("тридцатого Мая 1999", date(1999, 5, 30)),
        ("тридцать первого мая 1999 года", date(1999, 5, 31)),
        ("29 02 2000", date(2000, 2, 29)),
        ("12 101979", date(1979, 10, 12)),
        ("1210.1979", date(1979, 10, 12)),
    ],
)
def test_a_slip_that_leaves_one_day_is_understood(text, day):
    """A letter amiss in the month, Roman figures of the Russian keyboard, the day in words, no dot."""
    assert BirthDate.parse(text, today=TODAY).date == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23.11.26", date(2026, 11, 23)),
        ("24.11.26", date(1926, 11, 24)),
        ("31.12.27", date(1927, 12, 31)),
        ("29.02.24", date(2024, 2, 29)),
        ("29.02.28", date(1928, 2, 29)),
        ("01.01.00", date(2000, 1, 1)),
    ],
)
def test_two_digits_of_a_year_mean_the_nearest_past_day(text, day):
    """Today is still past; tomorrow was a century ago."""
    assert BirthDate.parse(text, today=TODAY).date == day


def test_today_and_the_first_day_are_birth_dates():
    """A newborn gets a card on the first day; nobody is older than the barcode can tell."""
    assert BirthDate.parse("23.11.2026", today=TODAY).age(TODAY) == 0
    assert BirthDate.parse("01.01.1900", today=TODAY).date == EARLIEST


def test_a_year_of_age_is_full_on_the_birthday():
    """On the day before it is not."""
    born = BirthDate(date(2008, 2, 29))
    assert born.age(date(2026, 2, 28)) == 17
    assert born.age(date(2026, 3, 1)) == 18
    assert BirthDate(date(1987, 3, 9)).age(date(2026, 3, 9)) == 39


@given(days)
def test_a_date_is_understood_as_it_is_written_and_kept(day):
    """Both of our own ways of writing are ways of typing too."""
    born = BirthDate(day)
    assert BirthDate.parse(born.written, today=TODAY) == born
    assert BirthDate.parse(born.iso, today=TODAY) == born


@given(days, st.integers(0, 2))
def test_every_month_is_known_in_both_languages(day, form):
    """Nominative, genitive and English; three letters are enough."""
    name = MONTHS[day.month - 1][form]
    for month in (name, name[:3], name.upper()):
        assert BirthDate.parse(f"{day.day} {month} {day.year}", today=TODAY).date == day


@given(typed("0123456789.-/ мартаoОЗivг«\u200b"))
def test_any_text_is_a_birth_date_that_reads_the_same_again_or_is_refused(text):
    """What was understood lies within the bounds."""
    try:
        born = BirthDate.parse(text, today=TODAY)
    except InvalidBirthDate:
        return
    assert EARLIEST <= born.date <= TODAY
    assert BirthDate.parse(born.written, today=TODAY) == born


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1900, 2025), st.sampled_from("/-"))
def test_a_date_that_may_be_two_has_both_orders(first, second, year, sign):
    """The day first, then the month first; where both are one there is but one day."""
    found = [day.iso for day in BirthDate.orders(f"{first:02}{sign}{second}{sign}{year}", today=TODAY)]
    both = [f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"]
    assert found == ([] if first == second else both)


@given(st.integers(1, 12), st.integers(13, 28), st.integers(1900, 2025))
def test_a_month_that_stands_first_beyond_doubt_is_read(month, day, year):
    """03/25/1958 can be one day alone."""
    assert BirthDate.parse(f"{month}/{day}/{year}", today=TODAY).date == date(year, month, day)
    assert BirthDate.orders(f"{month}/{day}/{year}", today=TODAY) == ()


@given(st.text(max_size=200))
def test_any_text_has_its_orders(text):
    """Two days or none."""
    assert len(BirthDate.orders(text, today=TODAY)) in {0, 2}
