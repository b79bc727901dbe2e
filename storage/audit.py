"""The audit log: who did what to which record, each row chained to the one before by a keyed hash.

The log's length and last hash are kept a second time, sealed (`audit_head`), so that a log whose tail was
cut, that was emptied or written anew does not fit them; each backup holds them as they were then. Rows of
before there was a key are chained by a plain hash; the first keyed row fixes their end.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from storage.connection import Row
from storage.marks import signed_by
from storage.repository import NOBODY, Owned, Repository
from storage.sealed import Sealed
from storage.vault import Vault

GENESIS = "0" * 64
ACTOR_CHARACTERS = 16
KEYED = "k:"  # begins a hash that was made with an index key
WITHOUT_KEY = -1
COLUMNS = "at, actor, action, object, result, previous, hash"


@dataclass(frozen=True, slots=True)
class Head:
    """The log's end: *length* rows, the last with *digest*.

    ``lost_at`` is how long the log was when an earlier sealed end could not be read any more. It stands in
    the *row* with this number, if it was sealed.
    """

    length: int = 0
    digest: str = GENESIS
    lost_at: int | None = None
    row: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.length} rows, the last is {self.digest}"

    def after(self, digest: str) -> "Head":
        """Return the head after one more row."""
        return replace(self, length=self.length + 1, digest=digest)


def _head(row: int, _owner: int, content: Any) -> Head:
    length, digest, lost_at = content  # no field of it has a default: a log's end is not guessed
    return Head(int(length), str(digest), lost_at, row)


AUDIT_HEAD = Sealed("audit_head", "id, 0, sealed", _head)


class AuditLog(Repository):
    """Append-only: triggers refuse changes, and a row that was changed all the same breaks the chain."""

    async def head(self) -> Head:
        """Return the log's end as it was sealed; where that cannot be read, as the rows have it."""
        row = await self._transaction.row(
            f"SELECT {AUDIT_HEAD.columns} FROM audit_head WHERE {AUDIT_HEAD.sound} ORDER BY id DESC LIMIT 1"
        )
        if head := await self._transaction.read_one(AUDIT_HEAD, row):
            return head
        end = await self.end()
        return replace(end, lost_at=end.length)

    async def keep_head(self, head: Head) -> None:
        """Seal the log's end; one that cannot be read stays, for `faults` to tell of."""
        statement = "INSERT INTO audit_head (sealed) VALUES (?)"
        row = head.row or await self._transaction.insert(statement, b"")
        content = [head.length, head.digest, head.lost_at]
        await self._transaction.save(AUDIT_HEAD, NOBODY, content, key=row)

    async def handles(self, action: str) -> set[str]:
        """Return what *action* was done to."""
        statement = "SELECT object FROM audit WHERE action = ?"
        return set(await self._transaction.column(str, statement, action))

    async def end(self) -> Head:
        """Return the log's end as its rows have it."""
        digests = await self._transaction.column(str, "SELECT hash FROM audit ORDER BY seq")
        return Head(len(digests), digests[-1]) if digests else Head()

    async def faults(self) -> list[str]:
        """Say in English what does not fit: changed, missing or foreign rows, a cut tail, another log."""
        heads, faults = await self._sealed_heads()
        end = max(heads, key=lambda head: head.length, default=None)
        if end is None:
            return [*faults, "the sealed end of the log is missing"]
        lost = [head.lost_at for head in heads if head.lost_at is not None]
        faults += [f"the sealed end was lost at row {row}" for row in lost]
        rows = await self._transaction.rows(f"SELECT {COLUMNS} FROM audit ORDER BY seq")
        faults += _breaks(self._transaction.vault, rows)
        if len(rows) != end.length:
            faults.append(f"the log has {len(rows)} rows, {end.length} were written")
        elif rows and rows[-1][-1] != end.digest:
            faults.append("the log ends with another row than the one that was written last")
        return faults

    async def holds(self, earlier: Head) -> bool:
        """Tell whether the log goes on from *earlier*, the end that a backup remembers."""
        if not earlier.length:
            return True
        row = await self._transaction.row(
            "SELECT hash FROM audit ORDER BY seq LIMIT 1 OFFSET ?", earlier.length - 1
        )
        return row is not None and row[0] == earlier.digest

    async def _sealed_heads(self) -> tuple[list[Head], list[str]]:
        heads, faults = [], []
        for row in await self._transaction.rows(f"SELECT {AUDIT_HEAD.columns} FROM audit_head"):
            try:
                heads.append(AUDIT_HEAD.value(self._transaction.vault, row))
            except Exception:  # noqa: BLE001 - whatever odd content may raise
                faults.append(f"the sealed end of the log (row {row[0]} of audit_head) is damaged")
        return heads, faults


class Audit(Owned):
    """What somebody does, for the log."""

    async def note(self, action: str, handle: str = "", result: str = "ok") -> None:
        """Add a row; the actor is a pseudonym, *handle* an id that says nothing about a person."""
        index = self._transaction.vault.index(self._who, "audit", "actor")
        row = (
            self._transaction.now.isoformat(timespec="milliseconds"),
            index.hex()[:ACTOR_CHARACTERS],
            action,
            handle,
            result,
        )
        log = AuditLog(self._transaction)
        head = await log.head()
        digest = keyed(self._transaction.vault, head.digest, *row)
        await self._transaction.execute(
            f"INSERT INTO audit ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *row,
            head.digest,
            digest,
        )
        await log.keep_head(head.after(digest))


def _breaks(vault: Vault, rows: Sequence[Row]) -> list[str]:
    """Say at which row, counted from 1, the chain breaks; no key's row follows one of a later key."""
    previous, key = GENESIS, WITHOUT_KEY
    for number, (*columns, link, digest) in enumerate(rows, 1):
        before, key = key, _key_of(str(digest))
        if link != previous or key < before or not _fits(vault, str(digest), previous, *columns):
            return [f"the chain breaks at row {number}"]
        previous = digest
    return []


def _key_of(digest: str) -> int:
    return signed_by(digest.removeprefix(KEYED)) if digest.startswith(KEYED) else WITHOUT_KEY


def _fits(vault: Vault, digest: str, previous: str, *columns: Any) -> bool:
    if not digest.startswith(KEYED):
        return digest == chained(previous, *columns)
    return vault.marks.verifies(digest.removeprefix(KEYED), _signed(previous, *columns))


def keyed(vault: Vault, previous: str, *columns: Any) -> str:
    """Return the hash of a row that follows the row with hash *previous*."""
    return KEYED + vault.marks.signature(_signed(previous, *columns))


def _signed(previous: str, *columns: Any) -> str:
    return "\0".join(("audit", previous, *map(str, columns)))


def chained(previous: str, *columns: Any) -> str:
    """Return the hash that a row had before there was a key."""
    return hashlib.sha256("\0".join((previous, *map(str, columns))).encode()).hexdigest()
