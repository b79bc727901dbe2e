"""The repositories, each bound to the transaction and to the person for whom it is read and written."""

from collections.abc import Callable
from typing import Generic, TypeVar

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

R = TypeVar("R")


class _Of(Generic[R]):
    """The person's own."""

    def __init__(self, make: Callable[[Transaction, OwnerId], R]) -> None:
        self._make = make

    def __get__(self, asked: "Repositories", kind: type) -> R:
        return self._make(asked.transaction, asked.owner)


class _Any(Generic[R]):
    """What belongs to nobody, or is reached by a card in hand."""

    def __init__(self, make: Callable[[Transaction], R]) -> None:
        self._make = make

    def __get__(self, asked: "Repositories", kind: type) -> R:
        return self._make(asked.transaction)


class Repositories:
    """What is kept, for whoever has a transaction and a person: no read forgets whose it is."""

    __slots__ = ()

    transaction: Transaction
    owner: OwnerId

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
