"""What a migration does that SQL cannot: seal, key and hash rows, in the transaction of its SQL file."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from patient.card import CardId, OwnerId
from patient.consent import Consent, ConsentText
from storage.audit import Audit, AuditLog
from storage.consents import CONSENT, GIVEN, WITHDRAWN, provable
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
    await _offers(transaction)
    await _shares(transaction)
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
            content = _opened(transaction, sealed, Binding("visit", f"{card}/{visit}", owner))
            if content is None:
                continue
            key = await visit_key(transaction, card, owner, visit)
            await transaction.execute(
                "INSERT INTO visit (id, card, owner, sealed, remind_day_on, remind_hours_on)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                key,
                card,
                owner,
                transaction.vault.seal(content, VISIT.binding(key, owner)),
                *(None if at is None else int(at // A_DAY) for at in remind_at),
            )


async def _offers(transaction: Transaction) -> None:
    rows = await transaction.rows(
        "SELECT id, owner, sealed, token, card, guest, stage, expires_at FROM earlier_share_offer"
    )
    for identifier, owner, sealed, token, card, guest, stage, expires_at in rows:
        async with _left_behind(transaction, "share_offer", identifier):
            content = _opened(transaction, sealed, OFFER.binding(identifier, owner))
            if content is None:
                continue
            await transaction.execute(
                "INSERT INTO share_offer (id, token, card, owner, guest, stage, sealed, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                identifier,
                token,
                card,
                owner,
                None if guest is None else transaction.vault.pseudonym(guest, "guest"),
                stage,
                transaction.vault.seal({**content, "guest": guest}, OFFER.binding(identifier, owner)),
                expires_at,
            )


async def _shares(transaction: Transaction) -> None:
    rows = await transaction.rows("SELECT id, owner, sealed, card, guest, since FROM earlier_card_share")
    for identifier, owner, sealed, card, guest, since in rows:
        async with _left_behind(transaction, "card_share", identifier):
            content = _opened(transaction, sealed, SHARE.binding(identifier, owner))
            if content is None:
                continue
            await transaction.execute(
                "INSERT INTO card_share (id, card, owner, guest, since, sealed) VALUES (?, ?, ?, ?, ?, ?)",
                identifier,
                card,
                owner,
                transaction.vault.pseudonym(guest, "guest"),
                since,
                transaction.vault.seal({**content, "guest": guest}, SHARE.binding(identifier, owner)),
            )


async def _persons(transaction: Transaction) -> None:
    for card, person, asked_at in await transaction.rows(
        "SELECT card, person, asked_at FROM earlier_card_person"
    ):
        async with _left_behind(transaction, "card_person", card):
            await transaction.execute(
                "INSERT INTO card_person (card, person, asked_at) VALUES (?, ?, ?)",
                card,
                transaction.vault.pseudonym(person, "person"),
                asked_at,
            )


async def _signed_in(transaction: Transaction) -> None:
    for mark, owner, at in await transaction.rows("SELECT mark, owner, at FROM earlier_signed_in"):
        async with _left_behind(transaction, "signed_in", ""):
            await transaction.execute(
                "INSERT INTO signed_in (mark, owner, sealed, at) VALUES (?, ?, ?, ?)",
                mark,
                transaction.vault.pseudonym(owner, "signed in"),
                transaction.vault.seal(owner, SIGNED_IN.binding("", 0)),
                at,
            )


async def _notices(transaction: Transaction) -> None:
    for number, owner, sealed, kind in await transaction.rows(
        "SELECT id, owner, sealed, earlier_kind FROM notice"
    ):
        async with _left_behind(transaction, "notice", number):
            parameters = _opened(transaction, sealed, NOTICE.binding("", owner))
            if parameters is not None:
                content = {"kind": kind, "parameters": parameters}
                await _seal(transaction, NOTICE, number, owner, content)


async def _dead_updates(transaction: Transaction) -> None:
    for number, sealed in await transaction.rows("SELECT update_id, sealed FROM dead_update"):
        async with _left_behind(transaction, "dead_update", number):
            raw = _opened(transaction, sealed, DEAD_UPDATE.binding(number, 0))
            owner = sender_of(raw)
            if owner:
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
        "SELECT id, owner, card, version, language, sha256, subject, update_id, given_at, withdrawn_at"
        " FROM earlier_consent ORDER BY given_at"
    )
    for (
        identifier,
        owner,
        card,
        version,
        language,
        sha256,
        subject,
        update_id,
        given_at,
        withdrawn_at,
    ) in rows:
        async with _left_behind(transaction, "consent", identifier):
            content = {
                "owner": owner,
                "version": version,
                "language": language,
                "sha256": sha256,
                "subject": subject,
                "update": update_id,
            }
            await transaction.execute(
                "INSERT INTO consent (id, owner, card, sealed, given_at, withdrawn_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                identifier,
                transaction.vault.pseudonym(owner, "consent"),
                card,
                transaction.vault.seal(content, CONSENT.binding(identifier, 0)),
                given_at,
                withdrawn_at,
            )
            consent = Consent(
                identifier,
                OwnerId(owner),
                CardId(card),
                ConsentText(version, language, sha256),
                subject,
                datetime.fromtimestamp(given_at, UTC),
            )
            await Audit(transaction, owner).note(
                GIVEN, identifier, transaction.vault.signature(provable(consent))
            )
            if withdrawn_at is not None:
                await Audit(transaction, owner).note(WITHDRAWN, identifier)


@asynccontextmanager
async def _left_behind(transaction: Transaction, table: str, key: object) -> AsyncIterator[None]:
    """Go on without the row if it is too odd to be carried over: one row must not stop the start."""
    await transaction.execute("SAVEPOINT carried")
    try:
        yield
    except transaction.operational:
        raise  # the disk, not the row
    except Exception as error:  # noqa: BLE001 - whatever odd content may raise
        await transaction.execute("ROLLBACK TO carried")
        log.error("row %s of %s was not carried over: %s", key, table, type(error).__name__)  # noqa: TRY400
    await transaction.execute("RELEASE carried")


async def _seal(transaction: Transaction, table: Sealed[Any], key: int, owner: int, content: Any) -> None:
    await transaction.execute(
        f"UPDATE {table.table} SET sealed = ? WHERE {table.key} = ?",
        transaction.vault.seal(content, table.binding(key, owner)),
        key,
    )


def _opened(transaction: Transaction, sealed: bytes, binding: Binding) -> Any:
    try:
        return transaction.vault.open(sealed, binding)
    except Exception:  # noqa: BLE001 - a damaged row must not stop the start
        return None


async def take_the_index_key_over(transaction: Transaction) -> None:
    """Keep the key ring's index key here, from where it is rotated."""
    await IndexKeys(transaction).begin()


STEPS: dict[int, Step] = {6: key_what_links_people, 18: take_the_index_key_over}
