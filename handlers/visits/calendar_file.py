"""The calendar file of a visit (RFC 5545), with alarms at the times of our reminders."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from handlers.ground.speciality import speciality_named
from locales.texts import Texts
from patient.card import Card
from patient.reminder import DAY_BEFORE, HOURS_BEFORE
from patient.visit import LASTS, Visit, VisitState
from storage.outbox import Call, File

if TYPE_CHECKING:
    from icalendar import Alarm

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # a file's SEQUENCE are the seconds since: a later one wins


def calendar_file(chat: int, card: Card, visit: Visit, now: datetime, t: Texts) -> Call:
    """Return the call that sends the file; it is not protected, or the phone could not save it."""
    parameters = {"chat_id": chat, "caption": t.plain("calendar.caption")}
    file = File("visit.ics", _written(card, visit, now, t))
    return Call("sendDocument", parameters, file=file, shows=card.id)


def _written(card: Card, visit: Visit, now: datetime, t: Texts) -> str:
    from icalendar import Calendar, Event  # noqa: PLC0415 - a start need not wait for what few ask for

    is_off = visit.state is VisitState.CANCELLED
    what = t.plain("calendar.summary", name=card.person.name.short, who=speciality_named(visit.speciality, t))
    event = Event()
    event.add("uid", f"{visit.calendar or visit.id}@doctor73")
    event.add("sequence", int((now - BEGINNING).total_seconds()))
    if is_off:
        event.add("status", "CANCELLED")
    event.add("dtstamp", now)
    event.add("dtstart", visit.start)
    event.add("dtend", visit.start + LASTS)  # a calendar wants an end
    event.add("summary", what)
    if visit.clinic:
        event.add("location", ", ".join(filter(None, (visit.clinic.name, visit.clinic.address))))
    event.add("description", "\n".join(filter(None, (visit.doctor_name, visit.room))))
    for before in () if is_off else (DAY_BEFORE, HOURS_BEFORE):
        event.add_component(_alarm(before, what))
    calendar = Calendar()
    calendar.add("prodid", "-//doctor73//telegram//")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _alarm(before: timedelta, what: str) -> "Alarm":
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", -before)
    return alarm
