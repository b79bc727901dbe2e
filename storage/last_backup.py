"""The last backup: when the database was copied and proven, how large the copy is, what room is left there.

It is noted once the copy stands, so a copy tells of the one before: a restored database never claims a backup
that is younger than what it holds.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from storage.repository import Repository


@dataclass(frozen=True, slots=True)
class LastBackup:
    """Its moment in Unix seconds, its *size*, and the *room* that was left beside it, in bytes."""

    made_at: float
    size: int
    room: int


class Backups(Repository):
    """One row, the last backup's."""

    async def note(self, copy: Path) -> None:
        """Remember that *copy* was made and proven just now."""
        await self._transaction.execute(
            "INSERT INTO last_backup (id, made_at, bytes, room) VALUES (1, ?, ?, ?) ON CONFLICT (id)"
            " DO UPDATE SET made_at = excluded.made_at, bytes = excluded.bytes, room = excluded.room",
            self._transaction.clock,
            copy.stat().st_size,
            shutil.disk_usage(copy.parent).free,
        )

    async def last(self) -> LastBackup:
        """Return the last one; before the first, one of 1970."""
        row = await self._transaction.row("SELECT made_at, bytes, room FROM last_backup WHERE id = 1")
        return LastBackup(*row) if row else LastBackup(0.0, 0, 0)
