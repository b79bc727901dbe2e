"""An announcement: what the operator or a clinic writes to many, and to whom."""

from dataclasses import dataclass
from datetime import datetime

from patient.card import CardId, OwnerId
from patient.message import Letter, MessageKind
from patient.privacy import Private


@dataclass(frozen=True, slots=True)
class Audience:
    """To whom: those attached to a *clinic* (the registry's id), the owner of a *card*, or else to all."""

    clinic: str | None = None
    card: CardId | None = None

    def __str__(self) -> str:
        if self.clinic is not None:
            return f"clinic {self.clinic}"
        return "all" if self.card is None else f"card {self.card}"


@dataclass(frozen=True, slots=True, repr=False)
class Announcement(Private):
    """*text* from *sender* on its way: *reached* of about *expected* people have it."""

    id: int
    audience: Audience
    text: str
    sender: str
    expected: int
    reached: int
    last_owner: int
    created_at: datetime
    finished_at: datetime | None

    def to(self, owner: OwnerId) -> Letter:
        """Return what lands in the «Сообщения» of *owner*."""
        return Letter(owner, MessageKind.ANNOUNCEMENT, self.text, self.sender, card=self.audience.card)
