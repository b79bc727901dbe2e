"""The shares of cards: an invitation by a one-time link, and who reaches whose card since.

A child's card is shared with a parent. An adult's is kept in trust: its guest is the person on it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from patient.account import Account
from patient.card import CardId, OwnerId
from patient.consent import GivenConsent
from patient.privacy import Private

MOST_GUESTS = 3


class Stage(StrEnum):
    """How far an invitation has come."""

    MADE = "made"
    OPENED = "opened"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, repr=False)
class Offer(Private):
    """An invitation; *invited* is who opened the link, none before that.

    *is_trust* tells that it asks the person on the card to let the owner keep it; *consent* is his.
    """

    id: str
    card: CardId
    owner: OwnerId
    stage: Stage
    host: Account
    guest: OwnerId | None = None
    invited: Account | None = None
    is_trust: bool = False
    consent: GivenConsent | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Share(Private):
    """*guest* reaches the card of *owner* since that time (UTC); *host* is the owner's Telegram account.

    *is_trust* tells that the guest is the person on the card, who lets the owner keep it.
    """

    id: str
    card: CardId
    owner: OwnerId
    guest: OwnerId
    since: datetime
    host: Account
    invited: Account
    is_trust: bool = False
