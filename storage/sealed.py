"""The sealed tables: for each what one row is read from, so that reading, checking and resealing agree."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from storage.vault import Binding, Vault

T = TypeVar("T")
Row = Any


@dataclass(frozen=True, slots=True)
class Sealed(Generic[T]):
    """A table with a column ``sealed``.

    *columns* begin with the row's key, its owner and what is sealed; *read* takes them all, opened, and may
    raise whatever it likes over odd content. A row that is ``sealed_before_its_key`` is known has the owner
    alone in its seal.
    """

    table: str
    columns: str
    read: Callable[..., T]
    sealed_before_its_key: bool = False

    @property
    def key(self) -> str:
        """The SQL expression by which one row is known."""
        return self.columns.split(",", 1)[0]

    @property
    def owner_column(self) -> tuple[str, str] | None:
        """The table and the column of a Telegram id by which a person's rows are found, if there is one."""
        column = self.columns.split(", ")[1].removeprefix(f"{self.table}.")
        return None if column == "0" else (self.table, column)

    @property
    def sound(self) -> str:
        """The SQL condition that passes over the rows that were put aside."""
        return f"{self.key} NOT IN (SELECT row FROM damaged_row WHERE place = '{self.table}')"  # noqa: S608 - our own names

    def binding(self, key: str | int, owner: int) -> Binding:
        """Return where the row with this *key* is sealed."""
        return Binding(self.table, "" if self.sealed_before_its_key else key, owner)

    def open(self, vault: Vault, row: Row) -> Any:
        """Return what is sealed in *row*, none if nothing is.

        Raises:
            SealBroken: it does not open.
        """
        key, owner, sealed, *_ = row
        return vault.open(sealed, self.binding(key, owner)) if sealed else None

    def value(self, vault: Vault, row: Row) -> T:
        """Return what *row* (the columns of `columns`) stands for.

        Raises:
            Exception: the row is damaged or odd.
        """
        key, owner, _, *beside = row
        return self.read(key, owner, self.open(vault, row), *beside)
