"""The ways into the sign-in through Gosuslugi: one's own data, the children's, and a card to confirm.

Each look makes a new link: whoever sees an old one begins nothing with it.
"""

from handlers.cards import trust, trust_here
from handlers.cards.own import refused
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.navigation import Go, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Render, Rendered, Screens
from handlers.sign_in import standing, views
from patient.card import Card
from patient.sign_in import Whose


def offering(wish: Whose) -> Render:
    """Return the screen with the link that brings the data of those who are wished for."""
    return lambda context, _: _offer(context, wish)


async def offer_confirmation(context: Context, go: Go) -> Rendered:
    """Offer the link that confirms a typed card: a child's through the parent's sign-in, an adult's own.

    With several adults' cards it is asked first whose this one is: another adult signs in to consent.
    """
    card = await context.cards.find(go.id)
    if card is None:
        return await refused(context, go.id)
    if card.is_confirmed or (card.seen_by_guest and not await trust.is_persons(context, card)):
        key = "card.proof.confirmed" if card.is_confirmed else "sign_in.owner_confirms"
        return onward.over_card(key, card, context.t)
    if card.person.is_child(context.today):
        return await _offer(context, Whose.CHILDREN, whose=card)
    if not card.seen_by_guest and await trust.given(context, card):
        return await offer_trust(context, go)
    if go.page != views.MINE and await _may_be_anothers(context, card):
        return views.ask_whose(card, context.t)
    return await _offer(context, Whose.SELF, whose=card)


async def _may_be_anothers(context: Context, card: Card) -> bool:
    """Tell whether the account has another adult's card, too: this one need not be its holder's."""
    others = [own for own in await context.cards.owned() if own.id != card.id]
    adults = [own for own in others if not own.person.is_child(context.today)]
    return not card.seen_by_guest and bool(adults)


async def offer_trust(context: Context, go: Go) -> Rendered:
    """Offer the link by which the person on a card signs in on this phone, to let it be kept here."""
    card = await trust_here.kept_card(context, go.id)
    if card is None:
        return await refused(context, go.id)
    return await _offer(context, Whose.SELF, whose=card, is_trust=True)


async def _offer(
    context: Context, wish: Whose, whose: Card | None = None, *, is_trust: bool = False
) -> Screen:
    base, t = context.config.sign_in_url, context.t
    if base is None:
        return views.at_portal(whose, t) if whose else views.in_vain("sign_in.not_open", t)
    card = whose.id if whose else ""
    token = await context.sign_ins.offer(context.owner, wish, context.account, card, is_trust=is_trust)
    if token is None:
        return views.in_vain("sign_in.too_many", t)
    await standing.go(context.transaction, context.owner)
    return views.offer(t, wish, f"{base}{token}", whose, is_trust=is_trust)


SCREENS: Screens = {
    Place.ABOUT_ME: offering(Whose.SELF),
    Place.CHILDREN: offering(Whose.CHILDREN),
    Place.CONFIRM: offer_confirmation,
    Place.TRUST: offer_trust,
}
