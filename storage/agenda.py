"""The agenda: when each visit that was opened is to be told of, in the memory of who tells it.

A row names the day alone, for the hour of a visit stands sealed; so a tick would open a day's visits again
and again to find those that are due.
"""

from storage.vault import HEADER_BYTES, NONCE_BYTES

BY_ITS_SEAL = HEADER_BYTES + NONCE_BYTES  # bytes that no two seals share

Entry = tuple[str, str]


class Agenda:
    """Remembers for as long as a row stays sealed as it was; a new one, after a start, knows nothing."""

    def __init__(self) -> None:
        self._due: dict[Entry, tuple[bytes, float]] = {}

    def waits(self, entry: Entry, seal: bytes, clock: float) -> bool:
        """Tell whether the *entry*, a reminder and a row's key, was opened and is not due at *clock*."""
        known, due_at = self._due.get(entry, (b"", 0.0))
        return known == seal and due_at > clock

    def note(self, entry: Entry, seal: bytes, due_at: float) -> None:
        """Remember when the *entry* is due."""
        self._due[entry] = seal, due_at

    def clear(self, clock: float) -> None:
        """Forget what was due by *clock*: it is told, or its visit is gone or has moved."""
        self._due = {entry: known for entry, known in self._due.items() if known[1] > clock}
