"""The menu as it stands now: with the number of unread messages, and the form that was begun."""

from handlers.ground.screen import Screen
from handlers.ground.turn import Turn
from handlers.home import views
from storage.messages import Messages


async def render(turn: Turn, *, greeting: str = "menu") -> Screen:
    """Draw the menu; *greeting* is the key of the text above it."""
    unread = await Messages(turn.transaction).count_unread(turn.owner)
    return views.menu(turn.t, greeting=greeting, has_draft=turn.dialogue.has_draft, unread=unread)
