"""The sealed tables: for each what one row is read from, so that reading, checking and resealing agree."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

from storage.vault import Binding, Vault
from storage.written import read

T = TypeVar("T")
Row = Any


def _as_it_is(_key: str | int, _owner: int, content: Any) -> Any:
    return content


@dataclass(frozen=True, eq=False)
class Sealed(Generic[T]):
    """A table with a column ``sealed``.

    *columns* begin with the row's key, its owner (0: nobody) and what is sealed; *read* takes them all,
    opened, and may raise whatever it likes over odd content; without it a row stands for its content. A row
    that is ``sealed_before_its_key`` is known has the owner alone in its seal; one whose ``key_is_mark`` has
    the mark's core. What ``tells_of_card`` was told to its owner, or wished by him, about a card;
    ``outlives_owner`` tells that in it is what he wished for as he left.
    """

    table: str
    columns: str
    read: Callable[..., T] = _as_it_is
    sealed_before_its_key: bool = False
    key_is_mark: bool = False
    tells_of_card: bool = False
    outlives_owner: bool = False

    @classmethod
    def of(cls, kind: type[T], table: str, columns: str, **more: bool) -> Self:
        """Declare a table whose rows are values of *kind*: what is not sealed stands in columns, by name."""
        names = _names(columns)

        def restore(*row: Any) -> T:
            beside = {name: value for name, value in zip(names, row, strict=True) if name.isidentifier()}
            return read(kind, beside.pop("sealed"), **beside)

        return cls(table, columns, restore, **more)

    @cached_property
    def key(self) -> str:
        """The SQL expression by which one row is known."""
        return self.columns.split(",", 1)[0]

    @cached_property
    def owner(self) -> str | None:
        """The column of a Telegram id by which a person's rows are found, if there is one."""
        owner = self.columns.split(", ")[1].removeprefix(f"{self.table}.")
        return None if owner == "0" else owner

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields that stand in columns, not in what is sealed."""
        return tuple(name for name in _names(self.columns) if name != "sealed")

    @cached_property
    def select(self) -> str:
        """The beginning of a statement that reads rows."""
        return f"SELECT {self.columns} FROM {self.table}"

    @cached_property
    def sound(self) -> str:
        """The SQL condition that passes over the rows that were put aside."""
        aside = f"SELECT row FROM damaged_row WHERE place = '{self.table}'"
        return f"CAST({self.key} AS TEXT) NOT IN ({aside})"

    def binding(self, key: str | int, owner: int) -> Binding:
        """Return where the row with this *key* is sealed."""
        as_hex = (str.upper if self.key.startswith("hex(") else str) if self.key_is_mark else None
        return Binding(self.table, "" if self.sealed_before_its_key else key, owner, as_hex)

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


def _names(columns: str) -> list[str]:
    """Return by which names the columns are known outside: what stands behind ``AS``, or their own."""
    return [column.split(" AS ")[-1].rpartition(".")[2] for column in columns.split(", ")]
