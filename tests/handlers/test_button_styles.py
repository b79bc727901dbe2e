"""What buttons look like: one main way on a screen, what destroys in red, what is copied by a tap."""

from bot.process import conversation
from handlers.ground.screen import MOST_COPIED, Button, Screen
from handlers.ground.style import Style
from tests.chat import Chat, adds_card, fills_in
from tests.handlers.test_protection import tells
from tests.handlers.visiting import looks_at, to_summary


def keyboard(chat):
    """Return the buttons of the newest message."""
    rows = chat.messages[max(chat.messages)]["reply_markup"]["inline_keyboard"]
    return [button for row in rows for button in row]


def styled(chat, style):
    return [button["text"] for button in keyboard(chat) if button.get("style") == style]


async def test_the_main_way_on_is_told_by_its_colour(chat, job, registry):
    """On the summary, at the consent, on the card, and where a time is about to be booked."""
    await fills_in(chat)
    assert styled(chat, "primary") == ["➕ Добавить карточку"]
    await chat.taps("Добавить карточку")
    assert styled(chat, "primary") == ["Даю согласие"]
    await chat.taps("Даю согласие")
    await chat.taps("Просмотреть карточку")
    assert styled(chat, "primary") == ["Записаться"]
    await to_summary(chat, job)
    assert styled(chat, "primary") == ["✅ Записаться"]


async def test_a_newcomers_main_way_is_the_card(chat, settings, database):
    """The greeting says to add one first: from Gosuslugi, or by hand where that way is not open."""
    await chat.says("/start")
    assert styled(chat, "primary") == ["Ввести вручную"]
    with_sign_in = settings.model_copy(update={"esia_client_id": "DOCTOR73"})
    opened = Chat(conversation(with_sign_in, database), database)
    await opened.says("/start")
    assert styled(opened, "primary") == ["О себе"]
    await adds_card(chat)
    await chat.says("/start")
    assert styled(chat, "primary") == ["Записаться"]


async def test_to_wait_for_a_time_is_the_main_way_only_where_none_is_free(chat, job):
    """Beside free days it is what remains to whom none of them suits."""
    await adds_card(chat)
    await looks_at(chat, job, "Примерова")
    await chat.taps("Записаться")
    assert "🔔 Сообщить, когда появится" in [button["text"] for button in keyboard(chat)]
    assert styled(chat, "primary") == []
    await looks_at(chat, job, "Занятов")
    assert styled(chat, "primary") == ["🔔 Сообщить, когда появится"]


async def test_what_cannot_be_had_back_is_red(chat):
    """Only the button that does it, not the one that asks first."""
    await adds_card(chat)
    await chat.taps("Просмотреть карточку")
    assert not styled(chat, "danger")
    await chat.taps("Удалить")
    assert len(styled(chat, "danger")) == 1


def test_of_several_main_buttons_the_first_is():
    """A screen that offers each of the family has one main way on, too."""
    rows = tuple((Button(name, url="https://example.ru", is_main=True),) for name in "АБВ")
    shown = [button.get("style") for (button,) in Screen("…", rows).keyboard()["inline_keyboard"]]
    assert shown == [Style.PRIMARY, None, None]


def test_what_is_copied_is_no_longer_than_telegram_takes():
    """256 characters; an address may be longer."""
    assert len(Button("📋", copied="а" * 999).as_json()["copy_text"]["text"]) == MOST_COPIED


async def test_a_clinics_phone_and_address_are_copied_by_a_tap(chat, registry):
    """Nobody need mark a piece of text on a phone."""
    await chat.says("/start")
    await chat.taps("Лечебные учреждения")
    await chat.taps("поликлиника")
    text = chat.messages[max(chat.messages)]["text"]
    copied = [button["copy_text"]["text"] for button in keyboard(chat) if "copy_text" in button]
    assert len(copied) == 2
    assert all(each in text for each in copied)


async def test_a_push_that_was_answered_tells_how(chat, database):
    """«✓» before what was chosen, and nothing to press; where Telegram does not tell the buttons, none."""
    await adds_card(chat)
    await tells(chat, database)
    told = max(chat.messages)
    await chat.taps("Проверить данные")
    assert chat.messages[told]["reply_markup"]["inline_keyboard"] == [
        [{"text": "✓ Проверить данные", "disabled": {}}]
    ]
