"""The notices: what was told to each person, what waits to be told, and how he wants it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from patient.card import CardId, OwnerId
from patient.notice import NoticeChoices, NoticeKind, QuietHours
from storage.repository import Owned
from storage.sealed import Sealed
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """What was told: *parameters* are those of the Bot API's sendMessage, *at* is UTC.

    A reminder has the hour of its visit in *useful_until*.
    """

    id: int
    owner: OwnerId
    card: CardId | None
    kind: NoticeKind
    parameters: dict[str, Any]
    at: datetime
    useful_until: datetime | None = None


ABOUT = "AND (? = '' OR card = ?)"
# a row's id is not known when it is sealed; its owner is what must not be mixed up
NOTICE = Sealed.of(
    Notice, "notice", "id, owner, sealed, card, at", sealed_before_its_key=True, tells_of_card=True
)


class Notices(Owned):
    """Somebody's notices and choices; a card's go with the card."""

    async def add(
        self,
        kind: NoticeKind,
        parameters: dict[str, Any],
        *,
        card: CardId | None,
        due_at: datetime | None,
        useful_until: datetime | None = None,
    ) -> None:
        """Keep a notice; one with *due_at* waits until then to be pushed."""
        await self._transaction.add(
            NOTICE,
            self._who,
            {
                "kind": kind.value,
                "parameters": parameters,
                "useful_until": useful_until.isoformat() if useful_until else None,
            },
            card=card,
            at=self._transaction.clock,
            due_at=due_at.timestamp() if due_at else None,
        )

    async def all(self, *, card: str = "", limit: int = 100, offset: int = 0) -> list[Notice]:
        """Return them, newest first; those about one *card* if it is given."""
        page = f"{ABOUT} AND {NOTICE.sound} ORDER BY id DESC LIMIT ? OFFSET ?"
        return await self._own(NOTICE, page, card, card, limit, offset)

    async def count(self, *, card: str = "") -> int:
        """Return how many `all` could return."""
        return await self._count(NOTICE, ABOUT, card, card)

    async def count_since(self, moment: datetime) -> int:
        """Return how many were kept since *moment*."""
        return await self._count(NOTICE, "AND at >= ?", moment.timestamp())

    async def find(self, number: int) -> Notice | None:
        """Return the notice if it is there."""
        return await self._find(NOTICE, number)

    async def choices(self) -> NoticeChoices:
        """Return how the person wants to be told."""
        row = await self._transaction.row(
            "SELECT muted, quiet FROM notice_choices WHERE owner = ?", self._who
        )
        return _choices(*row) if row else NoticeChoices()

    async def choose(self, choices: NoticeChoices) -> None:
        """Keep how the person wants to be told from now on."""
        await self._transaction.execute(
            "INSERT INTO notice_choices (owner, muted, quiet) VALUES (?, ?, ?)"
            " ON CONFLICT (owner) DO UPDATE SET muted = excluded.muted, quiet = excluded.quiet",
            self._who,
            " ".join(sorted(kind.value for kind in choices.muted)),
            str(choices.quiet) if choices.quiet else None,
        )


async def take_due_notices(transaction: Transaction, limit: int) -> list[Notice]:
    """Take everybody's whose quiet hours are over; whoever takes them pushes them in this transaction."""
    due = await transaction.take(
        NOTICE,
        "SET due_at = NULL WHERE id IN (SELECT id FROM notice WHERE due_at <= ?"
        f" AND {NOTICE.sound} ORDER BY due_at, id LIMIT ?)",
        *(transaction.clock, limit),
    )
    return sorted(due, key=lambda notice: notice.id)


def _choices(muted: str, quiet: str | None) -> NoticeChoices:
    """Read what is known of the choices; a kind of another release mutes nothing here."""
    known = frozenset(NoticeKind) & set(str(muted).split())
    try:
        hours = QuietHours.parse(quiet) if quiet else None
    except (ValueError, TypeError, AttributeError):
        hours = None
    return NoticeChoices(frozenset(map(NoticeKind, known)), hours)
