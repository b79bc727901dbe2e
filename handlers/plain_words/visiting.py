"""Visits in plain words: booking with what was said of it, and one's own visits and clinic."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.booking import actions as booking_actions
from handlers.booking.choices import fitting_cards
from handlers.cards.views import card_file
from handlers.directory import search
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.tables import Outcome, Redirect
from handlers.ground.turn import Turn
from handlers.plain_words import views
from handlers.plain_words.views import CardVisit
from handlers.visits.views import name_of
from patient.booking import Booking
from patient.card import Card
from patient.clinic import Doctor, Listed
from patient.relation import Relation
from patient.visit import Visit
from patient.watch import Hours
from patient.words.intent import Days, Intent, Wish
from patient.words.whom import is_named, suits
from storage.bookings import new_booking_id


async def book(turn: Turn, intent: Intent) -> Outcome | None:
    """Begin to book with what was said: the doctor, the speciality, the clinic, the days and hours."""
    wish = intent.wish
    found = await search.doctors_wanted(turn.directory, wish) if wish.names else []
    named = [each for each in found if is_named(wish, each.value.name)]
    if wish.names and not wish.speciality and len(named) != 1:
        return await search.place_found(turn, " ".join(wish.names))
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


async def show_clinic(turn: Turn, intent: Intent) -> Outcome:
    """Show the clinics to which the card that is meant is attached, or ask of which."""
    cards = await turn.cards.readable()
    if card := await _only(turn, cards, intent.wish):
        return Go(to=Place.ATTACHMENTS, id=card.id)
    return card_file.choice(cards, Place.ATTACHMENTS, turn.t("cards.whose"), turn.t)


async def show_visits(turn: Turn, intent: Intent) -> Outcome:
    """Show the visits of the card that is meant, or those of all."""
    card = await _only(turn, await turn.cards.readable(), intent.wish)
    return Go(to=Place.VISITS, id=card.id) if card and intent.wish.whom else Go(to=Place.MY_VISITS)


async def _only(turn: Turn, cards: Sequence[Card], wish: Wish) -> Card | None:
    """Return the one of *cards* that is meant, none where it may be another."""
    whose = await _whose(turn, cards, wish)
    return whose[0] if len(whose) == 1 else None


async def move(turn: Turn, intent: Intent) -> Outcome | Do:
    """Open the times of which was spoken for the visit that is to be moved, or show it, if it is clear which.

    What was said of the new time is kept while one of several visits is chosen.
    """
    wish = intent.wish
    meant = await _meant(turn, wish, wish.moved_from)
    is_there_already = wish.hours is Hours.ANY and all(_is_on(visit, wish.days, turn) for _, visit in meant)
    if not meant or not wish.has_time or is_there_already:
        return await _to_visit(turn, meant, "to_move")
    kept = Booking(new_booking_id(), turn.owner, wish=Wish(days=wish.days, hours=wish.hours))
    await turn.bookings.save(kept)
    ways = [(each, Do(what=Action.MOVE_AS_WISHED, id=f"{name_of(*each)}.{kept.id}")) for each in meant]
    return ways[0][1] if len(ways) == 1 else views.which_to_move(ways, turn.zone, turn.t)


async def cancel(turn: Turn, intent: Intent) -> Outcome:
    """Show the visit that is to be cancelled, if it is clear which: nothing is cancelled by a word."""
    return await _to_visit(turn, await _meant(turn, intent.wish, intent.wish.days), "to_cancel")


async def _to_visit(turn: Turn, meant: Sequence[CardVisit], wanted: str) -> Outcome:
    if len(meant) == 1:
        return Redirect(Go(to=Place.VISIT, id=name_of(*meant[0])), notice=turn.t(f"words.{wanted}"))
    return Redirect(Go(to=Place.MY_VISITS), notice=turn.t(f"words.which_{wanted}"))


async def _meant(turn: Turn, wish: Wish, days: Days | None) -> list[CardVisit]:
    """Return the coming visits that fit what was said of them, the earliest first."""
    cards = await turn.cards.readable()
    whose = await _whose(turn, cards, wish)
    coming = await turn.visits.coming_on(whose)
    return [each for each in coming if _fits(each[1], wish) and (not days or _is_on(each[1], days, turn))]


async def _whose(turn: Turn, cards: Sequence[Card], wish: Wish) -> list[Card]:
    """Return those of *cards* that may be meant; «меня» may be who comes along with a child."""
    named = replace(wish, whom=None) if wish.whom is Relation.ME else wish
    ids = await fitting_cards(turn, Booking("", turn.owner, wish=named), [card.id for card in cards])
    return [card for card in cards if card.id in ids or not ids]


def _fits(visit: Visit, wish: Wish) -> bool:
    if wish.speciality and not suits(wish, visit.speciality or ""):
        return False
    return not wish.names or is_named(wish, visit.doctor_name or "")


def _is_on(visit: Visit, days: Days | None, turn: Turn) -> bool:
    return days is not None and days.hold(visit.start.astimezone(turn.zone).date())
