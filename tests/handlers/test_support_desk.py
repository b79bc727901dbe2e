"""The operator's group, where questions to support are answered."""

import pytest

from bot.process import conversation
from patient.card import OwnerId
from storage.messages import Messages
from storage.support import SupportDesk
from tests.chat import Chat, numbers
from tests.handlers.test_messages import receives
from tests.handlers.test_support import asks, open_questions

DESK = -1001234567890
ELSEWHERE = -1009999999999


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
