"""What the eye cannot see, in what is typed and in what others tell."""

import contextlib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.birth_date import BirthDate
from patient.errors import PatientError
from patient.name import GivenName, Patronymic, Surname, same_name
from patient.phone import Phone
from patient.polis import Polis
from patient.sex import Sex
from patient.snils import Snils
from patient.visible import visible
from tests.patient.strategies import TODAY, typed

UNSEEN = (
    *"\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2064\u206f\ufeff\ufff9\u0000\u0007\u007f",
    *("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"),
    *(
        "\ufe00",
        "\ufe0e",
        "\ufe0f",
        "\U000e0100",
        "\U000e01ef",
        "\U000e0020",
        "\U000e007f",
        "\u3164",
        "\u2800",
    ),
)
SPACES = (
    "\u00a0",
    "\u2009",
    "\u202f",
    "\u2007",
    "\u3000",
    "\u1680",
    "\t",
    "\n",
    "\r\n",
    "\u2028",
    "\x0b",
    "  ",
)
HYPHENS = ("‐", "‑", "‒", "–", "—", "―", "−", "﹣", "－", " - ", " — ", "- ", "--")
APOSTROPHES = ("’", "‘", "ʼ", "`", "´", "′", "ʹ", "＇", " ' ")


def same_digits(written, digits):
    """Return a number as it was written if these are its digits."""
    return written if re.sub("[- ]", "", written) == digits else digits


READ = {
    "Снегирёва": lambda text: Surname.parse(text).text,
    "112-233-445 95": lambda text: same_digits("112-233-445 95", Snils.parse(text).digits),
    "7356 2108 4000 0129": lambda text: same_digits("7356 2108 4000 0129", Polis.parse(text).number),
    "+7 902 123-45-67": lambda text: same_digits("+7 902 123-45-67", Phone.parse(text).e164),
    "09.03.1987": lambda text: BirthDate.parse(text, today=TODAY).written,
    "мужской": lambda text: Sex.parse(text).value.replace("male", "мужской"),
}
marks = st.sampled_from(UNSEEN)


@pytest.mark.parametrize("mark", UNSEEN, ids=ascii)
@pytest.mark.parametrize("written", READ)
def test_a_mark_that_nobody_sees_is_no_part_of_any_answer(written, mark):
    """Around it, in it, and between every two of its letters."""
    for text in (mark + written + mark, written[:3] + mark + written[3:], mark.join(written)):
        assert READ[written](text) == written


@given(st.sampled_from([*READ]), st.lists(st.tuples(st.integers(0, 20), marks), max_size=6))
def test_no_set_of_marks_anywhere_changes_what_is_read(written, put):
    """Whatever a phone or a document pastes."""
    text = written
    for place, mark in put:
        text = text[:place] + mark + text[place:]
    assert READ[written](text) == written


@pytest.mark.parametrize("space", SPACES, ids=ascii)
@pytest.mark.parametrize("written", ["112-233-445 95", "7356 2108 4000 0129", "+7 902 123-45-67"])
def test_a_space_of_any_width_is_a_space(written, space):
    """No-break, thin, ideographic, tabs and line ends."""
    assert READ[written](written.replace(" ", space)) == written


def digits_from(zero):
    """Return the ten digits of a script, whose first is *zero*."""
    return str.maketrans({str(digit): chr(ord(zero) + digit) for digit in range(10)})


@pytest.mark.parametrize("zero", ["０", "٠", "۰", "०", "𝟎"])
@pytest.mark.parametrize(
    "written", ["112-233-445 95", "7356 2108 4000 0129", "+7 902 123-45-67", "09.03.1987"]
)
def test_the_digits_of_any_keyboard_are_digits(written, zero):
    """Wide ones of a Chinese keyboard, Arabic, Persian and Hindi ones, and those of ornate letters."""
    assert READ[written](written.translate(digits_from(zero))) == written


@pytest.mark.parametrize(
    "written", ["112-233-445 95", "7356 2108 4000 0129", "+7 902 123-45-67", "09.03.1987"]
)
def test_keycaps_and_wide_letters_are_what_they_look_like(written):
    """1️⃣ is 1, ． is a full stop, and Ｓｍｉｔｈ is a name."""
    keycaps = re.sub("([0-9])", "\\1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}", written)
    wide = written.translate({code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)})
    assert READ[written](keycaps) == READ[written](wide) == written
    assert Surname.parse("Ｓｍｉｔｈ").text == "Smith"


@given(typed("аеёий\u0301\u0308\u0306 -–'’.«»\u200b\u00ad\ufe0fAé"))
def test_cleaning_twice_is_cleaning_once(text):
    """What was cleaned is clean, also as a name."""
    assert visible(visible(text)) == visible(text)
    for part in (Surname, GivenName, Patronymic):
        try:
            kept = part.parse(text)
        except PatientError:
            continue
        assert part.parse(kept.text) == kept
        assert same_name(kept.text, text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Громова. ", "Громова"),
        ("Громова .", "Громова"),
        ("Громова..", "Громова"),
        ("Громова,", "Громова"),
        ("«Громова»", "Громова"),
        ('"Громова".', "Громова"),
        ("М.", "М."),
        ("А. М.", "А. М."),
        ("Сосновский-", "Сосновский"),
        ("-Сосновский", "Сосновский"),
        ("Сосновский — ", "Сосновский"),
        ("Сне\u0301гирева", "Снегирева"),
        ("Снегире\u0300ва", "Снегирева"),
        ("Снегирё\u0301ва", "Снегирёва"),
        ("ИВА\u0301НОВА", "Иванова"),
        ("И\u0306овчева", "Йовчева"),
        ("nguye\u0302\u0303n", "Nguyễn"),
        ("Jose\u0301", "José"),
        *((f"Лебедев{hyphen}Зимин", "Лебедев-Зимин") for hyphen in HYPHENS),
        *((f"О{apostrophe}Нил", "О'Нил") for apostrophe in APOSTROPHES),
    ],
)
def test_a_name_is_kept_as_it_is_seen_and_found_however_it_is_told(text, kept):
    """Typed so, it is kept tidy; told so by a registry, it is the same person's; both ways round."""
    assert Surname.parse(text).text == kept
    assert same_name(kept, text)
    assert same_name(text, kept.upper())


@pytest.mark.parametrize(
    "text", ["Громова!", "Гром_ова", "Громова😀", "m\u0302ax", "Громова?", "Гро©ова", "Громова/Зимина"]
)
def test_what_is_seen_and_wrong_is_still_refused(text):
    """Only what no eye tells apart is forgiven."""
    with pytest.raises(PatientError):
        Surname.parse(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Лебедев-Зимин", "ЛЕБЕДЕВ ЗИМИН"),
        ("Гасан оглы", "ГАСАН-ОГЛЫ"),
        ("О'Нил", "ОНИЛ"),
        ("Иванова", "Ив\N{LATIN SMALL LETTER A}нова"),
        ("İsmail", "ISMAIL"),
    ],
)
def test_what_registers_write_either_way_is_one_name(one, other):
    """A hyphen or a space, an apostrophe or none, a Latin letter among Cyrillic ones, the Turkish dot."""
    assert same_name(one, other)
    assert same_name(other, one)


def test_names_that_look_different_stay_different():
    """A letter more, a double name and its half, a space for a hyphen's place."""
    for one, other in (("Соколов", "Сокол"), ("Лебедев-Зимин", "Лебедев"), ("Анна Мария", "Аннамария")):
        assert not same_name(one, other)


@given(typed("0123456789 -.:№оОЗ\u200b\u202aгрмдя"))
def test_any_text_is_a_value_or_a_reason(text):
    """No parser knows any other end."""
    for read in READ.values():
        with contextlib.suppress(PatientError):
            read(text)


def test_a_long_text_is_refused_before_it_is_understood():
    """Four thousand signs, the most that Telegram passes, of the kinds that patterns stumble over."""
    hard = (
        "а" * 4096,
        "1 " * 2048,
        "а\u0301\u0323" * 1365,
        "- " * 2048,
        "09." * 1365,
        "г.р." * 1024,
        "№" * 4096,
    )
    for text in hard:
        for read in READ.values():
            with pytest.raises(PatientError):
                read(text)


def test_a_date_by_its_letters_is_the_date():
    """й of two signs in the month."""
    assert BirthDate.parse("9 маи\u0306 1987", today=TODAY).date == date(1987, 5, 9)


def test_thousands_of_marks_on_one_letter_hold_nobody_up():
    """Composing them takes the square of their number; such a text is no answer anyway."""
    text = "а" + "\u0323\u0301" * 2047
    assert visible(text) == text
