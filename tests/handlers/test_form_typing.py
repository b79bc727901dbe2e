"""What people type into the form: words for none, names that are words of buttons, nearly right numbers."""

import pytest

from tests.chat import fills_in
from tests.form import ANNA, comes_to, field_asked, goes_on


@pytest.mark.parametrize("none", ["-", "без отчества", "Отсутствует", "\u200bнет."])
async def test_no_patronymic_may_be_said_in_words(chat, none):
    """It stays empty, and the summary says so."""
    await comes_to(chat, "patronymic")
    assert "пол" in await chat.says(none)
    said = await goes_on(chat, await chat.says("жен."), ANNA | {"phone": "нет телефона"})
    assert "Отчество: <b>нет</b>" in said


@pytest.mark.parametrize("phone", ["8 (902) 123-45-67", "9021234567", "79021234567"])
async def test_ones_own_contact_is_taken_in_every_form(chat, phone):
    """As Telegram tells it, and as address books keep it."""
    await comes_to(chat, "phone", ANNA | {"polis": "нет"})
    assert "+7 ••• •••-45-67" in await goes_on(chat, await chat.shares_contact(phone), {})


@pytest.mark.parametrize("name", ["Back", "Cancel", "No"])
async def test_a_person_may_be_called_like_a_button(chat, name):
    """At a name, English words of buttons are names; elsewhere they are the buttons."""
    chat.language = "en"
    await chat.says("/add")
    assert "given name" in await chat.says(name)
    assert "patronymic" in await chat.says(name)
    assert "sex" in await chat.says("no")
    assert "patronymic" in await chat.says("back")


async def test_a_word_for_none_takes_no_answer_back(chat):
    """«Нет» at the summary or the consent is no answer to the question before."""
    await comes_to(chat, "phone", ANNA | {"polis": "нет"})
    await chat.says("89021234567")
    assert "45-67" in await chat.says("нет")
    await chat.taps("Добавить карточку")
    await chat.says("нет")
    assert "45-67" in await chat.taps("Не даю согласия")


async def test_a_button_may_be_typed_with_marks_around_it(chat):
    """Copied from anywhere, with or without a full stop."""
    await fills_in(chat)
    assert "удалены" in await chat.says("\u2068Отмена\u2069.")


@pytest.mark.parametrize(
    "command", ["\u200e/cancel", "\u2068/cancel\u2069", "/can\u200bcel", "\ufeff/cancel"]
)
async def test_a_command_with_marks_that_nobody_sees_is_the_command(chat, command):
    """In the form it is no answer."""
    await comes_to(chat, "snils", ANNA | {"birth_date": "12-го октября 79", "polis": "-"})
    assert "удалены" in await chat.sends(message={**chat._head(70001), "text": command})


async def test_a_whole_card_may_be_sent_at_once(chat):
    """It is shown as it was read, numbers masked, and only what is missing is asked after the tap."""
    await comes_to(chat, "surname")
    said = await chat.says("Тестова Анна Петровна, 12.10.1979, СНИЛС 112-233-445 95, тел. 8 902 123-45-67")
    assert "12.10.1979" in said
    assert "112-233" not in said
    assert field_asked(await chat.taps("Да, записать так")) == "sex"
    assert field_asked(await chat.says("ж")) == "polis"
    assert "45-67" in await chat.taps("Пропустить")
