"""A scene: what a screen is drawn from, in a turn of the conversation or by a job afterwards."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from handlers.ground.config import Config
from handlers.ground.repositories import Repositories
from locales.texts import Texts
from patient.card import OwnerId
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Context(Repositories):
    """Who looks, in which language, and the open transaction."""

    config: Config
    transaction: Transaction
    owner: OwnerId
    t: Texts

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone."""
        return self.config.zone

    @property
    def today(self) -> date:
        """The day in the region's time zone."""
        return self.transaction.now.astimezone(self.zone).date()
