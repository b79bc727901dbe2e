"""Days and hours as people read them, in the region's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from locales.texts import Texts


def day(on: date, t: Texts) -> str:
    """Return «вт 24 ноября»."""
    return format_date(on, "EEE d MMMM", locale=t.language)


def short_day(on: date, t: Texts) -> str:
    """Return «вт 24.11», for a button."""
    return format_date(on, "EEE d.MM", locale=t.language)


def hour(moment: datetime, zone: ZoneInfo) -> str:
    """Return «09:20»."""
    return moment.astimezone(zone).strftime("%H:%M")


def when(moment: datetime, zone: ZoneInfo, t: Texts) -> str:
    """Return «вт 24 ноября, 09:20»."""
    return f"{day(moment.astimezone(zone).date(), t)}, {hour(moment, zone)}"


def short_when(moment: datetime, zone: ZoneInfo, t: Texts) -> str:
    """Return «вт 24.11 09:20», for a button."""
    return f"{short_day(moment.astimezone(zone).date(), t)} {hour(moment, zone)}"
