"""The replicas: the processes of the bot over one database, of which the first that lives leads.

One that is silent too long is dead to the others, whatever it does: they take its rows over. So one that only
stood still may have been buried; it finds its row gone and joins anew, under a number that owns nothing.
"""

from dataclasses import dataclass

from storage.leases import release_leases, try_damaged_rows_again
from storage.outbox import Outbox
from storage.repository import Repository
from storage.schema import refuse_newer
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds between two heartbeats, and those of *silence*, by the database's clock, that mean death."""

    beat: float = 1.0
    silence: float = 5.0

    @property
    def missed(self) -> float:
        """The time between two heartbeats of one's own after which living ones may look dead.

        Shorter ones are a busy machine's: to give time for each would let the dead live for ever.
        """
        return self.silence - 2 * self.beat

    @property
    def fresh(self) -> float:
        """How long a heartbeat tells that one lives: clocks differ, and a call takes a while to begin."""
        return self.silence - self.beat


RHYTHM = Rhythm()


@dataclass(frozen=True, slots=True)
class Seat:
    """What a replica tells of itself: its machine, and its release."""

    host: str = ""
    version: str = ""


NOWHERE = Seat()


@dataclass(frozen=True, slots=True)
class Buried:
    """Told after the commit in which this process found itself dead to the others."""


@dataclass(frozen=True, slots=True)
class Held:
    """Told after each heartbeat: the rows of the outbox that are this process's to send."""

    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What one heartbeat came to.

    *at* is the database's clock then; before *bury_from* nobody is buried; *others* live besides, and made
    *calls* within the second before.
    """

    replica: int
    leads: bool
    at: float
    bury_from: float
    others: int = 0
    calls: int = 0


class Replicas(Repository):
    """One row a replica, written by itself once a second."""

    def __init__(self, transaction: Transaction, rhythm: Rhythm = RHYTHM, seat: Seat = NOWHERE) -> None:
        super().__init__(transaction)
        self._rhythm = rhythm
        self._seat = seat

    async def beat(
        self, last: Heartbeat | None, calls: int, unheard: frozenset[int] = frozenset()
    ) -> Heartbeat:
        """Note that this process lives, and made so many *calls* lately; do what is due among them all.

        Rows of its own that it does not know, *unheard*, are handed to it: their commit had no answer.
        """
        if self._transaction.vault.renew():
            await try_damaged_rows_again(self._transaction)
        number = await self._stay(last, calls) if last else None
        if last and number is None:
            self._transaction.publish(Buried())
        if number is None:
            last, number = None, await self._join()
        bury_from = self._bury_from(last)
        if bury_from <= self._transaction.clock:
            await self._bury()
        first = await self._transaction.value(int, "SELECT min(id) FROM replica WHERE leaving_at IS NULL")
        leads = number == first
        if leads:
            await Outbox(self._transaction).take_over(number)
        await Outbox(self._transaction).hand_out(number, unheard)
        self._transaction.publish(Held(await Outbox(self._transaction).ids_of(number)))
        return Heartbeat(number, leads, self._transaction.clock, bury_from, *await self._others(number))

    async def lacking(self, key: int) -> int:
        """Return how many living ones cannot open yet what this *key* of the ring will seal."""
        alive_from = self._transaction.clock - self._rhythm.silence
        return await self._transaction.count(
            "replica", "WHERE seen_at >= ? AND coalesce(newest_key, 0) < ?", alive_from, key
        )

    async def is_known(self, replica: int) -> bool:
        """Tell whether the replica with this number has not been buried."""
        return await self._transaction.row("SELECT 1 FROM replica WHERE id = ?", replica) is not None

    async def resign(self, replica: int) -> None:
        """Let another one lead from now on."""
        await self._transaction.execute(
            "UPDATE replica SET leaving_at = ? WHERE id = ?", self._transaction.clock, replica
        )

    async def leave(self, replica: int) -> None:
        """Go; what it has not sent is the leader's, and what it did is free."""
        await self._transaction.execute("DELETE FROM replica WHERE id = ?", replica)
        await release_leases(self._transaction, replica)

    async def _stay(self, last: Heartbeat, calls: int) -> int | None:
        changed = await self._transaction.execute(
            "UPDATE replica SET seen_at = ?, calls = ?, newest_key = ? WHERE id = ?",
            self._transaction.clock,
            calls,
            self._transaction.vault.newest,
            last.replica,
        )
        return last.replica if changed else None

    async def _join(self) -> int:
        refuse_newer(await self._transaction.value(int, "SELECT max(number) FROM migration") or 0)
        return await self._transaction.insert(
            "INSERT INTO replica (seen_at, host, version, newest_key) VALUES (?, ?, ?, ?)",
            self._transaction.clock,
            self._seat.host,
            self._seat.version,
            self._transaction.vault.newest,
        )

    def _bury_from(self, last: Heartbeat | None) -> float:
        """Return from when on others may be buried.

        Who was out of touch himself, or saw the clock jump, gives the others as long to come back: they may
        have waited for the same database. A newcomer knows nothing of what was before.
        """
        now, silence = self._transaction.clock, self._rhythm.silence
        missed = abs(now - last.at) if last else silence
        if last and missed <= self._rhythm.missed:
            return min(last.bury_from, now + silence)
        return now + min(missed, silence)

    async def _bury(self) -> None:
        """Take the rows of those away who are silent; a clock that was set back makes nobody immortal."""
        now, silence = self._transaction.clock, self._rhythm.silence
        silent = "DELETE FROM replica WHERE seen_at < ? OR seen_at > ? RETURNING id"
        for dead in await self._transaction.column(int, silent, now - silence, now + silence):
            await release_leases(self._transaction, dead)

    async def _others(self, replica: int) -> tuple[int, int]:
        ((living, calls),) = await self._transaction.rows(
            "SELECT count(*), coalesce(sum(calls), 0) FROM replica WHERE id <> ?", replica
        )
        return int(living), int(calls)
