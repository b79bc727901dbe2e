"""The shares of children's cards: an invitation by a one-time link, and who reaches whose card since."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from patient.account import Account
from patient.card import CardId, OwnerId
from patient.privacy import Private

MOST_GUESTS = 3


class Stage(StrEnum):
    """How far an invitation has come."""

    MADE = "made"
    OPENED = "opened"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, repr=False)
class Offer(Private):
    """An invitation; *invited* is who opened the link, none before that."""

    id: str
    card: CardId
    owner: OwnerId
    stage: Stage
    host: Account
    guest: OwnerId | None = None
    invited: Account | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Share(Private):
    """*guest* reaches the card of *owner* since that time (UTC); *host* is the owner's Telegram account."""

    id: str
    card: CardId
    owner: OwnerId
    guest: OwnerId
    since: datetime
    host: Account
    invited: Account
