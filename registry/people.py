"""The one record of a person, where a registry may have none or several."""

from collections.abc import Sequence
from typing import TypeVar

from registry.errors import PersonUnknown, SeveralRecords

T = TypeVar("T")


def only(records: Sequence[T]) -> T:
    """Return the one of *records*.

    Raises:
        PersonUnknown: there is none.
        SeveralRecords: there is more than one.
    """
    if not records:
        raise PersonUnknown("no record")
    if len(records) > 1:
        raise SeveralRecords(f"{len(records)} records")
    return records[0]
