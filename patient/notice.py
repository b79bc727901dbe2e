"""A notice (уведомление): of which kinds there are, and when a person wants to hear of them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo


class NoticeKind(StrEnum):
    """What a notice is about; each kind can be switched off."""

    SEARCH = "search"
    VISIT = "visit"
    DAY_BEFORE = "day"
    HOURS_BEFORE = "hours"
    WATCH = "watch"
    MESSAGE = "message"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours of the region's clock in which nothing is pushed; they may go over midnight."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``22:00-08:00``, as `str` writes it."""
        start, _, end = text.partition("-")
        return cls(time.fromisoformat(start), time.fromisoformat(end))

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def covers(self, hour: time) -> bool:
        """Tell whether *hour* is a quiet one."""
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    def end_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return when the quiet hours around *moment* end."""
        local = moment.astimezone(zone)
        ends = datetime.combine(local.date(), self.end, zone)
        return ends if ends > local else datetime.combine(local.date() + timedelta(days=1), self.end, zone)


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    """What a person chose: kinds that are only kept and not pushed, and the quiet hours."""

    muted: frozenset[NoticeKind] = field(default_factory=frozenset)
    quiet: QuietHours | None = None

    def toggled(self, kind: NoticeKind) -> Self:
        """Return the choices with *kind* switched over."""
        return replace(self, muted=self.muted ^ {kind})

    def due(
        self, kind: NoticeKind, now: datetime, zone: ZoneInfo, *, useful_until: datetime | None = None
    ) -> datetime | None:
        """Return when to push a notice of *kind*, none if it is only kept.

        Quiet hours put it off, unless it would come too late to be of use.
        """
        if kind in self.muted:
            return None
        if self.quiet is None or not self.quiet.covers(now.astimezone(zone).time()):
            return now
        end = self.quiet.end_after(now, zone)
        return now if useful_until and end >= useful_until else end
