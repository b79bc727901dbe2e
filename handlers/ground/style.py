"""The colours of buttons: what each of them does decides, so that no view need remember it."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from handlers.ground.navigation import Action, Do, Leave, Press, Take


class Style(StrEnum):
    """The Bot API's styles of a button that mean something here."""

    PRIMARY = "primary"
    """The main way on from its screen; the first of several."""
    DANGER = "danger"
    """What is lost by it cannot be had back."""


MAIN = frozenset(
    {
        *(Action.BOOK, Action.BOOK_FOR, Action.BOOK_CLINIC, Action.BOOK_DOCTOR, Action.REQUEST_BOOKING),
        *(Action.WATCH_DOCTOR, Action.WILL_COME, Action.CONTINUE_FORM, Action.TAKE_SCAN),
        *(Action.IMPORT, Action.IMPORT_NEXT, Action.RENEW, Action.ALLOW),
        *(Action.ACCEPT_SHARE, Action.CONFIRM_SHARE),
    }
)
LOSING = frozenset(
    {
        *(Action.REMOVE_CARD, Action.ERASE_ME, Action.WITHDRAW, Action.CANCEL_VISIT),
        *(Action.END_SHARE, Action.END_WATCH),
    }
)
MAIN_OF_FORM = frozenset({"save", "agree", "meant", "update"})


def style_of(data: CallbackData | None) -> Style | None:
    """Return the style of a button that carries *data*."""
    match data:
        case Take():
            return Style.PRIMARY
        case Leave():
            return Style.DANGER
        case Press(act=act):
            return Style.PRIMARY if act in MAIN_OF_FORM else None
        case Do(what=what):
            return Style.PRIMARY if what in MAIN else Style.DANGER if what in LOSING else None
    return None
