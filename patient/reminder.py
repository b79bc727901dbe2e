"""A reminder of a visit: the day before, and some hours before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from patient.card import Card
from patient.notice import NoticeKind
from patient.privacy import Private
from patient.visit import Visit

DAY_BEFORE = timedelta(days=1)
HOURS_BEFORE = timedelta(hours=2)
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, repr=False)
class Reminder(Private):
    """A visit of which to remind now; *key* is that of its row."""

    key: str
    card: Card
    kind: NoticeKind
    visit: Visit

    def is_of_use(self, now: datetime) -> bool:
        """Tell whether to tell it; that of the day before gives way to the other one when both are due."""
        gives_way = self.kind is NoticeKind.DAY_BEFORE and self.visit.start - now <= HOURS_BEFORE
        return self.visit.is_coming(now) and not gives_way

    def nearness(self, now: datetime, zone: ZoneInfo) -> str:
        """Name how near the visit is: a stop of the bot may have brought it nearer than its kind tells."""
        start = self.visit.start
        if start - now < HOURS_BEFORE - LATE:
            return "soon"
        is_today = start.astimezone(zone).date() == now.astimezone(zone).date()
        return "today" if self.kind is NoticeKind.DAY_BEFORE and is_today else self.kind.value
