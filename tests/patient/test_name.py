"""Names as people type them."""

import pytest
from hypothesis import given

from patient.errors import InvalidName
from patient.name import LONGEST, FullName, GivenName, Patronymic, Surname, same_name
from tests.patient.strategies import typed

LETTERS = "аяАЯёЁәҒҮbBzZßİıŉǆ -–'’.1/😀"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Тестова\u00a0", "Тестова"),
        ("Ёлкин", "Ёлкин"),
        ("Е\u0308лкин", "Ёлкин"),
        ("Ғәлиев", "Ғәлиев"),
        ("Ё", "Ё"),
        ("О’Нил", "О'Нил"),
        ("O'Brien", "O'Brien"),
        ("Ван  дер   Примеров", "Ван дер Примеров"),
        ("Тестов—Примеров", "Тестов-Примеров"),
        ("Müller", "Müller"),
        ("М.", "М."),
    ],
)
def test_a_name_is_kept_as_the_document_says_it(text, kept):
    """Ё, national letters, hyphens, apostrophes, dots and spaces stay; only the typing is tidied."""
    assert Surname.parse(text).text == kept


@pytest.mark.parametrize(
    ("part", "text", "kept"),
    [
        (Surname, "Фамилия: Тестова", "Тестова"),
        (Surname, "моя фамилия — Тестова", "Тестова"),
        (Surname, "моя фамилия тестова", "Тестова"),
        (Surname, "я: тестова", "Тестова"),
        (Surname, "Я-Тестова", "Я-Тестова"),
        (Surname, "My surname is Testova", "Testova"),
        (Surname, "Фамилия", "Фамилия"),
        (Surname, "фамилия ребёнка:Тестова", "Тестова"),
        (Surname, "Фам. Тестова", "Тестова"),
        (Surname, "Фам Тхи", "Фам Тхи"),
        (Surname, "гражданка Тестова", "Тестова"),
        (GivenName, "имя ребенка: Анна", "Анна"),
        (GivenName, "сына зовут Иван", "Иван"),
        (GivenName, "Я - Анна", "Анна"),
        (GivenName, "I am Anna", "Anna"),
        (Patronymic, "отч. Петровна", "Петровна"),
        (Surname, "имя Анна", "имя Анна"),
        (GivenName, "имя: Анна", "Анна"),
        (GivenName, "Меня зовут Анна", "Анна"),
        (GivenName, "Имявер", "Имявер"),
        (Patronymic, "отчество — Петровна", "Петровна"),
    ],
)
def test_words_that_repeat_the_question_are_no_part_of_the_answer(part, text, kept):
    """«Фамилия: …» is how forms are filled in, and how people speak."""
    assert part.parse(text).text == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("иванова-петрова", "Иванова-Петрова"),
        ("ТЕСТОВ-ПРИМЕРОВ", "Тестов-Примеров"),
        ("о'нил", "О'Нил"),
        ("иВАНОВА-пЕТРОВА", "Иванова-Петрова"),
        ("ИВАНОВА — ПЕТРОВА", "Иванова-Петрова"),
        ("РАСУЛ ОГЛЫ", "Расул оглы"),
        ("гусейн оглы", "Гусейн оглы"),
        ("рашид-оглы", "Рашид-оглы"),
        ("оглы", "Оглы"),
        ("İSMAİL", "İsmail"),
        ("GROß", "GROß"),
        ("фон Дер Примеров", "фон Дер Примеров"),
        ("МакТестов", "МакТестов"),
        ("Т е с т о в а", "Тестова"),
        ("Т Е С Т О В А", "Тестова"),
        ("О Э", "О Э"),
    ],
)
def test_capitals_are_mended_only_where_all_or_none_were_typed(text, kept):
    """All small or all capital letters say nothing of the name; mixed ones are meant."""
    assert Patronymic.parse(text).text == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        (" — ", "empty"),
        ("/start", "command"),
        ("Тестова2", "digits"),
        ("Тестова²", "digits"),
        ("½Тестова", "characters"),
        ("Тестова 😀", "characters"),
        ("Тест_ова", "characters"),
        (".Тестова", "characters"),
        ("Αθηνά", "characters"),
        ("李", "characters"),
        ("Теcтова", "mixed_scripts"),
        ("Tестова", "mixed_scripts"),
        ("а" * (LONGEST + 1), "long"),
    ],
)
def test_a_name_is_refused_with_the_reason_that_can_be_mended(text, reason):
    """Each fault has a sentence of its own; the error tells the part and never the text."""
    with pytest.raises(InvalidName) as caught:
        GivenName.parse(text)
    assert (caught.value.reason, caught.value.part) == (reason, "given_name")
    assert str(caught.value) == f"name.{reason}"


@given(typed(LETTERS))
def test_any_text_is_a_name_that_reads_the_same_again_or_is_refused(text):
    """What was kept is itself a name, in the same letters."""
    try:
        name = Surname.parse(text)
    except InvalidName:
        return
    assert 1 <= len(name.text) <= LONGEST
    assert Surname.parse(name.text) == name


def test_e_and_yo_are_one_letter_in_a_comparison():
    """Щёголева is Щеголева for the registry."""
    assert same_name("Щёголева", "ЩЕГОЛЕВА")
    assert not same_name("Щёголева", "Щеглова")


def test_a_name_has_a_short_form():
    """«Иванова М. П.»; without a patronymic «Тестов М.»."""
    name = FullName(Surname("Иванова"), GivenName("Мария"), Patronymic("Петровна"))
    assert (name.full, name.short) == ("Иванова Мария Петровна", "Иванова М. П.")
    assert FullName(Surname("Тестов"), GivenName("Марк")).short == "Тестов М."


@given(typed(LETTERS), typed(LETTERS))
def test_names_that_a_register_tells_are_compared_whatever_they_are(surname, given):
    """Any text is an answer; nothing told beside the surname contradicts nobody."""
    name = FullName(Surname("Тестова"), GivenName("Анна"), Patronymic("Петровна"))
    assert name.may_be("ТЕСТОВА", "")
    assert not name.may_be("ТЕСТОВА", f"Я{given}")
    assert not name.may_be(f"Я{surname}", "Анна Петровна")


def test_initials_and_word_order_of_given_names():
    """«Мамед оглы» is two words, a hyphen separates like a space, «нет» is no patronymic."""
    ali = FullName(Surname("Мамедов"), GivenName("Али"), Patronymic("Мамед оглы"))
    assert ali.may_be("МАМЕДОВ", "Али Мамед-оглы")
    assert ali.may_be("МАМЕДОВ", "А. М.")
    assert ali.may_be("МАМЕДОВ", "Али нет")
    assert not ali.may_be("МАМЕДОВ", "Али Вели")
