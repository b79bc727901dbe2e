"""The tables as the schema has them, and a row for each."""

PEOPLE = {"owner", "guest", "person", "chat"}


async def columns_of(database):
    """Return the columns of each table of ours."""
    tables = await database.write(
        lambda tx: tx.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    )
    return {
        table: {
            str(row[1]): row
            for row in await database.write(lambda tx, t=table: tx.rows(f"PRAGMA table_info({t})"))
        }
        for (table,) in tables
    }


async def fill(tx, table, columns, owner):
    """Put a row of *owner* into *table*, whatever else it wants."""
    values = {}
    for name, (_, _, kind, is_needed, default, is_key) in columns.items():
        if name in PEOPLE:
            values[name] = owner if kind == "INTEGER" else tx.vault.pseudonym(owner, KIND[table])
        elif (is_needed or is_key) and default is None and not (is_key and kind == "INTEGER"):
            values[name] = {"TEXT": f"{table}-{owner}", "REAL": 1.0, "BLOB": f"{table}{owner}".encode()}.get(
                kind, 1
            )
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    await tx.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())


KIND = {"card_share": "guest", "share_offer": "guest", "card_person": "person", "signed_in": "signed in"}
