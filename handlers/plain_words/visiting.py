"""Visits in plain words: booking with what was said of it, and one's own visits and clinic."""

from dataclasses import replace

from handlers.booking import actions as booking_actions
from handlers.cards.views import card_file
from handlers.directory import search
from handlers.ground.navigation import Go, Place
from handlers.ground.tables import Outcome, Redirect
from handlers.ground.turn import Turn
from handlers.visits.views import name_of
from patient.booking import Booking
from patient.card import Card
from patient.clinic import Doctor, Listed
from patient.visit import Visit
from patient.words.intent import Intent, Wish
from patient.words.whom import is_named, suits
from storage.bookings import new_booking_id


async def book(turn: Turn, intent: Intent) -> Outcome | None:
    """Begin to book with what was said: the doctor, the speciality, the clinic, the days and hours."""
    wish = intent.wish
    found = await search.doctors_wanted(turn.directory, wish) if wish.names else []
    named = [each for each in found if is_named(wish, each.value.name)]
    if wish.names and not wish.speciality and len(named) != 1:
        return await search.place_found(turn.context, " ".join(wish.names))
    return await booking_actions.begin(turn, await _booking(turn, wish, named))


async def _booking(turn: Turn, wish: Wish, named: list[Listed[Doctor]]) -> Booking:
    booking = Booking(new_booking_id(), turn.owner, wish=wish)
    if len(named) == 1:
        return booking_actions.with_doctor(booking, named[0].value)
    clinics = await search.clinics_wanted(turn.directory, wish) if wish.clinic else []
    return replace(booking, clinic=clinics[0].value.id) if len(clinics) == 1 else booking


async def watch(turn: Turn, intent: Intent) -> Outcome | None:
    """Lead to what is watched for, or to the choice of whom to watch."""
    if intent.wish.speciality or intent.wish.names:
        return await book(turn, intent)
    return Go(to=Place.WATCHES)


async def show_clinic(turn: Turn, _: Intent) -> Outcome:
    """Show the clinics to which the one card is attached, or ask of which."""
    cards = await turn.cards.readable()
    if len(cards) == 1:
        return Go(to=Place.ATTACHMENTS, id=cards[0].id)
    return card_file.choice(cards, Place.ATTACHMENTS, turn.t("cards.whose"), turn.t)


async def move(turn: Turn, intent: Intent) -> Outcome:
    """Show the visit that is to be moved, if it is clear which."""
    return await _to_visit(turn, intent, "to_move")


async def cancel(turn: Turn, intent: Intent) -> Outcome:
    """Show the visit that is to be cancelled, if it is clear which: nothing is cancelled by a word."""
    return await _to_visit(turn, intent, "to_cancel")


async def _to_visit(turn: Turn, intent: Intent, wanted: str) -> Outcome:
    coming = await _coming(turn)
    meant = [each for each in coming if _is_meant(each[1], intent.wish, turn)] if len(coming) > 1 else coming
    if len(meant) == 1:
        return Redirect(Go(to=Place.VISIT, id=name_of(*meant[0])), notice=turn.t(f"words.{wanted}"))
    return Redirect(Go(to=Place.MY_VISITS), notice=turn.t(f"words.which_{wanted}"))


async def _coming(turn: Turn) -> list[tuple[Card, Visit]]:
    cards = await turn.cards.readable()
    known = [(card, visit) for card in cards for visit in await turn.visits.of(card)]
    return [(card, visit) for card, visit in known if visit.is_coming(turn.transaction.now)]


def _is_meant(visit: Visit, wish: Wish, turn: Turn) -> bool:
    """Tell whether what was said of the visit fits this one; the days may be those to which it moves."""
    if wish.speciality and not suits(wish, visit.speciality or ""):
        return False
    if wish.names:
        return is_named(wish, visit.doctor_name or "")
    day = visit.start.astimezone(turn.config.zone).date()
    return bool(wish.speciality) or (wish.days is not None and wish.days.hold(day))
