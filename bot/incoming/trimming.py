"""Trimming: an update without what Telegram never sends, so that reading it costs no more than usual."""

from typing import Any

from patient.well_formed import well_formed

LONGEST_TEXT = 4096  # characters; Telegram counts UTF-16 units, which are never fewer
LONGEST_LIST = 100  # Telegram's own limit for the entities of a message
MOST_FIELDS = 200
DEEPEST = 24


def trimmed(value: Any, depth: int = DEEPEST) -> Any:
    """Return JSON with long texts and lists cut, nothing below *depth*, and no text that cannot be kept."""
    match value:
        case str():
            return well_formed(value[:LONGEST_TEXT])
        case list():
            return [trimmed(one, depth - 1) for one in value[:LONGEST_LIST]] if depth else []
        case dict():
            fields = list(value.items())[:MOST_FIELDS] if depth else []
            return {well_formed(name[:LONGEST_TEXT]): trimmed(one, depth - 1) for name, one in fields}
        case _:
            return value
