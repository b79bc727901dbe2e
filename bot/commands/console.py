"""The console: what a command takes from the operator and tells him."""

from argparse import ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path

from patient.message import length
from storage.repository import NOBODY
from storage.resealing import DamagedRow

MOST_DIGITS = 5  # of a count of days, or of an announcement's number
OPERATOR = NOBODY  # in the audit log: who sits at the command line has no id


class Refused(Exception):
    """What the operator asked for is not done; the text says why."""


def path(text: str) -> Path:
    """Read the name of a file or folder; an empty one would be the working folder."""
    if not text:
        raise ArgumentTypeError("is empty; is a variable not set?")
    return Path(text)


def whole(text: str) -> int:
    """Read a whole number that counts something."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    if not number:
        raise ArgumentTypeError(f"must be a whole number from 1 to {10**MOST_DIGITS - 1}")
    return number


def say(line: str) -> None:
    """Print a line.

    Raises:
        Refused: nobody reads it any more, or the disk that it should go to is full.
    """
    try:
        print(line, flush=True)  # noqa: T201 - this is what the operator reads
    except OSError as error:
        raise Refused(f"what this command says cannot be written: {error.strerror}") from None


def name(damaged: Sequence[DamagedRow]) -> None:
    """Name the rows that cannot be read: they are left as they are, and harm no other."""
    for row in damaged:
        say(f"✗ {row}")


def read_text(file: Path | None, most: int) -> str:
    """Return what is to be written to people, without the blank lines around it.

    Raises:
        Refused: it is no text, or longer than *most* UTF-16 units.
        OSError: the file is not there, or may not be read.
    """
    if file is None:
        raise Refused("FILE is missing: a text in UTF-8")
    try:
        text = file.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Refused(f"{file} is not written in UTF-8 (perhaps in cp1251): save it as UTF-8") from None
    if not text:
        raise Refused(f"{file} is empty")
    if length(text) > most:
        raise Refused(f"{file} has {length(text)} characters; {most} fit into one message")
    return text
