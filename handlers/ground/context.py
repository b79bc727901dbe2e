"""A context: what a screen is drawn from, in a turn of the conversation or by a job afterwards."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from handlers.ground.config import Config
from handlers.ground.repositories import Repositories
from locales.texts import Texts
from patient.account import Account
from patient.card import OwnerId
from storage.transaction import Transaction

NOBODYS = Account("", None)


@dataclass(frozen=True, slots=True)
class Context(Repositories):
    """Who looks, in which language, and the open transaction.

    ``account`` is how the person is shown to another one; a job does not know it, and makes no such screen.
    """

    config: Config
    transaction: Transaction
    owner: OwnerId
    t: Texts
    account: Account = NOBODYS

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone."""
        return self.config.zone

    @property
    def today(self) -> date:
        """The day in the region's time zone."""
        return self.config.day(self.transaction.now)
