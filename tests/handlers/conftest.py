"""People of a family, for the tests about cards in several hands."""

import pytest

from bot.updates import Updates
from tests.chat import Chat
from tests.handlers.family import adds_child, shares


@pytest.fixture
def third_chat(updates: Updates, database):
    """Somebody who has no business here."""
    return Chat(updates, database, user=3003, name="Глеб", username="gleb")


@pytest.fixture
async def family(chat, other_chat):
    """Anna's child, whose card Boris reaches too."""
    await adds_child(chat)
    await shares(chat, other_chat)
    return chat, other_chat
