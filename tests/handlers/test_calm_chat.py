"""A calm chat: the form in one message, and nothing of it left but what came of it."""

import pytest

from tests.chat import Chat, adds_card
from tests.form import comes_to


def bubbles(chat: Chat) -> list[str]:
    """Return what stands in the chat, of both sides."""
    return [str(message.get("text", "")) for message in chat.messages.values()]


def forms(chat: Chat) -> list[int]:
    """Return the messages that have a button of the form."""
    return [
        number
        for number, message in chat.messages.items()
        for row in (message.get("reply_markup") or {}).get("inline_keyboard", [])[:1]
        if row[0]["callback_data"].startswith("f:")
    ]


async def test_one_message_remains_of_a_card_by_hand(chat):
    """Of twenty bubbles in all one is left: the saved card with its next steps."""
    await adds_card(chat)
    (saved,) = bubbles(chat)
    assert "Карточка успешно добавлена" in saved


async def test_the_form_is_edited_from_question_to_question(chat):
    """Two calls an answer: what was typed goes, and the message that asked asks the next thing.

    The first answer takes the command along.
    """
    await chat.says("/add")
    (form,) = forms(chat)
    for answer in ("Тестова", "Тест0ва", "Анна"):
        chat.calls.clear()
        await chat.says(answer)
        assert [method.rstrip("s") for method, _ in chat.calls] == ["deleteMessage", "editMessageText"]
        assert forms(chat) == [form]


async def test_the_phone_comes_below_its_keyboard_and_takes_it_along(chat):
    """An edited message has no keyboard below the input: both are sent anew, and go with the answer."""
    await comes_to(chat, "phone")
    (form,) = forms(chat)
    assert bubbles(chat)[-2:] == [chat.messages[form - 1]["text"], chat.messages[form]["text"]]
    assert "keyboard" in chat.messages[form - 1]["reply_markup"]
    chat.calls.clear()
    await chat.says("+7 902 000-00-01")
    assert [method for method, _ in chat.calls] == ["editMessageText", "deleteMessages"][::-1]
    assert form - 1 in chat.deleted
    assert forms(chat) == [form]


async def test_a_keyboard_too_old_to_be_deleted_is_taken_away_by_a_message(chat, database):
    """Telegram deletes nothing after two days; the keyboard would stay below the input."""
    await comes_to(chat, "phone")
    await database.write(lambda tx: tx.execute("UPDATE sent_message SET at = at - 180000"))
    await chat.says("+7 902 000-00-01")
    taken = [given for _, given in chat.calls if "remove_keyboard" in (given.get("reply_markup") or {})]
    assert len(taken) == 1


async def test_the_question_goes_on_below_what_was_told_after_it(chat, database):
    """An edit far above would be seen by nobody: the form moves to the end, and leaves nothing behind."""
    await chat.says("/add")
    await chat.says("/help")
    await chat.reads()
    (form,) = forms(chat)
    assert form == max(chat.messages)
    assert "имя" in await chat.says("Тестова")
    assert forms(chat) == [form]


@pytest.mark.parametrize("way", ["Продолжить карточку", "Ввести вручную"])
async def test_a_form_taken_up_elsewhere_leaves_its_old_place(chat, way):
    """It stands in one message at a time, however it is come back to."""
    await chat.says("/add")
    await chat.says("Тестова")
    (first,) = forms(chat)
    await chat.says("/start" if way.startswith("Прод") else "/cards")
    await chat.taps(way)
    if way == "Ввести вручную":
        await chat.taps("заново")
    await chat.reads()
    assert len(forms(chat)) == 1
    assert first not in chat.messages


async def test_a_saved_card_is_not_deleted_by_the_next_form(chat):
    """The message that held the form is one like any other by then."""
    await adds_card(chat)
    await chat.says("/add")
    await chat.says("Иванов")
    assert any("успешно добавлена" in text for text in bubbles(chat))


async def test_an_old_button_of_the_form_makes_no_second_message(chat):
    """Two quick taps on one button: the message shows what stands, once."""
    await comes_to(chat, "sex")
    (form,) = forms(chat)
    row = chat.messages[form]["reply_markup"]["inline_keyboard"][0]
    await chat.presses(row[1]["callback_data"], form)
    await chat.presses(row[1]["callback_data"], form)
    assert forms(chat) == [form]


@pytest.mark.parametrize("word", ["отмена", "Отмена"])
async def test_a_cancelled_form_becomes_the_card_file(chat, word):
    """In the same message, typed or tapped."""
    await chat.says("/add")
    (form,) = forms(chat)
    await (chat.says(word) if word == "отмена" else chat.taps(word))
    assert "удалены" in chat.messages[form]["text"]
    assert len(bubbles(chat)) == 1
