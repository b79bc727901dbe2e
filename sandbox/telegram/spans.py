"""Entities of a text: measured in UTF-16 units, trimmed with it, and found where nobody marked them.

Source: core.telegram.org/bots/api#messageentity.
"""

import re
from collections.abc import Iterator
from typing import Any

Entity = dict[str, Any]

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>«»]*[^\s<>«».,;:!?)])"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64})(?![\w/])"
    r"|(?<![\w.+-])(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
OPAQUE = ("code", "pre", "text_link")


def utf16(text: str) -> int:
    """Return the length of *text* as Telegram counts it."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def inside(text: str, entity: Entity) -> str:
    """Return the part of *text* that the entity covers."""
    units = text.encode("utf-16-le", errors="surrogatepass")
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    return units[2 * begin : 2 * end].decode("utf-16-le", errors="surrogatepass")


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop white space on both sides, as Telegram does, and move the entities along."""
    kept = text.strip()
    shift, size = utf16(text[: len(text) - len(text.lstrip())]), utf16(kept)
    moved = []
    for entity in entities:
        begin = min(max(entity["offset"] - shift, 0), size)
        end = min(max(entity["offset"] + entity["length"] - shift, 0), size)
        if begin < end:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return kept, moved


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Add the links, commands and addresses that Telegram finds by itself."""
    opaque = [entity for entity in entities if entity["type"] in OPAQUE]
    found = [entity for entity in _found(text) if not any(_touch(entity, other) for other in opaque)]
    return sorted(entities + found, key=lambda entity: (entity["offset"], -entity["length"]))


def _found(text: str) -> Iterator[Entity]:
    for match in FOUND.finditer(text):
        offset = utf16(text[: match.start()])
        yield {"type": match.lastgroup, "offset": offset, "length": utf16(match.group())}


def _touch(one: Entity, other: Entity) -> bool:
    begin, end = other["offset"], other["offset"] + other["length"]
    return bool(one["offset"] < end and begin < one["offset"] + one["length"])
