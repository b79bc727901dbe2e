"""What is said aside in the form: it is no answer, and a cry for help is heard before anything else."""

import pytest

from tests.chat import fills_in
from tests.form import ANNA, ORDER, comes_to, field_asked

FIELDS_ASKED = [each for each in ORDER if each and each != "summary"]
ASIDE = {
    **dict.fromkeys(("запишите меня к терапевту", "отмените мою запись", "оператор", "картотека"), "/start"),
    **dict.fromkeys(("Здравствуйте!", "добрый день", "спасибо", "хорошо"), "Подскажу"),
}


@pytest.mark.parametrize("field", FIELDS_ASKED)
async def test_an_emergency_is_heard_at_every_question(chat, field):
    """103 and 112 are named at once, and the question stands on."""
    assert field_asked(await comes_to(chat, field)) == field
    for cry in ("ребёнок задыхается", "помогите, болит сердце", "температура 40", "103"):
        said = await chat.says(cry)
        assert "103 или 112" in said, cry
        assert field_asked(said) == field, cry


async def test_an_emergency_is_heard_where_a_button_is_asked_for(chat):
    """At the summary, too."""
    await fills_in(chat)
    said = await chat.says("у мамы инсульт, не дышит")
    assert "103 или 112" in said
    assert "Проверьте карточку" in said


@pytest.mark.parametrize("stage", ["summary", "consent"])
async def test_a_wish_is_told_the_way_out_where_a_button_is_asked_for(chat, stage):
    """Whoever asks for something else reads how to come to it; what the buttons say is to be pressed."""
    stood = await fills_in(chat)
    if stage == "consent":
        stood = await chat.taps("Добавить карточку")
    for wish in ("Мои записи", "оператор", "запишите меня к терапевту"):
        said = await chat.says(wish)
        assert "/start" in said, wish
        assert stood in said, wish
    for label in ("Добавить карточку", "Даю согласие", "помогите", "да"):
        said = await chat.says(label)
        assert "нажать одну из кнопок" in said, label
        assert stood in said, label


async def test_one_word_may_be_a_name_and_an_alarm(chat):
    """Somebody is called so; whoever calls for help reads the numbers all the same."""
    await comes_to(chat, "surname")
    said = await chat.says("Скорая")
    assert "103 или 112" in said
    assert field_asked(said) == "given_name"


@pytest.mark.parametrize("field", FIELDS_ASKED)
async def test_a_wish_or_a_greeting_is_no_answer(chat, field):
    """«Запишите к врачу» is nobody's surname; to who greets it is said once more what is asked for."""
    await comes_to(chat, field)
    for aside, told in ASIDE.items():
        said = await chat.says(aside)
        assert told in said, aside
        assert field_asked(said) == field, aside


@pytest.mark.parametrize("surname", ["Август", "Марта", "Закон", "Врач", "Больной", "Письмо", "Стопа"])
async def test_a_name_that_is_also_a_word_is_a_name(chat, surname):
    """Nobody is kept from telling what he is called."""
    await comes_to(chat, "surname", ANNA)
    assert field_asked(await chat.says(surname)) == "given_name"


async def test_a_name_that_sounds_like_a_word_is_a_name(chat):
    """«Живаго» is nearly «живого», by which an operator is asked for."""
    await comes_to(chat, "surname", ANNA)
    assert field_asked(await chat.says("Живаго")) == "given_name"


@pytest.mark.parametrize("surname", ["Живой", "Позов", "Добрый", "Угу"])
async def test_who_is_called_like_a_wish_is_told_how_to_say_so(chat, surname):
    """The word alone asks for something else; with the question's own word before it, it is the answer."""
    await comes_to(chat, "surname", ANNA)
    said = await chat.says(surname)
    assert field_asked(said) == "surname"
    assert f"«Фамилия: {surname}»" in said
    assert field_asked(await chat.says(f"Фамилия: {surname}")) == "given_name"


async def test_an_answer_with_words_of_a_wish_is_an_answer(chat):
    """A date is the day of a visit elsewhere; here it is the birth date."""
    await comes_to(chat, "birth_date")
    assert field_asked(await chat.says("родилась 12 марта 1987")) == "polis"


@pytest.mark.parametrize(
    "said",
    [
        "Фамилия: Тестова",
        "Фамилия:Тестова",
        "фамилия ребёнка Тестова",
        "моя фамилия Тестова",
        "Фамилия моя - Тестова",
        "фамилия сына: Тестов",
        "это Тестова",
        "гражданка Тестова",
        "Family name: Testova",
    ],
)
async def test_the_words_of_a_question_before_an_answer_are_no_wish(chat, said):
    """«Фамилия ребёнка Тестова» is the surname; «изменить фамилию» is a wish elsewhere."""
    await comes_to(chat, "surname")
    assert field_asked(await chat.says(said)) == "given_name"
    await chat.taps("Назад")
    assert [label for label in chat.labels if label.startswith(("Оставить: Тестов", "Оставить: Testova"))]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("12.03.2099", "не наступила"),
        ("31.02.2027", "нет в календаре"),
        ("завтра", "день, месяц и год"),
        ("12 марта", "день, месяц и год"),
        ("12.03", "день, месяц и год"),
        ("1985, 12 марта или 13", "день, месяц и год"),
    ],
)
async def test_a_day_is_no_wish_where_the_birth_date_is_asked_for(chat, said, told):
    """What is wrong with it is told, and not that the visit has to wait."""
    await comes_to(chat, "birth_date")
    answer = await chat.says(said)
    assert told in answer
    assert field_asked(answer) == "birth_date"


@pytest.mark.parametrize(
    ("field", "said", "told"),
    [
        ("polis", "паспорт 7305 123456", "В номере полиса"),
        ("polis", "зелёный полис 123456", "В номере полиса"),
        ("snils", "свидетельство о рождении II-ВА 123456", "11 цифр"),
    ],
)
async def test_a_number_of_something_else_is_told_as_such(chat, field, said, told):
    """Whoever writes figures answers the question; the words around them open nothing."""
    await comes_to(chat, field)
    answer = await chat.says(said)
    assert told in answer
    assert field_asked(answer) == field
