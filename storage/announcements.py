"""The announcements: what the operator or a clinic writes to many, and how far it was handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from patient.announcement import Announcement, Audience
from patient.card import OwnerId
from storage.marked import Marked
from storage.repository import NOBODY, Repository
from storage.sealed import Sealed
from storage.searches import Searches
from storage.written import read

SAME_DAY = timedelta(days=1)
LISTED = 20
ANNOUNCED = Marked("announcement", "mark")
PROGRESS = ("expected", "reached", "last_owner", "created_at", "finished_at")


@dataclass(frozen=True, slots=True)
class Page:
    """Some *owners* of an audience; *last* is the id up to which was looked, none at the end."""

    owners: Sequence[OwnerId]
    last: int | None


class Announcements(Repository):
    """A kill loses and doubles nobody: a page's messages and the cursor after it land together."""

    async def page(self, audience: Audience, after: int, limit: int) -> Page:
        """Look at the next *limit* people with ids above *after*; fewer of them may be meant."""
        statement = "SELECT owner FROM dialogue WHERE owner > ? ORDER BY owner LIMIT ?"
        values: tuple[object, ...] = (max(after, 0), limit)  # ids below zero are groups
        if audience.clinic is not None:
            statement = "SELECT DISTINCT owner FROM search WHERE owner > ? ORDER BY owner LIMIT ?"
        elif audience.card is not None:
            statement = "SELECT owner FROM card WHERE owner > ? AND id = ? AND frozen_at IS NULL LIMIT ?"
            values = (max(after, 0), audience.card, limit)
        rows = await self._transaction.rows(statement, *values)
        owners = [OwnerId(owner) for (owner,) in rows if isinstance(owner, int)]
        meant = [owner for owner in owners if await self._is_meant(owner, audience)]
        return Page(meant, owners[-1] if owners else None)

    async def _is_meant(self, owner: OwnerId, audience: Audience) -> bool:
        """Look into the owner's searches: where somebody is attached stands sealed in them."""
        if audience.clinic is None:
            return True
        searches = await Searches(self._transaction).of_owner(owner)
        return any(each.clinic.id == audience.clinic for search in searches for each in search.attachments)

    async def add(self, audience: Audience, text: str, sender: str, expected: int) -> int:
        """Keep an announcement for the running bot to hand out, and return its number."""
        return await self._transaction.add(
            ANNOUNCEMENT,
            NOBODY,
            {"text": text, "sender": sender},
            clinic=audience.clinic,
            card=audience.card,
            mark=await self._mark(audience, text),
            expected=expected,
            created_at=self._transaction.clock,
        )

    async def is_repeated(self, audience: Audience, text: str) -> bool:
        """Tell whether the same was announced to the same people within a day."""
        row = await self._transaction.row(
            "SELECT 1 FROM announcement WHERE mark = ? AND created_at > ?",
            await self._mark(audience, text),
            self._transaction.ago(SAME_DAY),
        )
        return row is not None

    async def unfinished(self) -> Announcement | None:
        """Return the oldest announcement that is not handed out, if any."""
        return await self._transaction.one(
            ANNOUNCEMENT, f"WHERE finished_at IS NULL AND {ANNOUNCEMENT.sound} ORDER BY id LIMIT 1"
        )

    async def latest(self) -> list[Announcement]:
        """Return the announcements made last, the newest first."""
        return await self._transaction.all(ANNOUNCEMENT, "ORDER BY id DESC LIMIT ?", LISTED)

    async def advance(self, announcement: Announcement, page: Page) -> None:
        """Note that *page* was handed out, in the transaction that did it."""
        await self._transaction.execute(
            "UPDATE announcement SET last_owner = ?, reached = reached + ?, finished_at = ? WHERE id = ?",
            announcement.last_owner if page.last is None else page.last,
            len(page.owners),
            self._transaction.clock if page.last is None else None,
            announcement.id,
        )

    async def cancel(self, number: int) -> bool:
        """Hand announcement *number* out to nobody else; False when there is none under way."""
        changed = await self._transaction.execute(
            "UPDATE announcement SET finished_at = ? WHERE id = ? AND finished_at IS NULL",
            self._transaction.clock,
            number,
        )
        return bool(changed)

    async def _mark(self, audience: Audience, text: str) -> bytes:
        return await self._transaction.mark(ANNOUNCED, NOBODY, "announcement", f"{audience}\0{text}")


def _announcement(
    number: int, _: int, content: Any, clinic: str | None, card: str | None, *beside: Any
) -> Announcement:
    progress = dict(zip(PROGRESS, beside, strict=True))
    return read(Announcement, content, id=number, audience={"clinic": clinic, "card": card}, **progress)


ANNOUNCEMENT = Sealed(
    "announcement",
    f"id, 0, sealed, clinic, card, {', '.join(PROGRESS)}",
    _announcement,
    sealed_before_its_key=True,
)
