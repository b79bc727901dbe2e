"""«Сообщения» in the chat: the list, the unread ones, the push that leads to one."""

from handlers.messages.mail import deliver
from patient.card import OwnerId
from patient.message import Letter, MessageKind
from storage.cards import Cards
from storage.dialogues import Dialogues
from storage.messages import Messages
from tests.chat import adds_card, numbers

DESK = -1001234567890
ELSEWHERE = -1009999999999


async def receives(chat, settings, text="Завтра приём с 8 до 12.", *, sender="Поликлиника № 1", card=None):
    """Have a letter delivered; return what was pushed."""
    letter = Letter(OwnerId(chat.user), MessageKind.ANNOUNCEMENT, text, sender, card=card)
    await chat.database.write(lambda tx: deliver(tx, settings.zone, letter))
    return await chat.reads()


async def test_a_message_is_counted_until_it_is_opened(chat, settings):
    """The push tells its beginning; the menu counts it; opening shows it whole, and it counts no more."""
    assert "Пока их нет" in await chat.says("/start") + await chat.taps("Сообщения")
    text = "Кабинет <200> & аптека. " * 100
    pushed = await receives(chat, settings, text)
    assert "Поликлиника № 1" in pushed
    assert "&lt;200&gt; &amp;" in pushed
    assert len(pushed) < 1000
    await chat.says("/start")
    assert "Сообщения (1)" in chat.labels
    assert "1 непрочитанное" in await chat.taps("Сообщения (1)")
    whole = await chat.taps("• ")
    assert whole.count("&lt;200&gt;") == 100
    assert "Всё прочитано" in await chat.taps("К сообщениям")
    assert not any(label.startswith("• ") for label in chat.labels)
    await chat.taps("В меню")
    assert "Сообщения" in chat.labels


async def test_the_push_leads_to_the_message(chat, settings):
    """«Прочитать» opens it in place and marks it read."""
    await receives(chat, settings)
    assert "с 8 до 12" in await chat.taps("Прочитать")
    assert await chat.database.write(lambda tx: Messages(tx, OwnerId(chat.user)).count_unread()) == 0


async def test_a_message_about_a_card_names_it_and_goes_with_it(chat, settings):
    """The way to the card stands below; without the card there is no message."""
    await adds_card(chat)
    (card,) = await chat.database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    await receives(chat, settings, card=card.id)
    assert "Карточка: Тестова А. П." in await chat.taps("Прочитать")
    assert "Тестова" in await chat.taps("Просмотреть карточку")
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    await chat.says("/start")
    assert "Пока их нет" in await chat.taps("Сообщения")


async def test_nobody_opens_anothers_message(chat, other_chat, settings):
    """A number in a button opens nothing by itself."""
    await receives(chat, settings)
    (message,) = await chat.database.write(lambda tx: Messages(tx, OwnerId(chat.user)).all(limit=5))
    for number in (str(message.id), "x", "", "９"):
        assert "больше нет" in await other_chat.presses(f"go:msg:{number}:0", next(numbers))
    assert await chat.database.write(lambda tx: Messages(tx, OwnerId(chat.user)).count_unread()) == 1


async def test_many_messages_are_leafed_through(chat, settings):
    """The newest first, eight a page."""
    for number in range(10):
        await receives(chat, settings, f"Письмо {number}")
    await chat.says("/start")
    await chat.taps("Сообщения (10)")
    assert [label[-1] for label in chat.labels if "Письмо" in label] == list("98765432")
    await chat.taps("▶️")
    assert [label[-1] for label in chat.labels if "Письмо" in label] == list("10")


async def test_who_blocked_the_bot_finds_the_message_later(chat, settings):
    """It is kept, and not pushed."""
    await chat.says("/start")
    await chat.database.write(lambda tx: Dialogues(tx).mark_blocked(chat.user, blocked=True))
    assert await receives(chat, settings) == ""
    await chat.database.write(lambda tx: Dialogues(tx).mark_blocked(chat.user, blocked=False))
    await chat.says("/start")
    assert "Сообщения (1)" in chat.labels


async def test_who_speaks_has_not_blocked_the_bot(chat, settings):
    """Telegram keeps the news of an ended block for a day only; a word from the person is as good."""
    await chat.says("/start")
    await chat.database.write(lambda tx: Dialogues(tx).mark_blocked(chat.user, blocked=True))
    await chat.says("/start")
    assert "Поликлиника № 1" in await receives(chat, settings)
