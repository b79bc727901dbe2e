"""The schema of a PostgreSQL database, as facts that can be compared with those of a SQLite file."""

from collections.abc import Mapping

from storage.connection import Connection

HERE = "CAST(current_schema() AS regnamespace)"
TABLES = f"SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = {HERE} ORDER BY oid"
COLUMNS = (
    "SELECT relname || '.' || attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
    " JOIN pg_class ON pg_class.oid = attrelid"
    f" WHERE relkind = 'r' AND relnamespace = {HERE} AND attnum > 0 AND NOT attisdropped"
)
INDEXES = (
    "SELECT CAST(CAST(indexrelid AS regclass) AS TEXT), CAST(CAST(indrelid AS regclass) AS TEXT), indisunique"
    f" FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = {HERE}"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
)
TRIGGERS = (
    "SELECT CAST(tgname AS TEXT), CAST(CAST(tgrelid AS regclass) AS TEXT) FROM pg_trigger"
    f" JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = {HERE} AND NOT tgisinternal"
)
KINDS = {"INTEGER": "bigint", "REAL": "double precision", "BLOB": "bytea", "TEXT": "text", "": "text"}
PARTS = (
    "SELECT name, tbl_name, sql FROM sqlite_schema"
    " WHERE sql IS NOT NULL AND type = ? AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
)


async def facts(connection: Connection) -> Mapping[str, str]:
    """Return each column with its type, and each index and trigger with its table."""
    columns = await connection.fetch(COLUMNS)
    indexes = await connection.fetch(INDEXES)
    triggers = await connection.fetch(TRIGGERS)
    return (
        {f"column {name}": _column(str(kind), bool(is_needed)) for name, kind, is_needed in columns}
        | {f"index {name}": _index(str(table), bool(is_unique)) for name, table, is_unique in indexes}
        | {f"trigger {name}": f"on {table}" for name, table in triggers}
    )


async def facts_like(other: Connection) -> Mapping[str, str]:
    """Return the facts that the SQLite schema of *other* becomes here."""
    found: dict[str, str] = {}
    for table, _, sql in await other.fetch(PARTS, ("table",)):
        for _, name, kind, is_needed, _, is_key in await other.fetch(f"PRAGMA table_info({table})"):
            found[f"column {table}.{name}"] = _column(KINDS[str(kind)], bool(is_needed or is_key))
        if "WITHOUT ROWID" not in str(sql):
            found[f"column {table}.rowid"] = _column("bigint", is_needed=True)
    for name, table, sql in await other.fetch(PARTS, ("index",)):
        found[f"index {name}"] = _index(str(table), is_unique="UNIQUE" in str(sql))
    for name, table, _ in await other.fetch(PARTS, ("trigger",)):
        found[f"trigger {name}"] = f"on {table}"
    return found


def _column(kind: str, is_needed: bool) -> str:  # noqa: FBT001 - one of two facts of a row
    return f"{kind} not null" if is_needed else kind


def _index(table: str, is_unique: bool) -> str:  # noqa: FBT001
    return f"{'unique ' if is_unique else ''}on {table}"
