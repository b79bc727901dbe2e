"""The limits of booking: whether one more visit may be booked from a card, by whoever speaks."""

from datetime import datetime, time

from handlers.ground.context import Context
from patient.card import Card
from patient.limits import Held, Reached


async def reached(context: Context, card: Card) -> Reached | None:
    """Return the limit that one more visit would pass; what is under way counts."""
    own = context.own_visits
    midnight = datetime.combine(context.today, time(), context.zone)
    held = Held(
        by_account=await own.count_of_account(context.owner),
        from_card=await own.count_of_card(card.id),
        today=await own.count_wished(context.owner, midnight),
    )
    return context.config.limits.reached(held, is_confirmed=card.is_confirmed)
