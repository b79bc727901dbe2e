"""Messages that look otherwise than aiogram expects: who sends or answers one is heard all the same."""

import gc

import pytest
from aiogram.enums import ContentType
from aiogram.types import Update

from handlers.ground.turn import UNSAID
from storage.inbox import Inbox
from tests.chat import adds_card, numbers
from tests.handlers.test_cry_aside import PLACES, state_of

ODD = {
    "gift": {"gift": {"id": "1"}},
    "poll": {"id": "1", "question": "?", "options": []},
    "checklist": {"title": "?", "tasks": [{"id": "one"}]},
    "venue": {"location": {}, "title": "П"},
    "entities": [{"type": "bold", "offset": 0, "length": 1}, {"offset": "x"}],
    "via_bot": {"id": 5},
    "external_reply": {"origin": {"type": "of another planet"}},
    "quote": {"text": 5},
    "forward_origin": {"type": "of another planet"},
}


async def dead(database):
    return await database.write(lambda tx: Inbox(tx).count_dead())


@pytest.mark.parametrize("field", ODD)
async def test_what_is_written_beside_something_odd_is_heard(chat, database, field):
    """Also where it stands in the message that is answered."""
    usual = await chat.says("/help")
    assert await chat.says("/help", **{field: ODD[field]}) == usual
    answered = {"message_id": 1, "date": 1, "chat": {"id": chat.user, "type": "private"}, field: ODD[field]}
    assert await chat.says("/help", reply_to_message=answered) == usual
    assert await dead(database) == 0


@pytest.mark.parametrize("field", ["gift", "poll", "checklist"])
async def test_a_message_of_nothing_else_is_answered_like_any_that_is_not_understood(chat, database, field):
    """With what the bot can do; in a form its question stands on."""
    await chat.leaves({field: ODD[field]})
    assert "Что я умею" in "".join(message.get("text", "") for message in chat.messages.values())
    await chat.says("/add")
    await chat.leaves({field: ODD[field]})
    assert "Шаг 2" in await chat.says("Тестова")
    assert await dead(database) == 0


async def test_a_button_below_something_odd_works(chat, database):
    """The message around a button says nothing that the tap does not."""
    await adds_card(chat)
    await chat.says("/cards")
    message = {"message_id": max(chat.messages), "date": 1, "chat": {"id": chat.user, "type": "private"}}
    query = {"id": "1", "from": chat._user(), "chat_instance": "1", "data": "go:menu::0"}
    await chat.sends(callback_query=query | {"message": message | {"gift": ODD["gift"]}})
    assert "Картотека" in chat.labels
    assert await dead(database) == 0


@pytest.mark.parametrize("field", ["message_id", "date", "chat", "from"])
async def test_what_every_message_has_is_never_left_out(chat, database, field):
    """Without it nobody could be answered: it is kept for the operator. One that is answered is left out."""
    answered = {"message_id": 1, "date": 1, "chat": {"id": chat.user, "type": "private"}, field: {"id": "x"}}
    assert await chat.says("/help", reply_to_message=answered) == await chat.says("/help")
    assert await dead(database) == 0
    head = {"message_id": next(numbers), "date": 1, "chat": {"id": chat.user, "type": "private"}}
    await chat.sends(message={**head, "from": chat._user(), "text": "/start", field: {"id": chat.user}})
    assert await dead(database) == 1


async def test_what_was_said_is_not_kept_in_memory(chat):
    """aiogram would keep the last updates that it was asked about, with names and numbers in them."""
    await chat.says("Канарейкина-в-памяти")
    read = [each for each in gc.get_objects() if isinstance(each, Update)]
    assert not [each for each in read if each.message and each.message.text == "Канарейкина-в-памяти"]


DONE = {
    "pinned_message": {"message_id": 1, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": "…"},
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "write_access_allowed": {"from_request": True},
    "forum_topic_created": {"name": "т", "icon_color": 1},
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "т"}},
}
OTHERS = ("poll_answer", "business_message", "chat_boost", "message_reaction", "channel_post", "of_tomorrow")


@pytest.mark.parametrize("goes", PLACES)
async def test_what_was_done_in_the_chat_is_no_message(chat, database, goes):
    """Who pins a message or has them deleted in time has said nothing; what is asked goes on being asked."""
    await goes(chat)
    before = await state_of(chat)
    for kind, content in DONE.items():
        calls = len(chat.calls)
        await chat.leaves({kind: content})
        assert chat.calls[calls:] == []
    assert await state_of(chat) == before
    assert await dead(database) == 0


def test_what_was_done_is_named_as_telegram_names_it():
    """A name that it has not would be answered as if it were said."""
    assert set(ContentType) >= UNSAID


@pytest.mark.parametrize("kind", OTHERS)
async def test_an_update_that_was_not_asked_for_is_not_read(chat, database, kind):
    """A hook set for another bot may bring it, in whatever shape: there is nothing for the operator to do."""
    assert await chat.sends(**{kind: {"x": 1}}) == ""
    assert await dead(database) == 0
