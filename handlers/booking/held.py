"""What is known of a card before a booking: its visits, the limit, whether the registry knows it."""

from datetime import datetime, time

from handlers.ground.context import Context
from patient.attachment import SearchState
from patient.booking import Booking, BookingState
from patient.card import Card
from patient.caution import Caution, cautions
from patient.limits import Held, Reached
from patient.visit import Slot, Visit
from storage.bookings import bookings_in_doubt


async def cautions_of(context: Context, booking: Booking, card: Card, slot: Slot) -> list[Caution]:
    """Return what to think of before *slot* is booked; a typed card learns of nothing but its own visits."""
    now = context.transaction.now
    known = [visit for visit in await context.visits.of(card) if visit.id != booking.moves]
    under_way = await bookings_in_doubt(context.transaction, card.id)
    wished = [each for each in under_way if each.state is BookingState.REQUESTED and each.id != booking.id]
    begun = [await context.directory.placed(Visit.of(each.slot)) for each in wished if each.slot]
    held = [visit for visit in (*known, *begun) if visit.is_coming(now)]
    return cautions(await context.directory.placed(Visit.of(slot)), card.person, held, context.zone)


async def unknown_as(context: Context, card: Card | None) -> SearchState | None:
    """Return how the search for the card's person ended in vain, or goes on after answers that were none."""
    search = await context.searches.of(card) if card else None
    if search is None or search.attachments or search.state in {SearchState.QUEUED, SearchState.FOUND}:
        return None
    return search.state if search.is_over or search.asked else None


async def limit_reached(context: Context, card: Card) -> Reached | None:
    """Return the limit that one more visit would pass; what is under way counts."""
    own = context.own_visits
    midnight = datetime.combine(context.today, time(), context.zone)
    held = Held(
        by_account=await own.count_of_account(context.owner),
        from_card=await own.count_of_card(card.id),
        today=await own.count_wished(context.owner, midnight),
    )
    return context.config.limits.reached(held, is_confirmed=card.is_confirmed)
