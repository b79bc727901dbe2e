"""Hiding numbers in free text, as people write them."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from patient.errors import PatientError
from patient.hiding import DOTS, hide_numbers, holds_number
from patient.phone import Phone
from patient.polis import Polis
from patient.snils import Snils
from patient.visible import visible

A_DATE = re.compile(r"\d[./-]\d\d?[./-](?:19|20)\d\d")
BETWEEN = st.sampled_from(
    ["", "", " ", "-", "–", " - ", ".", "\u00a0", "\u202a", "\u200b", "\u2011", "/", " № "]
)


@st.composite
def spelt(draw, digits):
    """The digits with anything between them that our parsers pass over; «1-1-1900» is a date."""
    text = "".join(digit + draw(BETWEEN) for digit in digits).rstrip()
    assume(not A_DATE.search(visible(text)))
    return text


@pytest.mark.parametrize(
    "number",
    [
        "112-233-445 95",
        "112 233 445 95",
        "11223344595",
        "1 1 2 2 3 3 4 4 5 9 5",
        "112.233.445.95",
        "\u202a112-233-445 95\u202c",
        "112\u200b233\u200b445\u200b95",
        "112‑233‑445 95",
        "１１２ ２３３ ４４５ ９５",
        "112-233-445\n95",
        "7349020886007312",
        "7349 0208 8600 7312",
        "735621О840000129",
        "73490208860O7312",
        "+7 902 123-45-67",
        "8(902)123-45-67",
        "89021234567",
        "9021234567",
        "902 123 45 67",
        "73 00 № 1234567",
        "серия 7300 номер 1234567",
        "123456789",
        "112:233:445:95",
        "112  -  233  -  445  -  95",
        "112*233*445*95",
        "112·233•445=95",
        "112~233[445]95",
        "1️⃣1️⃣2️⃣2️⃣3️⃣3️⃣4️⃣4️⃣5️⃣9️⃣5️⃣",
        "12.10.1979, 112-233-445 95",
    ],
)
def test_numbers_are_hidden_in_any_spelling(number):
    """Alone, within words, at the end of a line."""
    for text in (number, f"Мой СНИЛС {number}, что делать?", f"полис:{number}\nспасибо"):
        hidden = hide_numbers(text)
        assert DOTS in hidden
        assert len(re.sub(r"\D", "", hidden)) <= 4
        assert holds_number(text)
    assert hide_numbers(f"Мой СНИЛС {number}, что делать?").endswith(", что делать?")


@pytest.mark.parametrize(
    "text", ["Полис АБ 123456", "полис № 54321", "серия АА, номер 765432", "ЕНП 12345678"]
)
def test_an_old_polis_is_hidden_where_it_is_named(text):
    """It may have five digits, which are nothing by themselves."""
    assert DOTS in hide_numbers(text)
    assert not re.search(r"\d{2}", hide_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "Запись 27.11.2026 08:00, кабинет 305",
        "с 10:00 до 12:30, 27.11.2026 и 28.11.2026",
        "Мне 45 лет, поликлиника № 1, дом 12, квартира 118",
        "Индекс 432000, улица Гончарова, 30",
        "родилась 12.10.1979",
        "10 в 12",
        "103 или 112",
        "Заявка 1234567",
        "",
    ],
)
def test_dates_times_and_short_numbers_stay(text):
    """A question about a visit stays readable."""
    assert hide_numbers(text) == text
    assert not holds_number(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Позвоните 8 (8422) 27-00-01", "Позвоните 8 (8422) 27-00-01"),
        ("Горячая линия 8 800 200-01-22.", "Горячая линия 8 800 200-01-22."),
        *(
            (phones, phones)
            for phones in (
                "8 (8422) 41-00-00, 8 (8422) 42-00-00",
                "8 (8422) 41-00-00 / 42-00-00",
                "+7 902 123-45-67\n8 (8422) 42-00-00",
            )
        ),
        ("8 (8422) 41-00-00, СНИЛС 112-233-445 95", f"8 (8422) 41-00-00, СНИЛС {DOTS}"),
        ("8 (8422) 41-00-00, 112-233-445 95", DOTS),
        ("Ваш СНИЛС 112-233-445 95 не найден", f"Ваш СНИЛС {DOTS} не найден"),
        ("Полис 7349 0208 8600 7312", f"Полис {DOTS}"),
    ],
)
def test_an_answer_may_name_a_phone(text, expected):
    """The registry desk's; documents are hidden there too."""
    assert hide_numbers(text, but_phones=True) == expected


@given(st.data())
def test_whatever_our_parsers_read_is_hidden(data):
    """Eleven or sixteen digits, or nine, with anything between them that a parser passes over."""
    size = data.draw(st.sampled_from([9, 11, 16]))
    digits = data.draw(st.text("0123456789", min_size=size, max_size=size))
    text = data.draw(spelt(digits))
    read = 0
    for kind in (Snils, Polis, Phone):
        try:
            kind.parse(text)
        except PatientError:
            continue
        read += 1
    if read:
        assert not re.search(r"\d", hide_numbers(f"вот {text} вот"))


@given(st.text(max_size=300))
def test_any_text_may_come(text):
    """Nothing else happens to it, and what was hidden once is hidden."""
    once = hide_numbers(text)
    assert hide_numbers(once) == once
