"""The notices: what was told to each person, what waits to be told, and how he wants it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from patient.card import CardId, OwnerId
from patient.notice import NoticeChoices, NoticeKind, QuietHours
from storage.transaction import Row, Transaction
from storage.vault import Place

COLUMNS = "id, owner, card, kind, sealed, at"


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """What was told: *parameters* are those of the Bot API's sendMessage, *at* is UTC."""

    id: int
    owner: OwnerId
    card: CardId | None
    kind: NoticeKind
    parameters: dict[str, Any]
    at: datetime


class Notices:
    """Rows that no other owner can reach; a card's go with the card."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(
        self,
        owner: OwnerId,
        kind: NoticeKind,
        parameters: dict[str, Any],
        *,
        card: CardId | None,
        due_at: datetime | None,
    ) -> None:
        """Keep a notice; one with *due_at* waits until then to be pushed."""
        await self._transaction.execute(
            "INSERT INTO notice (owner, card, kind, sealed, at, due_at) VALUES (?, ?, ?, ?, ?, ?)",
            owner,
            card,
            kind.value,
            self._transaction.vault.seal(parameters, _place(owner)),
            self._transaction.clock,
            due_at.timestamp() if due_at else None,
        )

    async def of(self, owner: OwnerId, *, card: str = "", limit: int = 100, offset: int = 0) -> list[Notice]:
        """Return the owner's notices, newest first; those about one *card* if it is given."""
        rows = await self._transaction.rows(
            f"SELECT {COLUMNS} FROM notice WHERE owner = ? AND (? = '' OR card = ?)"  # noqa: S608 - a constant
            " ORDER BY id DESC LIMIT ? OFFSET ?",
            owner,
            card,
            card,
            limit,
            offset,
        )
        return [self._notice(row) for row in rows]

    async def count(self, owner: OwnerId, *, card: str = "") -> int:
        """Return how many `of` could return."""
        ((number,),) = await self._transaction.rows(
            "SELECT count(*) FROM notice WHERE owner = ? AND (? = '' OR card = ?)", owner, card, card
        )
        return int(number)

    async def find(self, number: int, owner: OwnerId) -> Notice | None:
        """Return the notice if it is *owner*'s."""
        row = await self._transaction.row(
            f"SELECT {COLUMNS} FROM notice WHERE id = ? AND owner = ?",  # noqa: S608 - a constant
            number,
            owner,
        )
        return self._notice(row) if row else None

    async def take_due(self, limit: int) -> list[Notice]:
        """Take the notices whose quiet hours are over; whoever takes them pushes them in this transaction."""
        rows = await self._transaction.rows(
            "UPDATE notice SET due_at = NULL WHERE id IN ("  # noqa: S608 - a constant
            " SELECT id FROM notice WHERE due_at <= ? ORDER BY id LIMIT ?)"
            f" RETURNING {COLUMNS}",
            self._transaction.clock,
            limit,
        )
        return sorted((self._notice(row) for row in rows), key=lambda notice: notice.id)

    async def choices(self, owner: OwnerId) -> NoticeChoices:
        """Return how *owner* wants to be told."""
        row = await self._transaction.row("SELECT muted, quiet FROM notice_choices WHERE owner = ?", owner)
        if row is None:
            return NoticeChoices()
        muted, quiet = row
        kinds = frozenset(NoticeKind(kind) for kind in muted.split())
        return NoticeChoices(kinds, QuietHours.parse(quiet) if quiet else None)

    async def choose(self, owner: OwnerId, choices: NoticeChoices) -> None:
        """Keep how *owner* wants to be told from now on."""
        await self._transaction.execute(
            "INSERT INTO notice_choices (owner, muted, quiet) VALUES (?, ?, ?)"
            " ON CONFLICT (owner) DO UPDATE SET muted = excluded.muted, quiet = excluded.quiet",
            owner,
            " ".join(sorted(kind.value for kind in choices.muted)),
            str(choices.quiet) if choices.quiet else None,
        )

    async def forget(self, owner: OwnerId) -> None:
        """Delete all notices and choices of *owner*."""
        await self._transaction.execute("DELETE FROM notice WHERE owner = ?", owner)
        await self._transaction.execute("DELETE FROM notice_choices WHERE owner = ?", owner)

    async def forget_card(self, owner: OwnerId, card: CardId) -> None:
        """Delete what was told to *owner* about *card*."""
        await self._transaction.execute("DELETE FROM notice WHERE owner = ? AND card = ?", owner, card)

    def _notice(self, row: Row) -> Notice:
        number, owner, card, kind, sealed, at = row
        return Notice(
            id=number,
            owner=OwnerId(owner),
            card=CardId(card) if card else None,
            kind=NoticeKind(kind),
            parameters=self._transaction.vault.open(sealed, _place(owner)),
            at=datetime.fromtimestamp(at, UTC),
        )


def _place(owner: int) -> Place:
    """A row's id is not known when it is sealed; its owner is what must not be mixed up."""
    return Place("notice", "", owner)
