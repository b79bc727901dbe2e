"""The plans: how SQLite finds the rows of every statement that any test has the product issue.

A statement holds the event loop while it runs, so none may walk over a table that grows with the people.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

ROOT = Path(__file__).parent.parent
BETWEEN = {ROOT / "storage" / name for name in ("sqlite/connection.py", "transaction.py")}
OTHERS = {
    ROOT / "storage" / "writer.py",  # runs what a test itself says
    ROOT / "storage" / "migration_steps.py",
}
VALUE = re.compile(r"x?'(?:''|[^'])*'|\b\d[\d.e+]*\b|\bNULL\b(?=[,)])")
WALK = re.compile(r"^SCAN (\w+)")
PAGED = re.compile(
    r"^SEARCH (\w+) USING .*\((?:rowid|id|owner)>\?\)$"
)  # to the end of the table, but for a LIMIT
SMALL = {
    *("clinic", "doctor"),  # the region's
    *("announcement", "moved_chat", "consent_text"),  # the operator's
    "replica",
    *("damaged_row", "dead_update"),  # what went wrong
    *("database_id", "key_canary", "index_key", "audit_head", "outbox"),  # what is sent goes
    *("CONSTANT", "json_each", "next_few"),  # the last is what a LIMIT has cut
}
ASKED_FOR = {
    "storage/audit.py": "audit verify",
    "storage/remarking.py": "keys rotate",
    "storage/consents.py": "audit verify",
    "storage/support.py": "support list",
}
"""Statements of commands, which have a process of their own."""


class Plans:
    """What was issued, and what of it walks over a table that grows."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._seen: set[str] = set()
        self._new: list[tuple[str, str]] = []

    def note(self, statement: str) -> None:
        """Remember a statement of the product, the first of its shape."""
        shape = VALUE.sub("?", statement)
        if shape not in self._seen and (place := _issued_at()):
            self._seen.add(shape)
            self._new.append((place, statement))

    def walks(self) -> list[str]:
        """Say which of the statements that came since walk, and where they stand."""
        new, self._new = self._new, []
        connection = sqlite3.connect(str(self._database))
        found = [
            f"{place} {walk}: {VALUE.sub('?', statement)}"
            for place, statement in new
            for walk in walks_of(connection, statement)
            if place.split(":")[0] not in ASKED_FOR
        ]
        connection.close()
        return found


def walks_of(connection: sqlite3.Connection, statement: str) -> Iterator[str]:
    """Tell where *statement* goes through a large table row by row; one that is wrong goes nowhere."""
    try:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    except sqlite3.Error:
        return
    for *_, step in plan:
        walk = WALK.search(step) or ("LIMIT" not in statement and PAGED.search(step))
        if walk and walk[1] not in SMALL and not walk[1].isdigit():
            yield step


def _issued_at() -> str | None:
    """Tell which line of the product issued the statement that is traced, if it was none of a test's own."""
    frame = sys._getframe(2)
    while frame and Path(frame.f_code.co_filename) in BETWEEN:
        frame = frame.f_back
    file = Path(frame.f_code.co_filename) if frame else ROOT
    if file in OTHERS or not file.is_relative_to(ROOT) or file.is_relative_to(ROOT / "tests"):
        return None
    return f"{file.relative_to(ROOT)}:{frame.f_lineno}"
