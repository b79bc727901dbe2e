"""The menu as it stands now, to which every feature leads back, and what texts may tell of the operator."""

from handlers.ground.config import Config
from handlers.ground.context import Context
from handlers.ground.navigation import MENU, Action, Do, Go, Place
from handlers.ground.screen import Button, Screen, plain
from handlers.ground.typed import label_among
from locales.texts import Texts
from storage.dialogues import Dialogues


async def render(context: Context, *, greeting: str = "menu") -> Screen:
    """Show the menu, the form that was begun first; *greeting* is the key of the text above it."""
    t = context.t
    unread = await context.messages.count_unread()
    rows = [tuple(_button(tap, unread, t) for tap in row) for row in MENU]
    if (await Dialogues(context.transaction).present(context.owner)).has_draft:
        rows.insert(0, (Button(t.plain("button.continue"), Do(what=Action.CONTINUE_FORM)),))
    return plain(t(greeting), rows)


def _button(tap: Go | Do, unread: int, t: Texts) -> Button:
    count = f" ({unread})" if tap == Go(to=Place.MESSAGES) and unread else ""
    return Button(t.plain(_key(tap)) + count, tap)


def _key(tap: Go | Do) -> str:
    named = tap.to if isinstance(tap, Go) else tap.what
    return f"button.{named.name.lower()}"


LABELS = (*(_key(tap) for row in MENU for tap in row), "button.menu", "button.back")


def is_label(text: str) -> bool:
    """Tell whether *text* is no more than what stands on a button of the menu, or leads back to it."""
    return label_among(LABELS, text) is not None


def operator_values(t: Texts, config: Config) -> dict[str, str]:
    """Return what content texts may name in braces."""
    return {
        "operator": config.operator_name,
        "address": config.operator_address,
        "contact": config.support_contact or t.plain("operator.no_contact"),
        "version": config.version,
    }
