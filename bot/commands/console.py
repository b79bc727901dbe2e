"""The console: what a command takes from the operator and tells him."""

from collections.abc import Sequence
from pathlib import Path

from patient.message import length
from storage.repository import NOBODY
from storage.resealing import DamagedRow

OPERATOR = NOBODY  # in the audit log: who sits at the command line has no id


class Refused(Exception):
    """What the operator asked for is not done; the text says why."""


def say(line: str) -> None:
    """Print a line."""
    print(line)  # noqa: T201 - this is what the operator reads


def name(damaged: Sequence[DamagedRow]) -> None:
    """Name the rows that cannot be read: they are left as they are, and harm no other."""
    for row in damaged:
        say(f"✗ {row}")


def read_text(file: Path | None, most: int) -> str:
    """Return what is to be written to people, without the blank lines around it.

    Raises:
        Refused: there is no such text, or it is longer than *most* UTF-16 units.
    """
    if file is None:
        raise Refused("FILE is missing: a text in UTF-8")
    try:
        text = file.read_text(encoding="utf-8-sig").strip()
    except (OSError, ValueError) as error:
        raise Refused(f"{file.name} can't be read as UTF-8: {type(error).__name__}") from None
    if not text:
        raise Refused(f"{file.name} is empty")
    if length(text) > most:
        raise Refused(f"{file.name} has {length(text)} characters; {most} fit into one message")
    return text
