"""The limits of booking: whether one more visit may be booked from a card, by whoever speaks."""

from datetime import datetime, time

from handlers.scene import Scene
from patient.card import Card
from patient.limits import Held, Reached
from storage.own_visits import OwnVisits


async def reached(scene: Scene, card: Card) -> Reached | None:
    """Return the limit that one more visit would pass; what is under way counts."""
    own = OwnVisits(scene.transaction)
    midnight = datetime.combine(scene.today, time(), scene.zone)
    held = Held(
        by_account=await own.count_of_account(scene.owner),
        from_card=await own.count_of_card(card.id),
        today=await own.count_wished(scene.owner, midnight),
    )
    return scene.world.limits.reached(held, is_confirmed=card.is_confirmed)
