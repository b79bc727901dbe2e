"""The consents: given for one card, withdrawn any time, and kept as the proof of both."""

import secrets
from datetime import UTC, datetime

from patient.card import CardId, OwnerId
from patient.consent import Consent, ConsentText
from storage.transaction import Row, Transaction

ID_BYTES = 16
COLUMNS = "id, owner, card, version, language, sha256, subject, given_at"


def new_consent_id() -> str:
    """Return an id that nobody guesses."""
    return secrets.token_urlsafe(ID_BYTES)


class Consents:
    """Records without personal data: which text, for which card, when."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, consent: Consent, *, update_id: int) -> None:
        """Keep a consent; *update_id* is the tap by which it was given."""
        await self._transaction.execute(
            f"INSERT INTO consent ({COLUMNS}, update_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
            consent.id,
            consent.owner,
            consent.card,
            consent.text.version,
            consent.text.language,
            consent.text.sha256,
            consent.subject,
            consent.given_at.timestamp(),
            update_id,
        )

    async def in_force(self, owner: OwnerId) -> list[Consent]:
        """Return the owner's consents that were not withdrawn, oldest first."""
        rows = await self._transaction.rows(
            f"SELECT {COLUMNS} FROM consent"  # noqa: S608 - a constant
            " WHERE owner = ? AND withdrawn_at IS NULL ORDER BY given_at",
            owner,
        )
        return [_consent(row) for row in rows]

    async def withdraw(self, card: CardId, owner: OwnerId) -> None:
        """Note that the owner's consents for *card* hold no longer."""
        await self._transaction.execute(
            "UPDATE consent SET withdrawn_at = ? WHERE card = ? AND owner = ? AND withdrawn_at IS NULL",
            self._transaction.clock,
            card,
            owner,
        )

    async def withdraw_all(self, card: CardId) -> None:
        """Note that nobody's consents for *card* hold any longer."""
        await self._transaction.execute(
            "UPDATE consent SET withdrawn_at = ? WHERE card = ? AND withdrawn_at IS NULL",
            self._transaction.clock,
            card,
        )


def _consent(row: Row) -> Consent:
    consent, owner, card, version, language, sha256, subject, given_at = row
    return Consent(
        id=consent,
        owner=OwnerId(owner),
        card=CardId(card),
        text=ConsentText(version, language, sha256),
        subject=subject,
        given_at=datetime.fromtimestamp(given_at, UTC),
    )
