"""The content that a call gives: text or caption, with entities from markup or as they are."""

from collections.abc import Mapping
from typing import Any

from sandbox.telegram.arguments import Json
from sandbox.telegram.entities import parse_html
from sandbox.telegram.errors import bad_request
from sandbox.telegram.spans import Entity, trim, utf16, with_found

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
FIELDS: Mapping[str, type] = {"type": str, "offset": int, "length": int}
NAMES: Mapping[type, str] = {str: "String", int: "Number"}


def text_content(given: Json) -> Json:
    """Return ``text`` and ``entities``.

    Raises:
        ApiError: the text is empty, too long, or its tags do not fit.
    """
    text, entities = _formatted(given, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_content(given: Json) -> Json:
    """Return ``caption`` and ``caption_entities``, or nothing.

    Raises:
        ApiError: the caption is too long, or its tags do not fit.
    """
    caption, entities = _formatted(given, "caption", "caption_entities")
    if utf16(caption) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    marked = {"caption_entities": entities} if entities else {}
    return {"caption": caption, **marked} if caption else {}


def _formatted(given: Json, text_name: str, entities_name: str) -> tuple[str, list[Entity]]:
    source, mode = str(given.get(text_name) or ""), str(given.get("parse_mode") or "")
    if mode.lower() not in {"", "html"}:
        raise bad_request("unsupported parse_mode")
    if mode:
        text, entities = trim(*parse_html(source))
    else:
        text, entities = trim(source, _checked(given.get(entities_name) or []))
    return text, with_found(text, entities)


def _checked(entities: Any) -> list[Entity]:
    """Return entities that were given as objects.

    Raises:
        ApiError: they are of another shape.
    """
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: Array expected")
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        for name, kind in FIELDS.items():
            if not isinstance(entity.get(name), kind):
                raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be of type {NAMES[kind]}')
    return entities
