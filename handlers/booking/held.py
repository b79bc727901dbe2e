"""What is known of a card before a booking: its visits, the limit, whether the registry knows it."""

from datetime import datetime, time

from handlers.ground.context import Context
from patient.attachment import SearchState
from patient.booking import Booking
from patient.card import Card
from patient.caution import Caution, cautions
from patient.limits import Held, Reached
from patient.visit import Slot, Visit, VisitState
from storage.bookings import bookings_under_way


async def cautions_of(context: Context, booking: Booking, card: Card, slot: Slot) -> list[Caution]:
    """Return what to think of before *slot* is booked; a typed card learns of nothing but its own visits."""
    now = context.transaction.now
    known = [visit for visit in await context.visits.of(card) if visit.id != booking.moves]
    under_way = await bookings_under_way(context.transaction, card.id)
    others = [each.slot for each in under_way if each.slot and each.id != booking.id]
    wished = [await _visit_at(context, each) for each in others]
    held = [visit for visit in (*known, *wished) if visit.is_coming(now)]
    return cautions(await _visit_at(context, slot), card.person, held, context.zone)


async def _visit_at(context: Context, slot: Slot) -> Visit:
    """Return the visit that would come of a free time; it has no id of the registry yet."""
    listed = await context.directory.doctor(slot.doctor)
    who = listed.value.practitioner if listed else None
    visit = Visit("", slot.start, VisitState.BOOKED, doctor=slot.doctor, practitioner=who)
    return await context.directory.placed(visit)


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
