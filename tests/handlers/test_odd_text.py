"""Texts that no person types: with a NUL, or half a letter. Whoever sends one gets a usual answer."""

import pytest

from storage.inbox import Inbox
from tests.chat import adds_card

pytestmark = pytest.mark.on_both


@pytest.mark.parametrize("odd", ["\0", "\ud800", "Ива\0нов", "\udfffпетров", "/doctors \0", "/find\0"])
async def test_an_odd_text_is_answered_like_any_other(chat, database, odd):
    """On the menu, in a form's question, among the doctors, in a tap."""
    await adds_card(chat)
    assert await chat.says(odd)
    await chat.says("/add")
    assert await chat.says(odd)
    await chat.says("/doctors")
    await chat.says(odd)
    await chat.presses(f"go:card:{odd}:", 1)
    assert await database.write(lambda tx: Inbox(tx).count_dead()) == 0
