"""The tables as the schema has them, and a row for each."""

PEOPLE = {"owner", "guest", "person", "chat"}


async def columns_of(database):
    """Return the columns of each table of ours, as SQLite tells them."""
    connection = database.connection
    if database.is_alone:
        return {
            table: {str(row[1]): row for row in await connection.fetch(f"PRAGMA table_info({table})")}
            for table in await connection.tables()
        }
    columns = {}
    for number, (table, name, kind, is_needed) in enumerate(await connection.fetch(OF_A_SERVER)):
        if name != "rowid":
            row = (number, name, KINDS[kind], int(is_needed), None, 0)
            columns.setdefault(table, {})[name] = row
    return columns


async def fill(tx, table, columns, owner):
    """Put a row of *owner* into *table*, whatever else it wants."""
    values = {}
    for name, (_, _, kind, is_needed, default, is_key) in columns.items():
        if name in PEOPLE:
            values[name] = owner if kind == "INTEGER" else tx.vault.index(owner, KIND[table])
        elif (is_needed or is_key) and default is None and not (is_key and kind == "INTEGER"):
            values[name] = {"TEXT": f"{table}-{owner}", "REAL": 1.0, "BLOB": f"{table}{owner}".encode()}.get(
                kind, 1
            )
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    await tx.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())


KIND = {"card_share": "guest", "share_offer": "guest", "card_person": "person", "signed_in": "signed in"}
OF_A_SERVER = (
    "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT), is_nullable = 'NO'"
    " FROM information_schema.columns WHERE table_schema = 'public'"
)
KINDS = {"bigint": "INTEGER", "double precision": "REAL", "bytea": "BLOB", "text": "TEXT"}
