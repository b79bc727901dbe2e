"""JSON from outside, read strictly."""

import json
from typing import Any


def read_object(content: bytes) -> dict[str, Any]:
    """Read an object in which no name stands twice (two readers could choose differently).

    Raises:
        ValueError: no JSON (RFC 8259), no object, or a name twice.
        RecursionError: nested without end.
    """
    value = json.loads(content, object_pairs_hook=_once, parse_constant=_refuse)
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - for the caller it is one more malformed answer
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)
