"""The shapes of keyboards, as strictly as Telegram takes them."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad_request

ACTIONS = ("callback_data", "url", "copy_text")
DATA_BYTES = 64
URL_SCHEMES = ("http", "https", "tg")


def inline_keyboard(markup: Any) -> dict[str, Any] | None:
    """Return an InlineKeyboardMarkup that was checked; an empty one is none.

    Raises:
        ApiError: Telegram's 400 for a keyboard of another shape.
    """
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard button: Array expected")
    for row in rows:
        for button in row:
            _check_button(button)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request("inline keyboard button text must not be empty")
    actions = [action for action in ACTIONS if action in button]
    if len(actions) != 1:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    if actions == ["callback_data"]:
        size = len(str(button["callback_data"]).encode())
        if not 1 <= size <= DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and urlsplit(button["url"]).scheme not in URL_SCHEMES:
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def reply_markup(markup: Any) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the inline keyboard and the reply keyboard's change that a ``reply_markup`` is.

    Raises:
        ApiError: it is none of the four kinds.
    """
    if markup is None:
        return None, None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return inline_keyboard(markup), None
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return None, markup
    rows = markup.get("keyboard")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    for row in rows:
        for button in row:
            if not isinstance(button, str) and not (isinstance(button, dict) and button.get("text")):
                raise bad_request("keyboard button text must not be empty")
    return None, markup
