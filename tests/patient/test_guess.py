"""What is nearly something else: asked about, never believed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient import fields
from patient.card import CardDraft
from patient.fields import FIELDS
from patient.guess import LONGEST, Guess, Slip, guess, instead_of
from patient.layout import in_russian_layout
from patient.name import Surname, same_name
from patient.patronymic import sex_in
from patient.polis import Polis
from patient.sex import Sex
from patient.whole_name import parts_of
from storage.written import read, written
from tests.patient.strategies import TODAY, typed

S, G, P = fields.SURNAME, fields.GIVEN_NAME, fields.PATRONYMIC
KEYS = dict(
    zip(
        "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ",
        "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~",
        strict=True,
    )
)
RUSSIAN = (
    *("Иванова", "Петров", "Смирнов", "Кузнецова", "Попов", "Васильева", "Соколова", "Михайлов"),
    *("Новиков", "Фёдорова", "Морозов", "Волков", "Алексеева", "Лебедев", "Семёнов", "Егорова"),
    *("Павлов", "Козлова", "Степанов", "Николаев", "Орлова", "Андреев", "Макаров", "Никитин"),
    *("Захарова", "Зайцев", "Соловьёв", "Борисов", "Яковлев", "Григорьева", "Романов", "Воробьёв"),
    *("Щербаков", "Жукова", "Хабибуллин", "Гайнутдинова", "Шевченко", "Кравчук", "Подольский"),
    *("Чайковская", "Мария", "Анна", "Елена", "Ольга", "Наталья", "Татьяна", "Ирина", "Светлана"),
    *("Екатерина", "Юлия", "Дмитрий", "Сергей", "Андрей", "Алексей", "Михаил", "Юрий", "Евгений"),
    *("Николай", "Иван", "Егор", "Олег", "Руслан", "Гульнара", "Айгуль", "Ильдар", "Петровна"),
    *("Сергеевна", "Ильинична", "Александрович", "Ильич"),
)
FOREIGN = (
    *("Smith", "Johnson", "Brown", "Garcia", "Miller", "Davis", "Wilson", "Taylor", "Thomas", "Moore"),
    *("Martin", "Jackson", "White", "Harris", "Clark", "Lewis", "Walker", "Hall", "Young", "King"),
    *("Wright", "Green", "Baker", "Adams", "Nelson", "Hill", "Campbell", "Mitchell", "Nguyen", "Kim"),
    *("Lee", "Chen", "Wang", "Singh", "Kumar", "Müller", "Schmidt", "Weber", "Wagner", "Becker"),
    *("Rossi", "Dubois", "Novak", "Kowalski", "Yilmaz", "Ivanova", "Petrov", "Anna", "Maria", "Emma"),
    *("Henry", "Betty", "Helen", "Brenda", "Lynn", "Gwyn", "Ng", "Back", "Cancel", "Skip"),
)


def parts(draft):
    """Return what a draft of names says, by field."""
    return {field: value.text for field, value in draft.answers.items()} if draft else None


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Иванова Мария Петровна", S, {S: "Иванова", G: "Мария", P: "Петровна"}),
        ("ИВАНОВА МАРИЯ ПЕТРОВНА.", S, {S: "Иванова", G: "Мария", P: "Петровна"}),
        ("иванова, мария петровна", S, {S: "Иванова", G: "Мария", P: "Петровна"}),
        ("Мария Петровна Иванова", S, {S: "Иванова", G: "Мария", P: "Петровна"}),
        ("Ли Ким Чен", S, {S: "Ли", G: "Ким", P: "Чен"}),
        ("Алиев Рашид Гусейн оглы", S, {S: "Алиев", G: "Рашид", P: "Гусейн оглы"}),
        ("Лебедева-Зимина Анна Мария", S, {S: "Лебедева-Зимина", G: "Анна", P: "Мария"}),
        ("Иванова Мария", S, {S: "Иванова", G: "Мария"}),
        ("Мария Петровна", S, {G: "Мария", P: "Петровна"}),
        ("Ivanova Maria Petrovna", S, {S: "Ivanova", G: "Maria", P: "Petrovna"}),
        ("Мария Петровна", G, {G: "Мария", P: "Петровна"}),
        ("Иванова Мария Петровна", G, {S: "Иванова", G: "Мария", P: "Петровна"}),
        ("Иванова Мария Петровна", P, {S: "Иванова", G: "Мария", P: "Петровна"}),
        *(
            (text, S, None)
            for text in (
                "Иванова",
                "Ван дер Примеров",
                "фон Тестов",
                "де ла Круз",
                "Garcia Lopez",
                "Рашид оглы",
            )
        ),
        *(
            (text, S, None)
            for text in ("Иванова М. П.", "", "а б в г д е", "Иванова 2 Петровна", "слово " * 99)
        ),
        *((text, G, None) for text in ("Анна Мария", "Анна-Мария", "Мария")),
        *((text, P, None) for text in ("Рашид оглы", "Петровна")),
    ],
)
def test_the_parts_of_a_whole_name_are_told_apart(text, asked, expected):
    """Surname first or last, «оглы» with its father; a name of several words stays one."""
    assert parts(parts_of(text, asked)) == expected


@pytest.mark.parametrize("name", RUSSIAN)
def test_a_name_in_the_wrong_layout_is_known(name):
    """In either case, and with the full stop of a double space."""
    keys = "".join(KEYS[letter] for letter in name)
    assert in_russian_layout(keys) == in_russian_layout(f"{keys}. ") == name
    assert in_russian_layout(keys.upper() if keys.isalpha() else keys).casefold() == name.casefold()


@pytest.mark.parametrize("name", [*FOREIGN, "Иванова", "", "-", "123", "qwerty", "asdf", "f" * 200, "bd bd"])
def test_a_foreign_name_is_none_in_the_wrong_layout(name):
    """Nobody is asked whether Smith is «Ыьшер»."""
    assert in_russian_layout(name) is None


def test_a_whole_name_in_the_wrong_layout_is_both():
    """«Bdfyjdf Vfhbz Gtnhjdyf» is three parts, and may stay as it is."""
    found = guess(S, "Bdfyjdf Vfhbz Gtnhjdyf", TODAY)
    assert (found.slip, parts(found.meant)) == (Slip.LAYOUT, {S: "Иванова", G: "Мария", P: "Петровна"})
    assert parts(found.typed) == {S: "Bdfyjdf Vfhbz Gtnhjdyf"}
    assert parts(guess(S, ";erjd", TODAY).typed) == {}


@pytest.mark.parametrize(
    ("asked", "text", "slip", "meant", "typed_too"),
    [
        *(
            (
                fields.POLIS,
                text,
                Slip.LETTERS,
                {"polis": {"kind": "new", "number": "7356210840000129", "series": None}},
                True,
            )
            for text in ("735621О840000129", "735621o840000129", "7З56210840000129", "735б210840000129")
        ),
        (
            fields.POLIS,
            "7356 21О8 4000 0129",
            Slip.LETTERS,
            {"polis": {"kind": "new", "number": "7356210840000129", "series": None}},
            False,
        ),
        (fields.POLIS, "735621Ж840000129", Slip.LETTERS, {}, True),
        (fields.POLIS, "735621О84000129", Slip.LETTERS, {}, True),
        (fields.SNILS, "112-233-44S 95", Slip.LETTERS, {"snils": "11223344595"}, False),
        (fields.SNILS, "ll2-2ЗЗ-445 95", Slip.LETTERS, {"snils": "11223344595"}, False),
        (fields.PHONE, "8 9О2 12З-45-67", Slip.LETTERS, {"phone": "+79021234567"}, False),
        (
            fields.SNILS,
            "7356 2108 4000 0129",
            Slip.ELSEWHERE,
            {"polis": {"kind": "new", "number": "7356210840000129", "series": None}},
            False,
        ),
        (fields.SNILS, "+7 902 123-45-67", Slip.ELSEWHERE, {"phone": "+79021234567"}, False),
        (fields.PHONE, "112-233-445 95", Slip.ELSEWHERE, {"snils": "11223344595"}, False),
        (
            fields.PHONE,
            "7356210840000129",
            Slip.ELSEWHERE,
            {"polis": {"kind": "new", "number": "7356210840000129", "series": None}},
            False,
        ),
        (fields.BIRTH_DATE, "112-233-445 95", Slip.ELSEWHERE, {"snils": "11223344595"}, False),
        (fields.BIRTH_DATE, "8 902 123-45-67", Slip.ELSEWHERE, {"phone": "+79021234567"}, False),
        (fields.SEX, "09.03.1987", Slip.ELSEWHERE, {"birth_date": "1987-03-09"}, False),
        (S, "112-233-445 95", Slip.ELSEWHERE, {"snils": "11223344595"}, False),
        (fields.POLIS, "9 марта 1987", Slip.ELSEWHERE, {"birth_date": "1987-03-09"}, False),
    ],
)
def test_an_answer_that_is_nearly_something_is_guessed_at(asked, text, slip, meant, typed_too):
    """A letter for a digit, and numbers at another number's question."""
    found = guess(asked, text, TODAY)
    assert (found.slip, written(found.meant), bool(found.typed.answers)) == (slip, meant, typed_too)
    assert read(Guess, written(found)) == found


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        *((S, text) for text in ("Иванова", "Smith", "Тестова2", "вчера", "7356", "")),
        *(
            (fields.POLIS, text)
            for text in ("7356210840000129", "654321", "11223344595", "АБ 1234567", "слово", "7356")
        ),
        *(
            (fields.SNILS, text)
            for text in ("112-233-445 95", "112-233-445 96", "112-233-445", "7356210840000128")
        ),
        *((fields.PHONE, text) for text in ("8 902 123-45-67", "8 902", "112-233-445 96")),
        *((fields.BIRTH_DATE, text) for text in ("09.03.1987", "31.02.2000", "вчера", "654321987")),
    ],
)
def test_a_plain_answer_and_a_plain_mistake_are_no_guess(asked, text):
    """Each of them has its own way: kept, or refused with the reason."""
    assert guess(asked, text, TODAY) is None


@pytest.mark.parametrize(
    ("number", "instead"),
    [
        ("11223344595", {"snils": "11223344595"}),
        ("9021234567", {"phone": "+79021234567"}),
        ("89021234567", {"phone": "+79021234567"}),
        *(
            (number, {})
            for number in ("11223344596", "654321", "735621084000012", "7345 654321", "7356210840000129")
        ),
    ],
)
def test_a_number_at_the_poliss_place_is_known_for_what_it_is(number, instead):
    """A SNILS by its control number, a mobile by its code."""
    assert written(instead_of(Polis.parse(number))) == instead


@pytest.mark.parametrize(
    ("asked", "text", "slip", "meant"),
    [
        *(
            (S, text, Slip.WHOLE_NAME, {S: "Иванова"})
            for text in (
                "Иванова М.П.",
                "Иванова М. П.",
                "ИВАНОВА М П",
                "М.П. Иванова",
                "М. Иванова",
                "Иванова М",
            )
        ),
        (G, "Мария П.", Slip.WHOLE_NAME, {G: "Мария"}),
        *((S, text, Slip.LAYOUT, {S: "Иванова"}) for text in ("Ивaнова", "ИВAHОВА", "Иванoвa")),
        (G, "Eлена", Slip.LAYOUT, {G: "Елена"}),
        *(
            (G, text, Slip.WHOLE_NAME, {G: "Анна"})
            for text in ("Тестова Анна", "Анна ТЕСТОВА", "тестова анна", "Анна Тестова.")
        ),
    ],
)
def test_a_part_with_more_than_itself_is_asked_about(asked, text, slip, meant):
    """Initials, a Latin letter among Russian ones, and the surname that was told already."""
    known = CardDraft({S: Surname("Тестова")})
    found = guess(asked, text, TODAY, known=known)
    assert (found.slip, parts(found.meant)) == (slip, meant)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        *(
            (S, text)
            for text in ("Моя фамилия Иванова", "фамилия: Иванова", "Я Иванова", "Тестова", "О", "Ван Гог")
        ),
        *((G, text) for text in ("Анна Мария", "моё имя Анна", "М.", "Тест", "Ан", "Anna", "Sмит")),
        *((P, text) for text in ("отчество Петровна", "Петровна.", "Али кызы")),
    ],
)
def test_a_part_alone_is_no_guess(asked, text):
    """Words that only repeat the question are no parts of a name."""
    assert guess(asked, text, TODAY, known=CardDraft({S: Surname("Тестова")})) is None


ANNA = "Тестова Анна Петровна"
NUMBERS = {"birth_date": "1979-10-12", "snils": "11223344595"}
PHONE = {"phone": "+79021234567"}
POLIS = {"polis": {"kind": "new", "number": "7356210840000129", "series": None}}


@pytest.mark.parametrize("asked", [S, fields.BIRTH_DATE, fields.POLIS, fields.SNILS, fields.PHONE])
@pytest.mark.parametrize(
    ("text", "names", "numbers"),
    [
        (f"{ANNA} 12.10.1979, СНИЛС 112-233-445 95", ANNA, NUMBERS),
        (f"ФИО: {ANNA}\nд.р. 12.10.1979 г.р.\n11223344595", ANNA, NUMBERS),
        (f"{ANNA}; полис ОМС № 7356 2108 4000 0129; тел. +7 (902) 123-45-67", ANNA, POLIS | PHONE),
        ("Тестова Анна, 12 октября 1979 г.", "Тестова Анна", {"birth_date": "1979-10-12"}),
        ("7356210840000129, 112-233-445 95", "", POLIS | {"snils": "11223344595"}),
        ("СНИЛС 112-233-445 95 и телефон 8 902 123-45-67", "", PHONE | {"snils": "11223344595"}),
    ],
)
def test_several_answers_at_once_are_told_apart(asked, text, names, numbers):
    """As people paste a whole card, at whichever question; it is shown and asked about."""
    found = guess(asked, text, TODAY)
    told = {
        field: value for field, value in written(found.meant).items() if field in {*NUMBERS, *PHONE, *POLIS}
    }
    assert (found.slip, told, found.typed.answers) == (Slip.WHOLE_NAME, numbers, {})
    assert " ".join(found.meant[part].text for part in (S, G, P) if part in found.meant.answers) == names


@pytest.mark.parametrize(
    "text",
    [
        "Паспорт 7305 123456 выдан 12.10.1999 УВД города",
        "12.10.1979, 13.10.1980",
        "112-233-445 95, 112-233-445 96",
        "Тестова Анна Петровна, 31.02.1979",
        "112-233-445 95, какой-то текст тут",
    ],
)
def test_what_is_not_understood_whole_is_not_taken_in_parts(text):
    """Two dates, a passport, a slip in one of the numbers: the person says it again."""
    found = guess(fields.SNILS, text, TODAY)
    assert found is None or found.slip is not Slip.WHOLE_NAME


@given(st.sampled_from(FIELDS), typed("Иванова Петровна Bdfyjdf 0123456789ОЗl-.«\u200b"))
def test_any_text_is_guessed_at_or_not(asked, text):
    """No guess fails, and each can be kept in the dialogue."""
    found = guess(asked, text, TODAY)
    if found:
        assert found.meant.answers or found.typed.answers
        assert read(Guess, written(found)) == found


def test_a_long_text_is_nobodys_guess():
    """It is refused as too long."""
    assert guess(S, "Иванова Мария Петровна" * LONGEST, TODAY) is None


@pytest.mark.parametrize(
    ("sex", "patronymics"),
    [
        (Sex.MALE, "Петрович Сергеевич Ильич Лукич Кузьмич Никитич ИВАНЫЧ Petrovich Ilyich Гусейн-оглы Ogly"),
        (
            Sex.FEMALE,
            "Петровна Сергеевна Ильинична Никитична ЛУКИНИЧНА Petrovna Ильясовна Кызы Aliyevna Гасан-кызы",
        ),
        (None, "Чен Мария Ли Оглоблин Ич На Вна Sanchez"),
    ],
)
def test_a_patronymic_tells_the_sex(sex, patronymics):
    """By its ending, in both scripts; what has none tells nothing."""
    for patronymic in patronymics.split():
        assert sex_in(patronymic) is sex, patronymic


@pytest.mark.parametrize(
    "text",
    ["ФИО: Тестова Анна Петровна", "ф. и. о. - Тестова Анна Петровна", "Меня зовут Анна Петровна Тестова"],
)
def test_words_before_a_whole_name_are_no_part_of_it(text):
    """As forms are filled in, and as people speak."""
    found = guess(fields.SURNAME, text, TODAY)
    assert found is not None
    assert [found.meant[field].text for field in (S, G, P)] == ["Тестова", "Анна", "Петровна"]


@pytest.mark.parametrize(
    ("asked", "text", "meant"),
    [
        (fields.SNILS, "112-233-445 95 112-233-445 95", {"snils": "11223344595"}),
        (fields.SNILS, "11223344595,00", {"snils": "11223344595"}),
        (fields.POLIS, "полис от 01.02.2015 № 7356210840000129", POLIS),
        (fields.POLIS, "7356 2108 4000 0129, действует с 01.02.2015", POLIS),
        (fields.PHONE, "8 902 123-45-67 после 18:00", PHONE),
        (fields.PHONE, "+7 (902) 123-45-67 доб. 12", PHONE),
        (fields.BIRTH_DATE, "12.10.1979 10:30", {"birth_date": "1979-10-12"}),
        (fields.BIRTH_DATE, "12.10.1979, Ульяновск", {"birth_date": "1979-10-12"}),
    ],
)
def test_a_number_among_other_words_and_figures_is_asked_about(asked, text, meant):
    """It is the only one of its kind there; whether it is the answer the person says."""
    found = guess(asked, text, TODAY)
    assert (found.slip, written(found.meant), found.typed.answers) == (Slip.WHOLE_NAME, meant, {})


@pytest.mark.parametrize("asked", [fields.SNILS, fields.PHONE, fields.BIRTH_DATE])
@pytest.mark.parametrize(
    "text",
    [
        "112-233-445 95 или 087-654-303 00",
        "8 902 123-45-67, 8 903 123-45-67",
        "12.10.1979 или 13.10.1979",
        "112-233-445 95 112-233-445 96",
        "12.10.1979 и 31.02.1979 в 10:00",
    ],
)
def test_of_two_numbers_of_a_kind_none_is_guessed(asked, text):
    """Nobody knows which was meant."""
    assert guess(asked, text, TODAY) is None


@pytest.mark.parametrize(
    ("asked", "said", "meant"),
    [
        (
            fields.SNILS,
            "сто двенадцать двести тридцать три четыреста сорок пять девяносто пять",
            {"snils": "11223344595"},
        ),
        (fields.SNILS, "один один два два три три четыре четыре пять девять пять", {"snils": "11223344595"}),
        (fields.PHONE, "восемь девятьсот два сто двадцать три сорок пять шестьдесят семь", PHONE),
    ],
)
def test_a_dictated_number_is_asked_about(asked, said, meant):
    """Words may be heard as other figures: «двадцать пять» is 25, and 20 5."""
    found = guess(asked, said, TODAY)
    assert (found.slip, written(found.meant)) == (Slip.LETTERS, meant)


@pytest.mark.parametrize("text", ["Çавалова", "Хуçангай", "Әминə", "Кĕçĕнов"])
def test_chuvash_and_tatar_letters_of_another_alphabet_are_asked_about(text):
    """They look the same, and most keyboards have only those."""
    found = guess(S, text, TODAY)
    assert found.slip is Slip.LAYOUT
    assert not re.search("[a-zəăĕç]", found.meant[S].text, re.IGNORECASE)
    assert same_name(found.meant[S].text, text)
