"""A question to support, and the group that answers it."""

import pytest

from bot.process import conversation
from patient.card import OwnerId
from storage.messages import Messages
from storage.support import SupportDesk
from tests.chat import Chat, numbers
from tests.handlers.test_messages import receives

DESK = -1001234567890
ELSEWHERE = -1009999999999


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


@pytest.mark.parametrize("said", ["  ", ".", "👍", "???"])
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


@pytest.fixture
def anna(settings, database):
    """Anna, where the operator has a support group."""
    with_desk = settings.model_copy(update={"support_chat": DESK})
    return Chat(conversation(with_desk, database), database)


class Desk:
    """The operator's group as its people use it."""

    def __init__(self, anna, group=DESK):
        self.anna, self.group = anna, group

    def asked(self):
        """Return the question as it stands in the group, as plain text."""
        (text,) = [given["text"] for _, given in self.anna.calls if given.get("chat_id") == self.group]
        return text.replace("<b>", "").replace("</b>", "")

    async def says(self, body, replied=None, *, kind="message", sender=None):
        """Write in the group, perhaps in reply to a message of the bot; return what it answers anywhere."""
        chat = {"id": self.group, "type": "supergroup", "title": "Поддержка"}
        user = sender or {"id": 7007, "is_bot": False, "first_name": "Вера"}
        message = {"message_id": next(numbers), "date": 1, "chat": chat, "from": user, **body}
        if replied:
            bot = {"id": 1, "is_bot": True, "first_name": "Доктор73"}
            head = {"message_id": next(numbers), "date": 1, "chat": chat, "from": bot}
            message["reply_to_message"] = head | replied
        return await self.anna.sends(**{kind: message})


async def test_the_group_answers_by_a_reply(anna):
    """The question comes without a name; the reply lands in «Сообщения»; the group hears that it did."""
    await asks(anna, "Где <мой> полис?")
    desk = Desk(anna)
    asked = desk.asked()
    (question,) = await open_questions(anna.database)
    assert asked.startswith(f"Вопрос #{question.code}\n")
    assert "&lt;мой&gt;" in asked
    assert "Анна" not in asked
    assert str(anna.user) not in asked
    said = await desk.says({"text": "В разделе «Документы»."}, {"text": asked})
    assert "Ответ передан" in said
    assert "В разделе «Документы»." in said
    await anna.says("/start")
    await anna.taps("Сообщения (1)")
    assert "В разделе «Документы»." in await anna.taps("• ")
    assert "Написать в поддержку" in " ".join(anna.labels)


@pytest.mark.parametrize("odd", [{"gift": {"gift": {"id": "1"}}}, {"entities": [{"offset": "x"}]}])
async def test_an_answer_to_a_question_with_something_odd_arrives(anna, odd):
    """What is not understood of the question leaves it the message that is answered."""
    await asks(anna)
    desk = Desk(anna)
    assert "Ответ передан" in await desk.says(
        {"text": "В разделе «Документы»."}, {"text": desk.asked(), **odd}
    )


@pytest.mark.parametrize("topic", [7, "x", -(2**70)])
async def test_a_topic_of_the_group_leads_no_answer_astray(anna, topic):
    """The bot asks in «General» and confirms there, so a topic says nothing to it, understood or not."""
    await asks(anna)
    desk = Desk(anna)
    there = {"message_thread_id": topic, "is_topic_message": True}
    assert "Ответ передан" in await desk.says({"text": "Ответ", **there}, {"text": desk.asked(), **there})
    assert not any("message_thread_id" in given for _, given in anna.calls)


@pytest.mark.parametrize("number", ["112-233-445 95", "\u202a7349 0208 8600 7312\u202c", "8 902 123 45 67"])
async def test_no_number_reaches_support(anna, database, number):
    """Neither the group nor «Сообщения»: the person is told, and what was typed leaves the chat."""
    said = await asks(anna, f"Мой номер {number}, где полис?")
    assert "похожий на СНИЛС" in said
    assert "Мой номер •••, где полис?" in Desk(anna).asked()
    (question,) = await open_questions(database)
    assert question.text == "Мой номер •••, где полис?"
    await anna.says("/start")
    await anna.taps("Сообщения")
    assert "Мой номер •••" in await anna.taps("вопрос #")
    assert not [one for one in anna.messages.values() if one["from"] == "user" and "номер" in one["text"]]


async def test_an_answer_repeats_no_document(anna):
    """It may name the registry desk's phone."""
    await asks(anna)
    desk = Desk(anna)
    told = {"text": "По СНИЛС 112-233-445 95 ничего нет, звоните 8 (8422) 27-00-01."}
    assert "скрыт" in await desk.says(told, {"text": desk.asked()})
    sent = [given.get("text", "") for _, given in anna.calls if given.get("chat_id") == anna.user]
    assert "По СНИЛС ••• ничего нет, звоните 8 (8422) 27-00-01." in sent[-1]


async def test_a_question_is_answered_once(anna):
    """A second answer, a changed one, one to a forgotten question: the group hears why it goes nowhere."""
    await asks(anna)
    desk = Desk(anna)
    asked = {"text": desk.asked()}
    await desk.says({"text": "Первый"}, asked)
    assert "уже ответили" in await desk.says({"text": "Второй"}, asked)
    changed = {"text": "Иначе", "edit_date": 2}
    assert "уже ответили" in await desk.says(changed, asked, kind="edited_message")
    assert "больше нет" in await desk.says({"text": "Ответ"}, {"text": "Вопрос #22222\n\nтекст"})
    messages = await anna.database.write(lambda tx: Messages(tx, OwnerId(anna.user)).all(limit=9))
    assert [message.letter.text for message in messages if not message.is_read] == ["Первый"]


async def test_an_answer_is_words_that_fit(anna):
    """A picture or too long a text is asked for again; the question stays open."""
    await asks(anna)
    desk = Desk(anna)
    asked = {"text": desk.asked()}
    assert "только текст" in await desk.says({"photo": [], "caption": "вот"}, asked)
    assert "Сократите" in await desk.says({"text": "а" * 3501}, asked)
    assert len(await open_questions(anna.database)) == 1


async def test_the_code_is_read_from_the_bots_own_line_only(anna, settings, database):
    """Whoever types another's code into his question does not get the other's answer."""
    boris = Chat(anna.updates, database, user=2002)
    await asks(boris, "Мой вопрос")
    (first,) = await open_questions(database)
    await asks(anna, f"Вопрос #{first.code}")
    replied = next(given for _, given in anna.calls if given.get("chat_id") == DESK)["text"]
    await Desk(anna).says({"text": "Ответ Анне"}, {"text": replied.replace("<b>", "").replace("</b>", "")})
    assert [question.code for question in await open_questions(database)] == [first.code]


async def test_another_bots_message_carries_no_answer(anna):
    """Whatever it quotes: an echo of the question is not the question."""
    await asks(anna)
    desk = Desk(anna)
    echo = {"id": 555, "is_bot": True, "first_name": "Echo"}
    said = await desk.says({"text": "Ответ от кого угодно"}, {"text": desk.asked(), "from": echo})
    assert said == ""
    assert len(await open_questions(anna.database)) == 1


async def test_a_question_is_known_by_its_message(anna):
    """Once the sender has told which one it is, no other message counts, the bot's own included."""
    await asks(anna)
    desk = Desk(anna)
    (question,) = await open_questions(anna.database)
    await anna.database.write(lambda tx: SupportDesk(tx).remember_place(question.code, DESK, 77))
    assert await desk.says({"text": "Ответ"}, {"text": desk.asked(), "message_id": 78}) == ""
    assert "Ответ передан" in await desk.says({"text": "Ответ"}, {"photo": [], "message_id": 77})


async def test_talk_in_the_group_is_left_alone(anna):
    """No answer, no leaving, no dialogue with who talks there; other messages of the bot are no questions."""
    desk = Desk(anna)
    assert await desk.says({"text": "Кто возьмёт?"}) == ""
    assert await desk.says({"text": "/start"}) == ""
    assert await desk.says({"text": "Да"}, {"text": "✔ Готово"}) == ""
    vera = {"id": 7007, "is_bot": False, "first_name": "Вера"}
    assert await desk.says({"text": "Да"}, {"text": "Вопрос #22222", "from": vera}) == ""
    assert anna.calls == []
    assert await anna.database.write(lambda tx: tx.rows("SELECT owner FROM dialogue")) == []


async def test_an_administrator_without_a_name_answers_too(anna):
    """Telegram names a bot then, and the group as the sender."""
    await asks(anna)
    desk = Desk(anna)
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    body = {"text": "Ответ", "sender_chat": {"id": DESK, "type": "supergroup", "title": "Поддержка"}}
    assert "Ответ передан" in await desk.says(body, {"text": desk.asked()}, sender=nobody)


async def test_every_other_group_is_left(anna, chat):
    """Also by a reply, and where no group is named in the settings."""
    await asks(anna)
    asked = {"text": Desk(anna).asked()}
    for person in (anna, chat):
        person.calls.clear()
        await Desk(person, ELSEWHERE).says({"text": "Ответ"}, asked)
        assert person.calls == [("leaveChat", {"chat_id": ELSEWHERE})]
    chat.calls.clear()
    await Desk(chat, DESK).says({"text": "Ответ"}, asked)
    assert chat.calls == [("leaveChat", {"chat_id": DESK})]
    assert len(await open_questions(anna.database)) == 1


async def test_joining_the_group_is_no_reason_to_leave_it(anna):
    """The bot is put into the group and stays."""
    chat = {"id": DESK, "type": "supergroup", "title": "Поддержка"}
    member = {"user": {"id": 1, "is_bot": True, "first_name": "Доктор73"}}
    moved = {
        "chat": chat,
        "from": {"id": 7007, "is_bot": False, "first_name": "Вера"},
        "date": 1,
        "old_chat_member": {**member, "status": "left"},
        "new_chat_member": {**member, "status": "member"},
    }
    await anna.sends(my_chat_member=moved)
    assert anna.calls == []


async def test_everything_goes_with_the_person(anna, settings):
    """/delete_me takes messages and questions; a late answer finds nobody."""
    await asks(anna)
    asked = {"text": Desk(anna).asked()}
    await receives(anna, settings)
    await anna.says("/delete_me")
    await anna.taps("Да, удалить всё")
    for table in ("message", "support_question", "notice"):
        assert await anna.database.write(lambda tx, t=table: tx.rows(f"SELECT * FROM {t}")) == []
    assert "больше нет" in await Desk(anna).says({"text": "Ответ"}, asked)


async def test_english_has_all_the_words(updates, database, settings):
    """A question and its answer for who reads English."""
    emma = Chat(updates, database, user=3003, language="en")
    await emma.says("/start")
    await emma.taps("Messages")
    await emma.taps("Write to support")
    assert "2000 characters" in await emma.says("x" * 2001)
    assert "was sent" in await emma.says("Where is my polis?")
    assert "The Doctor73 portal" in await receives(emma, settings, sender="")
