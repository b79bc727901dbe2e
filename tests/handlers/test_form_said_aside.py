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


async def test_an_answer_with_words_of_a_wish_is_an_answer(chat):
    """A date is the day of a visit elsewhere; here it is the birth date."""
    await comes_to(chat, "birth_date")
    assert field_asked(await chat.says("родилась 12 марта 1987")) == "polis"
