"""The ways into the sign-in through Gosuslugi: one's own data, the children's, and a card to confirm.

Each look makes a new link: whoever sees an old one begins nothing with it.
"""

from handlers.cards.own import card_screen
from handlers.ground.context import Context
from handlers.ground.navigation import Go, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Rendered, Screens
from handlers.sign_in import standing, views
from patient.card import Card
from patient.full_age import is_child
from patient.sign_in import Whose


async def offer_myself(context: Context, _: Go) -> Rendered:
    """Offer the link that brings the person's own data."""
    return await _offer(context, Whose.SELF)


async def offer_children(context: Context, _: Go) -> Rendered:
    """Offer the link that brings the children's data."""
    return await _offer(context, Whose.CHILDREN)


async def offer_confirmation(context: Context, card: Card) -> Rendered:
    """Offer the link that confirms a typed card: a child's through the parent's sign-in."""
    if card.seen_by_guest or card.is_confirmed:
        return views.no_need(card, context.t)
    wish = Whose.CHILDREN if is_child(card.person, context.today) else Whose.SELF
    return await _offer(context, wish, whose=card)


async def _offer(context: Context, wish: Whose, whose: Card | None = None) -> Screen:
    base = context.config.sign_in_url
    if base is None:
        return views.at_portal(whose, context.t) if whose else views.not_open(context.t)
    token = await context.sign_ins.offer(context.owner, wish, context.account, whose.id if whose else "")
    if token is None:
        return views.too_many(context.t)
    await standing.go(context.transaction, context.owner)
    return views.offer(context.t, wish, f"{base}{token}", whose)


SCREENS: Screens = {
    Place.ABOUT_ME: offer_myself,
    Place.CHILDREN: offer_children,
    Place.CONFIRM: card_screen(offer_confirmation),
}
