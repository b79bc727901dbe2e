"""The conversation never reaches the network: it runs inside the transaction of everybody's writer."""

import pytest
from aiogram.methods import GetMe

from bot.incoming.severed import ReachedForNetwork, severed_bot
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
    bot = severed_bot("1:test")
    with pytest.raises(ReachedForNetwork, match="GetMe"):
        await bot(GetMe())
    with pytest.raises(ReachedForNetwork):
        await bot.download_file("photos/1.jpg")
