"""Days and hours as people read them, in the region's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from locales.texts import Html, Texts


def day(on: date, t: Texts) -> str:
    """Return «вт 24 ноября»."""
    return format_date(on, "EEE d MMMM", locale=t.language)


def short_day(on: date, t: Texts) -> str:
    """Return «вт 24.11» or “Tue 24 Nov”, for a button."""
    return format_date(on, t.plain("pattern.short_day"), locale=t.language)


def full_day(on: date, t: Texts) -> str:
    """Return «24.11.2026» or “24 Nov 2026”."""
    return format_date(on, t.plain("pattern.full_day"), locale=t.language)


def day_of(moment: datetime, zone: ZoneInfo, t: Texts) -> str:
    """Return the same of a moment."""
    return full_day(moment.astimezone(zone).date(), t)


def hour(moment: datetime, zone: ZoneInfo) -> str:
    """Return «09:20»."""
    return moment.astimezone(zone).strftime("%H:%M")


def when(moment: datetime, zone: ZoneInfo, t: Texts) -> str:
    """Return «вт 24 ноября, 09:20»."""
    return f"{day(moment.astimezone(zone).date(), t)}, {hour(moment, zone)}"


def entity(moment: datetime, zone: ZoneInfo, t: Texts) -> Html:
    """Return «вт 24 ноября, 09:20» as Telegram's date-time entity.

    Without a format it is shown as it stands here: a clinic's hour is the region's, wherever the phone is.
    """
    return Html(f'<tg-time unix="{int(moment.timestamp())}">{when(moment, zone, t)}</tg-time>')


def short_when(moment: datetime, zone: ZoneInfo, t: Texts) -> str:
    """Return «вт 24.11 09:20», for a button."""
    return f"{short_day(moment.astimezone(zone).date(), t)} {hour(moment, zone)}"
