"""The shapes of keyboards, as strictly as Telegram takes them.

Source: core.telegram.org/bots/api#inlinekeyboardbutton and #replykeyboardmarkup.
"""

from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad_request
from sandbox.telegram.webhook import LOOPBACK

ACTIONS = ("callback_data", "url", "copy_text", "disabled")
STYLES = ("danger", "success", "primary")
REQUESTS = ("request_contact", "request_location")
DATA_BYTES = 64
COPY_CHARACTERS = 256
ROW_BUTTONS = 8
PLACEHOLDER_CHARACTERS = 64
URL_SCHEMES = ("http", "https", "tg")

Json = dict[str, Any]


def inline_keyboard(markup: Json, *, allows_loopback: bool = True) -> Json | None:
    """Return an InlineKeyboardMarkup that was checked; an empty one is none.

    Telegram refuses URL buttons to hosts that are not public; *allows_loopback* lets the demo have them.

    Raises:
        ApiError: Telegram's 400 for a keyboard of another shape.
    """
    rows = _rows(markup, "inline_keyboard", "InlineKeyboardButton")
    for row in rows:
        for button in row:
            _check_inline(button, allows_loopback=allows_loopback)
    kept = [row for row in rows if row]
    if any(len(row) > ROW_BUTTONS for row in kept):
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _check_inline(button: Any, *, allows_loopback: bool) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse InlineKeyboardButton: Object expected")
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if button.get("style") and button["style"] not in STYLES:
        raise bad_request("invalid button style specified")
    actions = [
        action for action in ACTIONS if button.get(action) or (action == "disabled" and action in button)
    ]
    if not actions and button.get("callback_data") == "":
        raise bad_request("BUTTON_DATA_INVALID")
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    _check_action(actions[0], button[actions[0]], allows_loopback=allows_loopback)


def _check_action(action: str, value: Any, *, allows_loopback: bool) -> None:
    if action == "callback_data" and not (isinstance(value, str) and len(value.encode()) <= DATA_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= COPY_CHARACTERS:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if action == "url" and (why := _url_fault(str(value), allows_loopback=allows_loopback)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: {why}")


def _url_fault(url: str, *, allows_loopback: bool) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme and parts.scheme not in URL_SCHEMES:
        return "Unsupported URL protocol"
    if parts.scheme != "tg" and not parts.hostname:
        return "URL host is empty" if parts.scheme else "Wrong HTTP URL"
    if parts.hostname in LOOPBACK:
        return "" if allows_loopback else "Wrong HTTP URL"
    return "" if parts.scheme == "tg" or "." in str(parts.hostname) else "Wrong HTTP URL"


def reply_markup(markup: Any, *, allows_loopback: bool = True) -> tuple[Json | None, Json | None]:
    """Return the inline keyboard and the reply keyboard's change that a ``reply_markup`` is.

    Raises:
        ApiError: it is none of the four kinds.
    """
    if not markup:
        return None, None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return inline_keyboard(markup, allows_loopback=allows_loopback), None
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return None, markup
    rows = [[_reply_button(button) for button in row] for row in _rows(markup, "keyboard", "KeyboardButton")]
    if not any(rows) or len(str(markup.get("input_field_placeholder") or "")) > PLACEHOLDER_CHARACTERS:
        raise bad_request("reply markup is invalid")
    return None, {**markup, "keyboard": [row for row in rows if row]}


def edit_markup(markup: Any, *, allows_loopback: bool = True) -> Json | None:
    """Return the inline keyboard of an edit, where no other kind is allowed.

    Raises:
        ApiError: it is of another kind.
    """
    keyboard, other = reply_markup(markup, allows_loopback=allows_loopback)
    if other is not None:
        raise bad_request("inline keyboard expected")
    return keyboard


def _reply_button(button: Any) -> Json:
    button = {"text": button} if isinstance(button, str) else button
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be non-empty')
    if sum(bool(button.get(request)) for request in REQUESTS) > 1:
        raise bad_request("can't parse keyboard button: only one request is allowed")
    return button


def _rows(markup: Json, field: str, kind: str) -> list[list[Any]]:
    rows = markup.get(field)
    if not isinstance(rows, list):
        raise bad_request(f'object expected as reply markup: field "{field}" of type Array expected')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {kind}: Array of Arrays expected")
    return rows
