"""The conversation never reaches the network: it runs inside the transaction of everybody's writer."""

import pytest

from bot.incoming.reading import read
from bot.outgoing.introduction import COMMANDS
from storage.inbox import Inbox


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_mention_after_a_command_changes_nothing(chat, other_chat, command, database):
    """In a private chat nobody else can be meant, and nobody asks for our name; nor does a capital."""
    plain = await other_chat.says(f"/{command}")
    mentioned = await chat.says(f"/{command.title()}@Whoever_Bot")
    assert mentioned == plain
    assert await database.write(lambda tx: Inbox(tx).count_dead()) == 0


async def test_a_mention_before_a_link_changes_nothing(chat, other_chat, database):
    """The parameter of a link is found behind it."""
    plain = await other_chat.says("/start no-such-ticket")
    assert await chat.says("/start@Whoever_Bot no-such-ticket") == plain
    assert await database.write(lambda tx: Inbox(tx).count_dead()) == 0


async def test_a_call_from_a_handler_is_refused():
    """Whoever adds one finds his test red instead of all people waiting."""
    anna = {"id": 7, "is_bot": False, "type": "private", "first_name": "Anna"}
    said = read({"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": anna, "from": anna}}).message
    with pytest.raises(RuntimeError, match="not mounted"):
        await said.answer("at once")
