"""A context: who looks, and what is kept for him; in a turn of the conversation, or for a job afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from handlers.ground.config import Config
from locales.texts import Texts
from patient.account import Account
from patient.card import OwnerId
from storage.audit import Audit
from storage.bookings import Bookings
from storage.cards import Cards
from storage.closed_persons import ClosedPersons
from storage.consents import Consents
from storage.directory import Directory
from storage.errands import Errands
from storage.full_age import FullAge
from storage.messages import Messages
from storage.notices import Notices
from storage.own_visits import OwnVisits
from storage.photos import Photos
from storage.searches import Searches
from storage.sent import SentMessages
from storage.shares import Shares
from storage.sign_ins import SignIns
from storage.support import Support
from storage.transaction import Transaction
from storage.visits import Visits
from storage.watches import Watches

NOBODYS = Account("", None)

R = TypeVar("R")


class _Of(Generic[R]):
    """The person's own."""

    def __init__(self, make: Callable[[Transaction, OwnerId], R]) -> None:
        self._make = make

    def __get__(self, asked: "Context", kind: type) -> R:
        return self._make(asked.transaction, asked.owner)


class _Any(Generic[R]):
    """What belongs to nobody, or is reached by a card in hand."""

    def __init__(self, make: Callable[[Transaction], R]) -> None:
        self._make = make

    def __get__(self, asked: "Context", kind: type) -> R:
        return self._make(asked.transaction)


@dataclass(slots=True)
class Context:
    """What a screen is drawn from: who looks, in which language, and the open transaction.

    What is kept is bound to both: no read forgets whose it is. ``account`` is how the person is shown to
    another one; a job does not know it, and makes no such screen.
    """

    config: Config
    transaction: Transaction
    owner: OwnerId
    t: Texts
    account: Account = NOBODYS

    audit = _Of(Audit)
    bookings = _Of(Bookings)
    cards = _Of(Cards)
    closed_persons = _Of(ClosedPersons)
    consents = _Of(Consents)
    errands = _Of(Errands)
    messages = _Of(Messages)
    notices = _Of(Notices)
    photos = _Of(Photos)
    shares = _Of(Shares)
    support = _Of(Support)
    watches = _Of(Watches)

    directory = _Any(Directory)
    full_age = _Any(FullAge)
    own_visits = _Any(OwnVisits)
    searches = _Any(Searches)
    sent = _Any(SentMessages)
    sign_ins = _Any(SignIns)
    visits = _Any(Visits)

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone."""
        return self.config.zone

    @property
    def today(self) -> date:
        """The day in the region's time zone."""
        return self.config.day(self.transaction.now)
