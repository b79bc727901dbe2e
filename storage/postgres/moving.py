"""Moving: a SQLite database becomes a PostgreSQL one, and back, row by row.

Rows are the same in both: sealed bytes, numbers and texts. So a new database begins as the copy of a new
SQLite one, and a backup is a SQLite file whatever the engine.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any, Protocol

from storage.connection import Connection, Row
from storage.errors import StorageUnavailable
from storage.postgres import dialect, schema
from storage.sqlite.connection import SqliteConnection

SOME = 1000  # rows at a time
NEVER_TWICE = "SELECT 1 FROM sqlite_schema WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'"
ROWID = "rowid"


class Target(Connection, Protocol):
    """A PostgreSQL connection within a transaction."""

    def take_in(self, table: str, columns: Sequence[str], rows: AsyncIterator[Sequence[Any]]) -> Any:
        """Copy many rows into a table."""

    def walk(self, statement: str) -> AsyncIterator[list[Row]]:
        """Go through many rows, some at a time."""


async def build(target: Target, source: Connection) -> None:
    """Give an empty *target* the schema and all rows of a SQLite *source*."""
    await target.run(dialect.FUNCTIONS)
    tables = await _parents_first(source)
    for sql in tables.values():
        await target.run(dialect.translated(sql))
    kinds = await _kinds(target)
    for table in tables:
        columns = {name: kind for name, kind in kinds[table].items() if name != ROWID}
        await target.take_in(table, list(columns), _fitting(source, table, columns))
        await _refuse_lost(table, source, target)
    await _set_sequences(target, source)
    for part in ("index", "trigger"):
        for _, _, sql in await source.fetch(schema.PARTS, (part,)):
            await target.run(dialect.translated(str(sql)))


async def _parents_first(source: Connection) -> dict[str, str]:
    """Return the tables' statements by name, each after those of the tables to which it refers."""
    made = {str(name): str(sql) for name, _, sql in await source.fetch(schema.PARTS, ("table",))}
    parents = {
        table: {str(row[2]) for row in await source.fetch(f"PRAGMA foreign_key_list({table})")}
        for table in made
    }
    return {table: made[table] for table in TopologicalSorter(parents).static_order()}


async def unbuild(source: Target, target: SqliteConnection, made: SqliteConnection) -> None:
    """Give a new SQLite file *target* the schema that was *made*, and all rows of *source*."""
    kinds = await _kinds(source)
    for table, _, sql in await made.fetch(schema.PARTS, ("table",)):
        await target.execute(sql)
        columns = [str(row[1]) for row in await made.fetch(f"PRAGMA table_info({table})")]
        order = f" ORDER BY {ROWID}" if ROWID in kinds.get(table, {}) else ""
        await _take_out(source, target, table, columns, order)
        await _refuse_lost(table, source, target)
        await _note_sequence(source, target, table)
    for part in ("index", "trigger"):
        for _, _, sql in await made.fetch(schema.PARTS, (part,)):
            await target.execute(sql)
    await target.note_schema_number(await source.schema_number())


async def _kinds(target: Connection) -> Mapping[str, Mapping[str, str]]:
    """Return the columns of each table with the beginnings of their types."""
    found: dict[str, dict[str, str]] = {}
    for name, kind in (await target.schema()).items():
        what, _, place = name.partition(" ")
        if what == "column":
            table, _, column = place.partition(".")
            found.setdefault(table, {})[column] = kind.split()[0]
    return found


async def _fitting(source: Connection, table: str, columns: Mapping[str, str]) -> AsyncIterator[list[Any]]:
    """Yield the rows of *table* in their order; a damaged value of another type is made to fit its column."""
    names = ", ".join(f'"{name}"' for name in columns)
    fits = [FITS[kind] for kind in columns.values()]
    offset = 0
    while rows := await source.fetch(f'SELECT {names} FROM "{table}" LIMIT ? OFFSET ?', (SOME, offset)):
        offset += len(rows)
        for row in rows:
            yield [None if value is None else fit(value) for fit, value in zip(fits, row, strict=True)]


def _text(value: Any) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return text.replace("\0", "")


FITS: Mapping[str, Callable[[Any], Any]] = {
    "bigint": lambda value: value if isinstance(value, int) else 0,
    "double": lambda value: float(value) if isinstance(value, int | float) else 0.0,
    "bytea": lambda value: value if isinstance(value, bytes) else str(value).encode(errors="replace"),
    "text": _text,
}


async def _refuse_lost(table: str, source: Connection, target: Connection) -> None:
    """Count the rows on both sides.

    Raises:
        StorageUnavailable: some are missing.
    """
    counts = [await each.fetch(f'SELECT count(*) FROM "{table}"') for each in (source, target)]
    if counts[0][0] != counts[1][0]:
        raise StorageUnavailable(f"of table {table} not all rows arrived")


SEQUENCES = (
    "SELECT CAST(CAST(attrelid AS regclass) AS TEXT), CAST(attname AS TEXT) FROM pg_attribute"
    " JOIN pg_class ON pg_class.oid = attrelid"
    f" WHERE attidentity <> '' AND relkind = 'r' AND relnamespace = {schema.HERE}"
)


async def _set_sequences(target: Connection, source: Connection) -> None:
    """Have numbers go on where they stood: one that was given once is never given again."""
    reached = {
        str(name): int(seq) for name, seq in await source.fetch("SELECT name, seq FROM sqlite_sequence")
    }
    for table, column in await target.fetch(SEQUENCES):
        ((last,),) = await target.fetch(f'SELECT max("{column}") FROM {table}')
        least = max(last or 0, 0 if column == ROWID else reached.get(table) or 0)
        sequence = f"pg_get_serial_sequence('{table}', '{column}')"
        await target.fetch(f"SELECT setval({sequence}, {max(least, 1)}, {least > 0})")


async def _take_out(
    source: Target, target: SqliteConnection, table: str, columns: Sequence[str], order: str
) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    async for some in source.walk(f'SELECT {names} FROM "{table}"{order}'):
        await target.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', some)


async def _note_sequence(source: Connection, target: SqliteConnection, table: str) -> None:
    """Keep how far the numbers of *table* were given, if none of them is given twice."""
    own = [column for owner, column in await source.fetch(SEQUENCES) if owner == table and column != ROWID]
    if not own or not await target.fetch(NEVER_TWICE, (table,)):
        return
    ((sequence,),) = await source.fetch(f"SELECT pg_get_serial_sequence('{table}', '{own[0]}')")
    ((last, is_called),) = await source.fetch(f"SELECT last_value, is_called FROM {sequence}")
    if is_called:
        await target.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        await target.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))
