"""The columns of marks, and how what stands there passes to the current index key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ROWID = ("rowid",)


@dataclass(frozen=True, slots=True)
class Marked:
    """A column whose rows are found by their mark, some of a table whose rows are walked over in an *order*.

    Where it ``is_owned`` the rows of one mark are one owner's, and the way to them begins with him; where it
    ``is_key`` rows that were put aside are known by it; ``as_text`` it is written in hex.
    """

    table: str
    column: str
    order: Sequence[str] = ROWID
    is_owned: bool = False
    is_key: bool = False
    as_text: bool = False

    def written(self, mark: bytes) -> Any:
        """Return the mark as it stands in the column."""
        return mark.hex() if self.as_text else mark

    def read(self, value: Any) -> Any:
        """Return the mark that stands there; something else where it is none."""
        if not self.as_text:
            return value
        try:
            return bytes.fromhex(value)
        except (TypeError, ValueError):
            return None

    def named(self, mark: bytes) -> str:
        """Return by which name a row that was put aside is known, where the mark is its key."""
        return mark.hex() if self.as_text else mark.hex().upper()
