"""The columns of marks, and how what stands there passes to the current index key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

ROWID = ("rowid",)


class Changes(Protocol):
    """What of a transaction is needed here."""

    async def execute(self, statement: str, *values: Any) -> int:
        """Run *statement* and return how many rows it changed."""


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

    async def pass_on(self, changes: Changes, earlier: bytes, mark: bytes, owner: int) -> int:
        """Have *mark* stand wherever *earlier* stands; return in how many rows it did."""
        whose, who = (" AND owner = ?", [owner]) if self.is_owned else ("", [])
        changed = await changes.execute(
            f"UPDATE {self.table} SET {self.column} = ? WHERE {self.column} = ?{whose}",
            self.written(mark),
            self.written(earlier),
            *who,
        )
        if changed and self.is_key:
            await changes.execute(
                "UPDATE damaged_row SET row = ? WHERE place = ? AND row = ?",
                self._named(mark),
                self.table,
                self._named(earlier),
            )
        return changed

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

    def _named(self, mark: bytes) -> str:
        return mark.hex() if self.as_text else mark.hex().upper()
