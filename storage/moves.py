"""The moves: groups that became supergroups, and the ids by which Telegram knows them now."""

from dataclasses import dataclass

from storage.repository import Repository


@dataclass(frozen=True, slots=True)
class Move:
    """Told after the commit: the group *old* is the supergroup *new*."""

    old: int
    new: int


class Moves(Repository):
    """Kept for ever: the settings and the outbox may name an old id at any later start."""

    async def note(self, old: int, new: int) -> None:
        """Note that *old* is *new* now, and so is whatever had become *old*."""
        if not new < 0 or not old < 0 or old == new:
            return  # only groups move; a person's messages go nowhere else
        execute, clock = self._transaction.execute, self._transaction.clock
        await execute("DELETE FROM moved_chat WHERE old = ?", new)
        await execute("UPDATE moved_chat SET new = ? WHERE new = ?", new, old)
        await execute(
            "INSERT INTO moved_chat (old, new, at) VALUES (?, ?, ?)"
            " ON CONFLICT (old) DO UPDATE SET new = excluded.new",
            old,
            new,
            clock,
        )
        self._transaction.publish(Move(old, new))

    async def all(self) -> list[Move]:
        """Return all moves, each to where the group is now."""
        rows = await self._transaction.rows("SELECT old, new FROM moved_chat ORDER BY old")
        return [Move(old, new) for old, new in rows]

    async def of(self, chat: int) -> int:
        """Return the id by which *chat* is known now."""
        statement = "SELECT new FROM moved_chat WHERE old = ?"
        return await self._transaction.value(int, statement, chat) or chat
