"""Resealing: every sealed row under the primary key, after the key ring was rotated."""

from dataclasses import dataclass

from storage.transaction import Transaction
from storage.vault import Place

BATCH = 500


@dataclass(frozen=True, slots=True)
class SealedTable:
    """Where sealed rows live: *row* and *owner* are the SQL expressions that make their `Place`."""

    table: str
    key: str
    row: str
    owner: str


TABLES = (
    SealedTable("card", key="id", row="id", owner="owner"),
    SealedTable("search", key="card", row="card", owner="owner"),
    SealedTable("sign_in", key="id", row="id", owner="owner"),
    SealedTable("dialogue", key="owner", row="owner", owner="owner"),
    SealedTable("share_offer", key="id", row="id", owner="owner"),
    SealedTable("card_share", key="id", row="id", owner="owner"),
    SealedTable("notice", key="id", row="''", owner="owner"),
    SealedTable("errand", key="id", row="id", owner="owner"),
    SealedTable("booking", key="id", row="id", owner="owner"),
    SealedTable("visit", key="card || '/' || id", row="card || '/' || id", owner="owner"),
    SealedTable("own_visit", key="id", row="hex(id)", owner="0"),
    SealedTable("watch", key="id", row="id", owner="owner"),
    SealedTable("message", key="id", row="''", owner="owner"),
    SealedTable("announcement", key="id", row="''", owner="0"),
    SealedTable("support_question", key="code", row="code", owner="owner"),
    SealedTable("sent_message", key="id", row="hex(mark)", owner="owner"),
    SealedTable("outbox", key="id", row="''", owner="chat"),
    SealedTable("dead_update", key="update_id", row="update_id", owner="0"),
    SealedTable("key_canary", key="id", row="id", owner="0"),
)


async def reseal(transaction: Transaction) -> int:
    """Seal up to 500 rows of each table anew and return how many that were; 0 when all are current."""
    return sum([await _reseal_table(transaction, table) for table in TABLES])


async def _reseal_table(transaction: Transaction, sealed_table: SealedTable) -> int:
    table, key = sealed_table.table, sealed_table.key
    rows = await transaction.rows(
        f"SELECT {key}, {sealed_table.row}, {sealed_table.owner}, sealed FROM {table}"  # noqa: S608 - our own names
        " WHERE substr(sealed, 1, 2) <> ? AND sealed <> x'' LIMIT ?",
        transaction.vault.header,
        BATCH,
    )
    for key_value, row, owner, sealed in rows:
        place = Place(table, row, owner)
        fresh = transaction.vault.seal(transaction.vault.open(sealed, place), place)
        await transaction.execute(
            f"UPDATE {table} SET sealed = ? WHERE {key} = ? AND sealed = ?",  # noqa: S608 - our own names
            fresh,
            key_value,
            sealed,
        )
    return len(rows)
