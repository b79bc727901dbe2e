"""Faults on demand: errors, pauses and lost answers for the next calls."""

from collections.abc import Iterable
from dataclasses import dataclass

WORDS = {
    400: "Bad Request: fault on demand",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error: restart",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """What goes wrong with the next *count* calls of *method* (``*``: of any).

    ``drop`` closes the connection instead of answering, ``"before"`` or ``"after"`` the call was carried out.
    """

    method: str
    error_code: int = 500
    retry_after: int | None = None
    count: int = 1
    drop: str | None = None

    @property
    def description(self) -> str:
        """Telegram's sentence for the error."""
        if self.retry_after is not None:
            return f"Too Many Requests: retry after {self.retry_after}"
        return WORDS.get(self.error_code, "Internal Server Error")


def take_fault(faults: Iterable[Fault], method: str) -> Fault | None:
    """Return the first fault that hits this call, if any, and count it."""
    for fault in faults:
        if fault.method in {method, "*"} and fault.count > 0:
            fault.count -= 1
            return fault
    return None
