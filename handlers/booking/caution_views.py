"""What is said before a booking, warm and short: both ways stay open, to go on and to choose otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.booking.views import before_ways_out
from handlers.ground import onward, times
from handlers.ground.navigation import Action, Do, Place, short_hash
from handlers.ground.screen import Button, Row, Screen
from handlers.ground.speciality import speciality_named
from locales.texts import Texts
from patient.attachment import SearchState
from patient.booking import Booking, Step
from patient.card import Card
from patient.caution import Caution, Kind
from patient.visit import Slot, Visit

MOST_TOLD = 3
OTHER_TIME = {Kind.SAME_DOCTOR, Kind.SAME_TIME, Kind.FAR_APART}
OTHER_DOCTOR = {Kind.SAME_SPECIALITY, Kind.FOR_CHILDREN, Kind.FOR_ADULTS}


def cautioned(  # noqa: PLR0913, PLR0917 - a summary tells of all of it
    summary: Screen,
    booking: Booking,
    found: Sequence[Caution],
    card: Card,
    slot: Slot,
    zone: ZoneInfo,
    t: Texts,
) -> Screen:
    """Return the *summary* with what to think of, over the button that books all the same."""
    age = t.plural("years", card.person.age(slot.start.astimezone(zone).date()))
    told = [_told(each, card, age, zone, t) for each in found[:MOST_TOLD]]
    words = t.plain("button.move_anyway" if booking.moves else "button.book_anyway")
    anyway = replace(summary.rows[0][0], text=words)
    shown = replace(summary, rows=((anyway,), *summary.rows[1:]))
    return before_ways_out(replace(shown, text="\n\n".join([summary.text, *told])), _ways(booking, found, t))


def _told(caution: Caution, card: Card, age: str, zone: ZoneInfo, t: Texts) -> str:
    said = f"caution.{caution.kind.value}"
    if caution.visit is None:
        return t(said, name=card.person.name.short, age=age)
    visit = caution.visit
    clinic = visit.clinic.name if visit.clinic else ""
    who = speciality_named(visit.speciality, t) or visit.doctor_name or t.plain("caution.a_doctor")
    return t(said, when=times.when(visit.start, zone, t), who=who, clinic=clinic)


def _ways(booking: Booking, found: Sequence[Caution], t: Texts) -> list[Row]:
    kinds = {each.kind for each in found}
    other = [
        Button(t.plain(key), Do(what=Action.REOPEN, id=f"{booking.id}.{step.value}"))
        for key, step, of in (
            ("button.other_time", Step.DAY, OTHER_TIME),
            ("button.other_doctor", Step.SPECIALITY, OTHER_DOCTOR),
        )
        if kinds & of and (step is Step.DAY or not booking.moves)
    ]
    marks = [] if booking.moves else [short_hash(visit.id) for visit in _of_the_doctor(found)]
    there = [onward.to(Action.MOVE_THERE, t, f"{booking.id}.{mark}") for mark in marks]
    return [*there, *([tuple(other)] if other else [])]


def _of_the_doctor(found: Sequence[Caution]) -> list[Visit]:
    """Return the one visit to the same doctor that can be moved instead, if it is clear which."""
    visits = [each.visit for each in found if each.kind is Kind.SAME_DOCTOR and each.visit]
    return visits if len(visits) == 1 and visits[0].id else []


def unknown(screen: Screen, card: Card, how: SearchState, t: Texts) -> Screen:
    """Say above a choice that the registry knows nobody like that, or several, and what to do next."""
    again = Button(t.plain("button.again"), Do(what=Action.SEARCH_AGAIN, id=card.id))
    check = Button(t.plain("button.check"), Do(what=Action.CHANGE_CARD, id=card.id))
    rows: Mapping[SearchState, Sequence[Row]] = {
        SearchState.WAITING: [(check,)],
        SearchState.NOT_FOUND: [(check, again)],
        SearchState.AMBIGUOUS: [(again,), onward.to(Place.CLINICS, t)],
    }
    shown = screen.under(t(f"booking.person.{how.value}", name=card.person.name.short))
    return before_ways_out(shown, rows[how])
