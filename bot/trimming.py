"""Trimming: an update without what Telegram never sends, so that reading it costs no more than usual."""

from typing import Any

LONGEST_TEXT = 4096  # characters; Telegram counts UTF-16 units, which are never fewer
LONGEST_LIST = 100  # Telegram's own limit for the entities of a message
MOST_FIELDS = 200
DEEPEST = 24


def trimmed(value: Any, depth: int = DEEPEST) -> Any:
    """Return JSON with long texts and lists cut, and nothing below *depth*."""
    match value:
        case str():
            return value[:LONGEST_TEXT]
        case list():
            return [trimmed(one, depth - 1) for one in value[:LONGEST_LIST]] if depth else []
        case dict():
            fields = list(value.items())[:MOST_FIELDS] if depth else []
            return {name[:LONGEST_TEXT]: trimmed(one, depth - 1) for name, one in fields}
        case _:
            return value
