"""The presence of replicas, as seen by who is none of them: a command, or a start before it has joined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage.connection import Connection
from storage.errors import EarlierReplicasLive
from storage.replicas import RHYTHM, Replicas
from storage.transaction import Transaction

SINCE = 19  # the migration from which on replicas tell where they run


@dataclass(frozen=True, slots=True)
class Present:
    """A replica with its release and its machine, and how it stands *now*, by the database's clock."""

    number: int
    version: str
    host: str
    seen_at: float
    is_leaving: bool
    now: float
    leads: bool = False

    @property
    def old(self) -> float:
        """How many seconds ago its last heartbeat was."""
        return self.now - self.seen_at

    @property
    def lives(self) -> bool:
        """Whether the others would not bury it; a clock that was set makes nobody immortal."""
        return abs(self.old) <= RHYTHM.silence

    def __str__(self) -> str:
        return f"{self.number} ({self.version} on {self.host})"


async def refuse_to_break(connection: Connection, transaction: Transaction, number: int) -> None:
    """Refuse to bring schema *number* beneath living replicas; dead ones find themselves buried if they wake.

    Raises:
        EarlierReplicasLive: some live.
    """
    replicas = await present(connection)
    if living := [str(each) for each in replicas if each.lives]:
        raise EarlierReplicasLive(
            f"replicas {', '.join(living)} run over the database, and could not work with schema {number}:"
            " stop them"
        )
    for dead in replicas:
        await Replicas(transaction).leave(dead.number)


async def present(connection: Connection) -> Sequence[Present]:
    """Return the replicas that have a row, the leader as such: the first that lives and will stay."""
    if await connection.schema_number() < SINCE:
        return ()
    now = await connection.clock()
    rows = await connection.fetch(
        "SELECT id, version, host, seen_at, leaving_at IS NOT NULL FROM replica ORDER BY id"
    )
    found = [
        Present(number, version, host, seen_at, leaving, now)
        for number, version, host, seen_at, leaving in rows
    ]
    leader = next((each for each in found if each.lives and not each.is_leaving), None)
    return [replace(each, leads=each is leader) for each in found]
