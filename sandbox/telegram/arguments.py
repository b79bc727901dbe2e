"""A call's arguments: read from any of the forms that Telegram takes, and as the types that it promises.

Source: core.telegram.org/bots/api#making-requests (query string, URL-encoded form, JSON, multipart form).
"""

import json
from typing import Any

from aiohttp import web

from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import Upload

STRUCTURES = frozenset(
    (
        "allowed_updates",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "menu_button",
        "message_ids",
        "reply_markup",
        "scope",
    )
)

Json = dict[str, Any]


async def read_arguments(request: web.Request) -> Json:
    """Return the arguments of a call; structures that came as text are parsed.

    Raises:
        ApiError: the body is not what its type says.
    """
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        given |= await _from_json(request)
    elif request.can_read_body:
        given |= await _from_form(request)
    return {name: _structure(name, value) for name, value in given.items() if value is not None}


async def _from_json(request: web.Request) -> Json:
    try:
        given = _parsed(await request.text() or "{}")
    except (ValueError, RecursionError):
        raise bad_request("can't parse JSON object") from None
    if not isinstance(given, dict):
        raise bad_request("object expected")
    return given


async def _from_form(request: web.Request) -> Json:
    try:
        form = await request.post()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except (ValueError, LookupError):
        raise bad_request("can't parse the form") from None
    return {name: uploaded(value) for name, value in form.items()}


def _parsed(source: str) -> Any:
    """Return what *source* holds, unless JSON could not carry it on (half a surrogate pair, infinity).

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deep.
    """
    parsed = json.loads(source)
    json.dumps(parsed, ensure_ascii=False, allow_nan=False).encode()
    return parsed


def uploaded(value: Any) -> Any:
    """Return a form's field: a file as an Upload, a text as it is."""
    if isinstance(value, web.FileField):
        return Upload(value.filename, value.content_type, value.file.read())
    return value


def _structure(name: str, value: Any) -> Any:
    if name not in STRUCTURES or not isinstance(value, str):
        return value
    try:
        return _parsed(value) if value else None
    except (ValueError, RecursionError):
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def integer(given: Json, name: str, default: int | None = None) -> int:
    """Return a whole number, which forms write as text.

    Raises:
        ApiError: it is missing and has no *default*, or is no number.
    """
    value = given.get(name, default)
    try:
        return int(value)  # type: ignore[arg-type]  # what is no number raises, and that is the question
    except (TypeError, ValueError):
        raise bad_request(f'field "{name}" must be a valid Number') from None


def flag(given: Json, name: str) -> bool:
    """Return a yes or no, which forms write as text."""
    return str(given.get(name, "")).lower() in {"true", "1", "yes"}


def loggable(given: Json) -> Json:
    """Return the arguments as the log keeps them: of a file its name alone."""
    return {name: str(value) if isinstance(value, Upload) else value for name, value in given.items()}
