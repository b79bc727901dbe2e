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
from storage.repository import Owned
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


class _Kept(Generic[R]):
    """What is kept: of the person, where it is `Owned`; else of nobody, or reached by a card in hand."""

    def __init__(self, repository: type[R]) -> None:
        self._make: Callable[..., R] = repository
        self._is_owned = issubclass(repository, Owned)

    def __get__(self, asked: "Context", kind: type) -> R:
        whose = (asked.owner,) if self._is_owned else ()
        return self._make(asked.transaction, *whose)


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

    audit = _Kept(Audit)
    bookings = _Kept(Bookings)
    cards = _Kept(Cards)
    closed_persons = _Kept(ClosedPersons)
    consents = _Kept(Consents)
    errands = _Kept(Errands)
    messages = _Kept(Messages)
    notices = _Kept(Notices)
    photos = _Kept(Photos)
    shares = _Kept(Shares)
    support = _Kept(Support)
    watches = _Kept(Watches)

    directory = _Kept(Directory)
    full_age = _Kept(FullAge)
    own_visits = _Kept(OwnVisits)
    searches = _Kept(Searches)
    sent = _Kept(SentMessages)
    sign_ins = _Kept(SignIns)
    visits = _Kept(Visits)

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone."""
        return self.config.zone

    @property
    def today(self) -> date:
        """The day in the region's time zone."""
        return self.config.day(self.transaction.now)
