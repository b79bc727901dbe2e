"""A button's label typed in the other language: it is taken as what it is."""

import pytest

from storage.dialogues import Dialogues
from tests.chat import numbers
from tests.form import ANNA, comes_to, field_asked

LABELS = [("ru", "Skip", "Back", "Cancel"), ("en", "Пропустить", "Назад", "Отмена")]
MENU = [("ru", "Card file"), ("ru", "Menu"), ("ru", "Back"), ("en", "Картотека"), ("en", "В меню")]


async def field_of(chat):
    form = (await chat.database.write(lambda tx: Dialogues(tx).of(chat.user))).form
    return form and form.field.name


@pytest.mark.parametrize(("language", "skip", "back", "cancel"), LABELS)
async def test_the_form_takes_both(chat, *, language, skip, back, cancel):
    """The field stays empty, the question before is asked, the form is forgotten."""
    await comes_to(chat, "patronymic", ANNA)
    chat.language = language
    await chat.says(skip)
    assert await field_of(chat) not in {"patronymic", None}
    await chat.says(back)
    assert await field_of(chat) == "patronymic"
    await chat.says(cancel)
    assert await field_of(chat) is None


@pytest.mark.parametrize(("language", "label"), MENU)
async def test_support_is_left_by_both(chat, language, label):
    """A label of the menu is no question."""
    chat.language = language
    await chat.presses("do:ask:", next(numbers))
    await chat.says(label)
    dialogue = await chat.database.write(lambda tx: Dialogues(tx).of(chat.user))
    assert dialogue.state is None
    assert await chat.database.write(lambda tx: tx.rows("SELECT 1 FROM support_question")) == []


@pytest.mark.parametrize("yes", ["Да", "Всё верно", "Да, записать так", "Yes", "Yes, that is it"])
async def test_a_yes_to_a_guess_is_one(chat, yes):
    """It was taken as a surname, which «Да» may be nowhere else."""
    await comes_to(chat, "surname", ANNA)
    assert "Записать так?" in await chat.says("Тестова Анна")
    assert field_asked(await chat.says(yes)) == "patronymic"


@pytest.mark.parametrize("no", ["Нет", "не так", "Написать заново", "No", "Type it again"])
async def test_a_no_to_a_guess_asks_again(chat, no):
    """Nothing of the guess is kept."""
    await comes_to(chat, "surname", ANNA)
    await chat.says("Тестова Анна")
    assert field_asked(await chat.says(no)) == "surname"


async def test_a_yes_to_one_of_two_days_is_no_answer(chat):
    """Each day stands on a button of its own."""
    await comes_to(chat, "birth_date", ANNA)
    chat.language = "en"
    assert "Which day" in await chat.says("03/09/1958")
    await chat.says("Yes")
    assert await field_of(chat) == "birth_date"
