"""A question to support, as who asks it meets it."""

import pytest

from storage.support import SupportDesk
from tests.chat import Chat, numbers
from tests.handlers.test_messages import receives


async def asks(chat, text="Не вижу прикрепления, что делать?"):
    """Write to support; return the answer."""
    await chat.says("/start")
    await chat.taps("Сообщения")
    await chat.taps("Написать в поддержку")
    return await chat.says(text)


async def open_questions(database):
    return await database.write(lambda tx: SupportDesk(tx).open())


async def test_a_question_is_confirmed_and_stands_among_the_messages(chat):
    """It gets a code, counts as read, and the next word is no question any more."""
    said = await asks(chat)
    (question,) = await open_questions(chat.database)
    assert "Ваш вопрос отправлен" in said
    assert f"#{question.code}" in said
    await chat.says("ещё слово")
    assert len(await open_questions(chat.database)) == 1
    await chat.says("/start")
    assert "Сообщения" in chat.labels
    assert "Всё прочитано" in await chat.taps("Сообщения")
    assert "Не вижу прикрепления" in await chat.taps("Вы, вопрос")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"photo": [], "caption": "смотрите"}, "только текст"),
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}, "только текст"),
        ({"contact": {"phone_number": "79020000001", "first_name": "Анна", "user_id": 1001}}, "только текст"),
        ({"text": "а" * 2001}, "Сократите"),
    ],
)
async def test_what_is_no_question_is_refused_kindly(chat, content, words):
    """The bot still waits for the question, which then arrives."""
    await chat.says("/start")
    await chat.taps("Сообщения")
    await chat.taps("Написать в поддержку")
    assert words in await chat.sends(message={**chat._head(next(numbers)), **content})
    assert await open_questions(chat.database) == []
    assert "отправлен" in await chat.says("а" * 2000)


async def writes(chat):
    await chat.says("/start")
    await chat.taps("Сообщения")
    await chat.taps("Написать в поддержку")


@pytest.mark.parametrize("said", ["Отмена", "отмена.", "стоп", "Cancel"])
async def test_who_thinks_better_of_it_in_words_asks_nothing(chat, said):
    """Not only the button and /cancel leave: nobody at the desk can answer «Отмена»."""
    await writes(chat)
    assert "Вопрос не отправлен" in await chat.says(said)
    assert await open_questions(chat.database) == []
    assert "отправлен" not in await chat.says("ещё слово")


@pytest.mark.parametrize(
    ("said", "shown"),
    [("Картотека", "Ввести вручную"), ("мои записи", "Записаться"), ("В меню", "Врачи"), ("Назад", "Врачи")],
)
async def test_a_label_of_the_menu_leads_there_and_is_no_question(chat, said, shown):
    """It was typed, because the menu had gone up out of sight."""
    await writes(chat)
    await chat.says(said)
    assert shown in chat.labels
    assert await open_questions(chat.database) == []


@pytest.mark.parametrize("said", ["  ", ".", "👍", "???", "\u3164\u115f"])
async def test_what_has_no_words_is_asked_for_again(chat, said):
    """Of five questions a day none is spent on a full stop; the question stands."""
    await writes(chat)
    assert "Вопрос в поддержку" in await chat.says(said)
    assert await open_questions(chat.database) == []
    assert "отправлен" in await chat.says("Не вижу прикрепления")


async def test_who_cries_for_help_is_told_whom_to_call(chat):
    """The question goes its way all the same: an ambulance that was late is one to complain of."""
    said = await asks(chat, "ребёнок задыхается, что делать")
    assert "103" in said
    assert "Ваш вопрос отправлен" in said
    assert "103" not in await asks(
        chat, "Как отменить запись и вернуться в меню? Кнопка «Отмена» не работает"
    )
    assert len(await open_questions(chat.database)) == 2


async def test_a_changed_message_is_no_question(chat):
    """Only a new message is."""
    await chat.says("/start")
    await chat.taps("Сообщения")
    await chat.taps("Написать в поддержку")
    edited = {**chat._head(next(numbers)), "edit_date": 2, "text": "иначе"}
    assert "отправьте новое" in await chat.sends(edited_message=edited)
    assert await open_questions(chat.database) == []


@pytest.mark.parametrize("way", ["/cancel", "/privacy", "/cards", "/nonsense", "go:msgs::0", "go:cards::0"])
async def test_buttons_and_commands_leave_the_question(chat, way):
    """What is typed after them is not sent to support."""
    await chat.says("/start")
    await chat.taps("Сообщения")
    await chat.taps("Написать в поддержку")
    said = await (chat.says(way) if way.startswith("/") else chat.presses(way, next(numbers)))
    assert said
    assert ("Вопрос не отправлен" in said) == (way == "/cancel")
    assert "Ваш вопрос отправлен" not in await chat.says("Личное")
    assert await open_questions(chat.database) == []


async def test_a_card_form_and_a_question_take_nothing_of_one_another(chat):
    """The form waits as it stood while the question is written, and goes on afterwards."""
    await chat.says("/add")
    await chat.says("Тестова")
    await chat.says("/start")
    await chat.taps("Сообщения")
    await chat.taps("Написать в поддержку")
    assert "отправлен" in await chat.says("Анна")
    (question,) = await open_questions(chat.database)
    assert question.text == "Анна"
    await chat.says("/start")
    assert "Шаг 2" in await chat.taps("Продолжить")
    assert "Шаг 3" in await chat.says("Анна")
    assert len(await open_questions(chat.database)) == 1


async def test_an_old_button_of_the_form_ends_the_question_too(chat):
    """Whatever is pressed shows what it leads to; the next word goes there."""
    await chat.says("/add")
    old = next(message for message in reversed(chat.messages.values()) if message.get("reply_markup"))
    data = old["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]
    await chat.says("/start")
    await chat.taps("Сообщения")
    await chat.taps("Написать в поддержку")
    await chat.presses(data, next(numbers))
    await chat.says("Тестова")
    assert await open_questions(chat.database) == []


async def test_five_questions_may_be_open_a_day(chat):
    """Then an answer is awaited, also by who had the question open in another message already."""
    for number in range(5):
        assert "отправлен" in await asks(chat, f"Вопрос {number}")
    await chat.says("/start")
    await chat.taps("Сообщения")
    assert "пять вопросов" in await chat.taps("Написать в поддержку")
    (first, *_) = await open_questions(chat.database)
    await chat.database.write(lambda tx: SupportDesk(tx).answer(first, "Ответ"))
    assert "отправлен" in await asks(chat, "Теперь можно")
    await chat.database.write(
        lambda tx: tx.execute("UPDATE support_question SET asked_at = asked_at - 90000")
    )
    assert "отправлен" in await asks(chat, "На другой день")


async def test_english_has_all_the_words(updates, database, settings):
    """A question and its answer for who reads English."""
    emma = Chat(updates, database, user=3003, language="en")
    await emma.says("/start")
    await emma.taps("Messages")
    await emma.taps("Write to support")
    assert "2000 characters" in await emma.says("x" * 2001)
    assert "was sent" in await emma.says("Where is my polis?")
    assert "The Doctor73 portal" in await receives(emma, settings, sender="")
