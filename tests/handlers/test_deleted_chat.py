"""What is deleted leaves the chat as well: the bot's own messages that show it, and what is on its way."""

import pytest

from storage.cards import Cards
from storage.erasure import erase_card, erase_owner
from storage.outbox import Call, Outbox
from storage.retention import retire
from storage.sent import FORGETTING, MOST, Receipt, SentMessages, note_sent
from tests.chat import adds_card
from tests.form import EVA, comes_to
from tests.handlers.family import adds_child, opens_card
from tests.handlers.visiting import books


def shown(chat):
    """Return all that the bot's messages in the chat say, buttons included."""
    return "\n".join(
        f"{message.get('text')} {message.get('reply_markup')}" for message in bots(chat).values()
    )


def bots(chat):
    return {number: message for number, message in chat.messages.items() if message["from"] == "bot"}


async def looks_around(chat, label):
    """Open a card and all that stands around it, each in a message of its own."""
    for button in ("Прикрепления", "Записи на приём", "Изменить", "Удалить"):
        await opens_card(chat, label)
        await chat.taps(button)
    await chat.says("/consents")
    await chat.taps("от ")
    await chat.taps("Прочитать")
    await chat.says("/add")
    await chat.says("/cards")


async def test_delete_me_takes_the_messages_along(chat):
    """Names, birth dates and masked numbers stand in them; the answer says how to clear the rest."""
    await adds_card(chat)
    await looks_around(chat, "Тестова А. П.")
    assert "Тестова" in shown(chat)
    await chat.says("/delete_me")
    said = await chat.taps("Да, удалить всё")
    for word in ("наблюдения", "уведомления", "вопросы в поддержку", "общим карточкам", "Очистить историю"):
        assert word in said
    assert len(bots(chat)) == 1
    tapped = chat.calls[-1][1]["message_id"]
    taken = [number for method, given in chat.calls for number in given.get("message_ids", [])]
    assert taken
    assert tapped not in taken
    assert "Тестова" not in shown(chat)


@pytest.mark.parametrize("way", ["card", "consent"])
async def test_a_deleted_card_takes_its_own_messages_along(chat, way):
    """Those of another card stay; so does what shows nobody."""
    await chat.says("/help")
    await adds_card(chat)
    await adds_child(chat)
    await looks_around(chat, "Тестова А. П.")
    await opens_card(chat)
    if way == "card":
        await opens_card(chat, "Тестова А. П.")
        await chat.taps("Удалить")
        said = await chat.taps("Да, удалить")
    else:
        await chat.says("/consents")
        await chat.taps("Тестова А. П. — от")
        await chat.taps("Отозвать")
        said = await chat.taps("Да, отозвать")
    assert "Очистить историю" in said
    for word in ("А. П.", "Анна", "12.10.1979", "445 95"):
        assert word not in shown(chat)
    assert "Ева" in shown(chat)
    assert "С чего начать" in shown(chat)


async def test_the_question_that_stands_stays_when_another_card_goes(chat):
    """Its buttons name no card, and the form is about somebody else."""
    await adds_card(chat)
    await chat.says("/cards")
    await comes_to(chat, "patronymic", EVA)
    standing = max(chat.messages)
    await chat.taps("Тестова А. П.")
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    assert standing in chat.messages


async def test_a_guest_loses_the_messages_with_the_share(family):
    """The child's data were in both chats."""
    anna, boris = family
    await opens_card(boris)
    assert "Ева" in shown(boris)
    await opens_card(anna)
    await anna.taps("Поделиться карточкой")
    await anna.taps("Прекратить доступ")
    await boris.reads()
    assert "Ева" not in shown(boris)
    assert "Тестова Е. А." in shown(anna)


async def test_what_waits_or_is_under_way_is_not_shown_any_more(chat, database):
    """A screen that was queued is dropped; one that Telegram took meanwhile is deleted from the chat."""
    await adds_card(chat)
    await chat.says("/cards")
    (button,) = chat.messages[max(chat.messages)]["reply_markup"]["inline_keyboard"][0]
    await chat.updates.take(tap_of(chat, button["callback_data"]))
    _, screen = await database.write(lambda tx: Outbox(tx).left_over())
    assert "Тестова" in screen.call.parameters["text"]
    await database.write(lambda tx: erase_owner(tx, chat.user))
    assert screen.id not in {row.id for row in await database.write(lambda tx: Outbox(tx).left_over())}
    receipt = Receipt(screen, chat.user, 777_777)
    await database.write(lambda tx: note_sent({screen.id: receipt}, tx))
    last = (await database.write(lambda tx: Outbox(tx).left_over()))[-1].call
    assert (last.method, last.parameters["message_ids"]) == ("deleteMessages", [777_777])
    assert await database.write(lambda tx: tx.rows("SELECT * FROM sent_message")) == []


async def test_a_screen_that_waits_goes_with_its_card(chat, database):
    """The person taps, and the card is deleted from another device before the screen was sent."""
    await adds_card(chat)
    await chat.says("/cards")
    (button,) = chat.messages[max(chat.messages)]["reply_markup"]["inline_keyboard"][0]
    await chat.updates.take(tap_of(chat, button["callback_data"]))
    (card,) = await database.write(lambda tx: Cards(tx, chat.user).owned())
    await database.write(lambda tx: erase_card(tx, card.id, chat.user))
    waiting = [row.call for row in await database.write(lambda tx: Outbox(tx).left_over())]
    assert [call.method for call in waiting] == ["answerCallbackQuery", "deleteMessages"]


async def test_a_calendar_file_goes_with_its_card(chat, job):
    """No button of it names the card, and the visit stands in it; so do the visit's own messages."""
    await books(chat, job)
    await chat.taps("В календарь")
    document = max(chat.messages)
    assert "document" in [method for method, _ in chat.calls][-1].casefold()
    await opens_card(chat, "Тестова А. П.")
    await chat.taps("Удалить")
    await chat.taps("Удалить, записи оставить")
    assert document not in chat.messages
    assert "Тестова" not in shown(chat)


def tap_of(chat, data):
    """Return the update of a tap whose answer nobody has read yet."""
    message = {"message_id": max(chat.messages), "date": 1, "chat": {"id": chat.user, "type": "private"}}
    tap = {"id": "1", "from": chat._user(), "chat_instance": "1", "data": data, "message": message}
    return {"update_id": 99_000_001, "callback_query": tap}


async def test_a_few_messages_are_remembered_for_two_days(chat, database):
    """The newest of each person, sealed; and what Telegram deletes for nobody is forgotten."""
    await chat.says("/start")
    call = Call("sendMessage", {"chat_id": chat.user, "text": "…"})

    async def remember(tx):
        await Outbox(tx).add(chat.user, call)
        (outgoing,) = await Outbox(tx).left_over()
        for number in range(MOST + 20):
            await SentMessages(tx).note(Receipt(outgoing, chat.user, 500_000 + number))
        await Outbox(tx).done([outgoing.id])

    await database.write(remember)
    ((count,),) = await database.write(lambda tx: tx.rows("SELECT count(*) FROM sent_message"))
    assert MOST <= count < MOST + FORGETTING
    await database.write(lambda tx: tx.execute("UPDATE sent_message SET at = at - 172801"))
    removed = await retire(database.write)
    assert removed["sent messages"] == count
