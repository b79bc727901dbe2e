"""Buttons of messages that Telegram no longer names: every screen still answers."""

import pytest

from tests.chat import adds_card, buttons_of, numbers


async def presses_namelessly(chat, data):
    """Press a button of a message that Telegram does not tell."""
    query = {
        "id": str(next(numbers)),
        "from": {"id": chat.user, "is_bot": False, "first_name": "Анна", "language_code": "ru"},
        "chat_instance": "1",
        "data": data,
    }
    return await chat.sends(callback_query=query)


async def test_a_tap_on_a_nameless_message_is_answered(chat):
    """A new message in place of an edit; what needs the registry says to begin anew."""
    await adds_card(chat)
    await chat.taps("Просмотреть карточку")
    every = [button for message in chat.messages.values() for button in buttons_of(message)]
    for button in every:
        assert await presses_namelessly(chat, button["callback_data"]), button["text"]


@pytest.mark.parametrize(
    "data", ["go:soon::0", "go:visits:nobody:0", "do:wish:none", "pk:none:day:2026-11-24"]
)
async def test_a_button_of_nothing_is_answered(chat, data):
    """Places that are gone, cards and bookings of nobody: a sentence, and the way on."""
    await chat.says("/start")
    assert await chat.presses(data, max(chat.messages))
