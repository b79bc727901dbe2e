"""The consents: given for one card, withdrawn any time, and kept as the proof of both.

What a record names stands sealed in it; its signature stands in the audit log, and the wording that was
agreed to in ``consent_text``, so that a consent can be proven after the operator changed his texts.
"""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any

from patient.card import CardId, OwnerId
from patient.consent import Consent, ConsentText, GivenConsent, Subject
from storage.audit import Audit, AuditLog
from storage.marked import Marked
from storage.repository import NOBODY, Owned
from storage.sealed import Sealed
from storage.transaction import Transaction

ID_BYTES = 16
CONSENTING = Marked("consent", "owner")
GIVEN, WITHDRAWN = "consent.given", "consent.withdrawn"


class Consents(Owned):
    """Records without names: which text, for which card, when; the owner's id is a keyed hash."""

    async def add(self, card: CardId, given: GivenConsent, subject: Subject, giver: str = "") -> None:
        """Keep the consent that was *given* for the card, under an id that nobody guesses."""
        name = secrets.token_urlsafe(ID_BYTES)
        consent = Consent(name, self._who, card, given.text, subject, given.given_at, giver)
        content, given_at = sealed_of(consent, given.update), given.given_at.timestamp()
        beside = {"owner": await self._known(), "card": card, "given_at": given_at}
        await self._transaction.add(CONSENT, NOBODY, content, key=name, **beside)
        await self._transaction.execute(
            "INSERT INTO consent_text (sha256, text, kept_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            consent.text.sha256,
            given.wording,
            self._transaction.clock,
        )
        signature = self._transaction.vault.marks.signature(provable(consent))
        await Audit(self._transaction, self._who).note(GIVEN, name, signature)

    async def in_force(self) -> list[Consent]:
        """Return the consents that were not withdrawn, oldest first."""
        return await self._transaction.all(
            CONSENT, "WHERE owner = ? AND withdrawn_at IS NULL ORDER BY given_at", await self._known()
        )

    async def wording(self, text: ConsentText) -> str | None:
        """Return the words that were agreed to; none for those agreed to before words were kept."""
        statement = "SELECT text FROM consent_text WHERE sha256 = ?"
        return await self._transaction.value(str, statement, text.sha256)

    async def withdraw(self, card: CardId) -> None:
        """Note that the person's consents for *card* hold no longer."""
        await self._withdraw("card = ? AND owner = ?", card, await self._known())

    async def withdraw_all(self, card: CardId) -> None:
        """Note that nobody's consents for *card* hold any longer, because of what the person did."""
        await self._withdraw("card = ?", card)

    async def _withdraw(self, condition: str, *values: Any) -> None:
        held = f"{condition} AND withdrawn_at IS NULL"
        statement = f"UPDATE consent SET withdrawn_at = ? WHERE {held} RETURNING id"
        for (consent,) in await self._transaction.rows(statement, self._transaction.clock, *values):
            await Audit(self._transaction, self._who).note(WITHDRAWN, consent)

    async def _known(self) -> bytes:
        return await self._transaction.mark(CONSENTING, self._who, "consent")


async def newest_consent(transaction: Transaction, card: CardId) -> Consent | None:
    """Return the consent under which *card* is kept now."""
    return await transaction.one(
        CONSENT, "WHERE card = ? AND withdrawn_at IS NULL ORDER BY given_at DESC, rowid DESC LIMIT 1", card
    )


async def faults_of_consents(transaction: Transaction) -> list[str]:
    """Say which records are not as the audit log says they were given."""
    rows = await transaction.rows("SELECT object, result FROM audit WHERE action = ?", GIVEN)
    given = {str(consent): str(signature) for consent, signature in rows}
    rows = await transaction.rows(f"SELECT {CONSENT.columns} FROM consent")
    kept = {consent.id: provable(consent) for consent in await transaction.read(CONSENT, rows)}
    unread = {str(row[0]) for row in rows} - kept.keys()
    return [
        *(f"consent {consent} is gone" for consent in given.keys() - kept.keys() - unread),
        *(f"consent {consent} was never given" for consent in kept.keys() - given.keys()),
        *(
            f"consent {consent} is not as it was given"
            for consent in kept.keys() & given.keys()
            if not transaction.vault.marks.verifies(given[consent], kept[consent])
        ),
        *(f"consent {consent} cannot be read" for consent in unread),
        *await _odd_withdrawals(transaction),
        *await _odd_wordings(transaction),
    ]


async def _odd_withdrawals(transaction: Transaction) -> list[str]:
    """Say which records hold or do not hold, other than the audit log says."""
    noted = await AuditLog(transaction).handles(WITHDRAWN)
    rows = await transaction.rows("SELECT id, withdrawn_at IS NOT NULL FROM consent")
    return [
        f"consent {consent} {'was never' if is_withdrawn else 'was'} withdrawn"
        for consent, is_withdrawn in rows
        if bool(is_withdrawn) != (str(consent) in noted)
    ]


async def _odd_wordings(transaction: Transaction) -> list[str]:
    rows = await transaction.rows("SELECT sha256, text FROM consent_text")
    return [
        f"the wording {sha256} is not the one that was agreed to"
        for sha256, text in rows
        if hashlib.sha256(str(text).encode()).hexdigest() != sha256
    ]


def sealed_of(consent: Consent, update: int) -> dict[str, Any]:
    """Return what of a consent is sealed; *update* is the tap by which it was given."""
    text = {"version": consent.text.version, "language": consent.text.language, "sha256": consent.text.sha256}
    giver = {"giver": consent.giver} if consent.giver else {}
    return {"owner": consent.owner, **text, "subject": consent.subject, "update": update, **giver}


def provable(consent: Consent) -> str:
    """Return everything of a record that is to be proven; the audit log keeps its signature."""
    given_at = round(consent.given_at.timestamp() * 1000)
    text = consent.text
    parts = (consent.id, consent.owner, consent.card, consent.subject, given_at)
    giver = (consent.giver,) if consent.giver else ()
    return "\0".join(("consent", *map(str, parts), text.version, text.language, text.sha256, *giver))


def _consent(consent: str, _: int, content: Any, card: str, given_at: float) -> Consent:
    return Consent(
        id=consent,
        owner=OwnerId(content["owner"]),
        card=CardId(card),
        text=ConsentText(content["version"], content["language"], content["sha256"]),
        subject=content["subject"],
        given_at=datetime.fromtimestamp(given_at, UTC),
        giver=content.get("giver", ""),
    )


CONSENT = Sealed("consent", "id, 0, sealed, card, given_at", _consent)
