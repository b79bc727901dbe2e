"""A message (сообщение): what the operator or a clinic wrote to a person, and what he wrote to support."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from patient.card import CardId, OwnerId
from patient.privacy import Private

MOST_ANNOUNCED = 3500  # of Telegram's 4096 for a whole message: what stands above the text needs room
MOST_ASKED = 2000
LONGEST_SENDER = 64


class MessageKind(StrEnum):
    """Who wrote it, and why."""

    ANNOUNCEMENT = "announcement"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, repr=False)
class Letter(Private):
    """What is written to *owner*, perhaps about a *card* of his.

    ``sender`` is how the writer of an announcement is named, empty for the operator without a name.
    ``code`` names the question to which an answer belongs, or that this is.
    """

    owner: OwnerId
    kind: MessageKind
    text: str
    sender: str = ""
    code: str = ""
    card: CardId | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Message(Private):
    """A letter as it lies in «Сообщения» since *at* (UTC)."""

    id: int
    letter: Letter
    at: datetime
    is_read: bool


def length(text: str) -> int:
    """Return how long Telegram takes *text* to be: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2
