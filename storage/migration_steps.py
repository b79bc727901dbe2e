"""What a migration does that SQL cannot: seal, key and hash rows, in the transaction of its SQL file."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from patient.card import CardId, OwnerId
from patient.consent import Consent, ConsentText
from storage.audit import Audit, AuditLog
from storage.consents import CONSENT, GIVEN, WITHDRAWN, provable, sealed_of
from storage.inbox import DEAD_UPDATE, sender_of
from storage.index_keys import IndexKeys
from storage.notices import NOTICE
from storage.repository import NOBODY
from storage.sealed import Sealed
from storage.shares import OFFER, SHARE
from storage.sign_ins import SIGNED_IN
from storage.transaction import Transaction
from storage.vault import Binding
from storage.visits import A_DAY, VISIT, visit_key

log = logging.getLogger(__name__)

Step = Callable[[Transaction], Awaitable[None]]


async def key_what_links_people(transaction: Transaction) -> None:
    """Carry the rows of schema 5 over: people and visits keyed, what tells of hours and children sealed.

    A row that does not open is left behind where the registry or the next tap makes it anew (visits,
    invitations, shares); otherwise it stays as it is, to be passed over.
    """
    await _visits(transaction)
    await _shared(transaction, OFFER, "token, card, stage, expires_at")
    await _shared(transaction, SHARE, "card, since")
    await _persons(transaction)
    await _signed_in(transaction)
    await _notices(transaction)
    await _dead_updates(transaction)
    await _audit(transaction)
    await _consents(transaction)
    for table in ("visit", "share_offer", "card_share", "card_person", "signed_in", "consent"):
        await transaction.execute(f"DROP TABLE earlier_{table}")
    await transaction.execute("ALTER TABLE notice DROP COLUMN earlier_kind")


async def _visits(transaction: Transaction) -> None:
    rows = await transaction.rows(
        "SELECT card, id, owner, sealed, remind_day_at, remind_hours_at FROM earlier_visit"
    )
    for card, visit, owner, sealed, *remind_at in rows:
        async with _left_behind(transaction, "visit", visit):
            content = transaction.vault.open(sealed, Binding("visit", f"{card}/{visit}", owner))
            key = await visit_key(transaction, card, owner, visit)
            day, hours = (None if at is None else int(at // A_DAY) for at in remind_at)
            days = {"remind_day_on": day, "remind_hours_on": hours}
            await transaction.add(VISIT, owner, content, key=key, card=card, **days)


async def _shared(transaction: Transaction, table: Sealed[Any], columns: str) -> None:
    """Carry invitations or shares over, whose guest stands keyed from now on, and sealed."""
    names = columns.split(", ")
    rows = await transaction.rows(f"SELECT id, owner, sealed, guest, {columns} FROM earlier_{table.table}")
    for identifier, owner, sealed, guest, *values in rows:
        async with _left_behind(transaction, table.table, identifier):
            content = transaction.vault.open(sealed, table.binding(identifier, owner)) | {"guest": guest}
            beside = dict(zip(names, values, strict=True))
            beside["guest"] = None if guest is None else transaction.vault.index(guest, "guest")
            await transaction.add(table, owner, content, key=identifier, **beside)


async def _persons(transaction: Transaction) -> None:
    statement = "INSERT INTO card_person (card, person, asked_at) VALUES (?, ?, ?)"
    for card, person, asked_at in await transaction.rows(
        "SELECT card, person, asked_at FROM earlier_card_person"
    ):
        async with _left_behind(transaction, "card_person", card):
            mark = transaction.vault.index(person, "person")
            await transaction.execute(statement, card, mark, asked_at)


async def _signed_in(transaction: Transaction) -> None:
    for mark, owner, at in await transaction.rows("SELECT mark, owner, at FROM earlier_signed_in"):
        async with _left_behind(transaction, "signed_in", ""):
            known = transaction.vault.index(owner, "signed in")
            await transaction.add(SIGNED_IN, NOBODY, owner, mark=mark, owner=known, at=at)


async def _notices(transaction: Transaction) -> None:
    for number, owner, sealed, kind in await transaction.rows(
        "SELECT id, owner, sealed, earlier_kind FROM notice"
    ):
        async with _left_behind(transaction, "notice", number):
            parameters = transaction.vault.open(sealed, NOTICE.binding("", owner))
            await _seal(transaction, NOTICE, number, owner, {"kind": kind, "parameters": parameters})


async def _dead_updates(transaction: Transaction) -> None:
    for number, sealed in await transaction.rows("SELECT update_id, sealed FROM dead_update"):
        async with _left_behind(transaction, "dead_update", number):
            raw = transaction.vault.open(sealed, DEAD_UPDATE.binding(number, 0))
            if owner := sender_of(raw):
                await transaction.execute(
                    "UPDATE dead_update SET owner = ? WHERE update_id = ?", owner, number
                )
                await _seal(transaction, DEAD_UPDATE, number, owner, raw)


async def _audit(transaction: Transaction) -> None:
    """Fix the end of what was chained without a key by the first row with one."""
    audit = AuditLog(transaction)
    head = await audit.end()
    await audit.keep_head(head)
    faults = await audit.faults()
    await Audit(transaction, NOBODY).note("audit.keyed", str(head.length), "; ".join(faults) or "ok")


async def _consents(transaction: Transaction) -> None:
    rows = await transaction.rows(
        "SELECT id, owner, card, given_at, withdrawn_at, update_id, subject, version, language, sha256"
        " FROM earlier_consent ORDER BY given_at"
    )
    for identifier, owner, card, given_at, withdrawn_at, update_id, subject, *text in rows:
        async with _left_behind(transaction, "consent", identifier):
            given = datetime.fromtimestamp(given_at, UTC)
            consent = Consent(identifier, OwnerId(owner), CardId(card), ConsentText(*text), subject, given)
            beside = {"card": card, "given_at": given_at, "withdrawn_at": withdrawn_at}
            known = transaction.vault.index(owner, "consent")
            content = sealed_of(consent, update_id)
            await transaction.add(CONSENT, NOBODY, content, key=identifier, owner=known, **beside)
            audit = Audit(transaction, consent.owner)
            await audit.note(GIVEN, identifier, transaction.vault.marks.signature(provable(consent)))
            if withdrawn_at is not None:
                await audit.note(WITHDRAWN, identifier)


@asynccontextmanager
async def _left_behind(transaction: Transaction, table: str, key: object) -> AsyncIterator[None]:
    """Go on without the row if it is too odd to be carried over: one row must not stop the start."""
    await transaction.execute("SAVEPOINT carried")
    try:
        yield
    except Exception as error:
        if not transaction.blames_row(error):
            raise
        await transaction.execute("ROLLBACK TO carried")
        log.error("row %s of %s was not carried over: %s", key, table, type(error).__name__)  # noqa: TRY400
    await transaction.execute("RELEASE carried")


async def _seal(transaction: Transaction, table: Sealed[Any], key: int, owner: int, content: Any) -> None:
    await transaction.execute(
        f"UPDATE {table.table} SET sealed = ? WHERE {table.key} = ?",
        transaction.vault.seal(content, table.binding(key, owner)),
        key,
    )


STEPS: dict[int, Step] = {
    6: key_what_links_people,
    18: lambda transaction: IndexKeys(transaction).begin(),  # from here on it is rotated in the database
}
