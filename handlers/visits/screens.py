"""The screens of a card's visits: the coming ones, the past ones, one by itself."""

from collections.abc import Awaitable, Callable

from handlers.cards.own import refused
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.loading import Needs, is_fresh
from handlers.ground.navigation import Go, Place, short_hash
from handlers.ground.paging import Page
from handlers.ground.tables import Render, Rendered, Screens
from handlers.visits import views
from patient.card import Card
from patient.visit import Visit
from storage.errands import ErrandKind


async def mine(context: Context, _: Go) -> Rendered:
    """Show the coming visits on all cards as they are known; of an only card, as they are now."""
    cards = await context.cards.readable()
    if len(cards) == 1:
        return await coming(context, Go(to=Place.VISITS, id=cards[0].id))
    ahead = await context.visits.coming_on(cards)
    return views.mine(cards, ahead[: views.MOST_OF_ALL], context.zone, context.t)


def once_known(render: Callable[[Context, Card, Go], Awaitable[Rendered]]) -> Render:
    """Return the screen of a card's visits as the registry told them lately."""

    async def rendered(context: Context, go: Go) -> Rendered:
        card = await context.cards.find(go.id)
        if card is None:
            return await refused(context, go.id)
        if not is_fresh(context, await context.visits.asked_at(card)):
            return Needs(ErrandKind.VISITS, card=card.id)
        return await render(context, card, go)

    return rendered


@once_known
async def coming(context: Context, card: Card, go: Go) -> Rendered:
    """Show the coming visits."""
    ahead = [visit for _, visit in await context.visits.coming_on([card])]
    awaited = sum(watch.card == card.id for watch in await context.watches.all())
    return views.coming(card, Page.of(ahead, go, views.A_PAGE), awaited, context.zone, context.t)


@once_known
async def past(context: Context, card: Card, go: Go) -> Rendered:
    """Show the visits that are over, the latest first."""
    visits, now = await context.visits.of(card), context.transaction.now
    over = [visit for visit in reversed(visits) if not visit.is_coming(now)]
    return views.past(card, Page.of(over, go, views.A_PAGE), context.zone, context.t)


async def one(context: Context, go: Go) -> Rendered:
    """Show one visit as it stands."""
    found = await visit_named(context, go.id)
    if found is None:
        return onward.over_cards("visit.gone", context.t)
    return views.one(*found, context.transaction.now, context.zone, context.t)


async def visit_named(context: Context, name: str) -> tuple[Card, Visit] | None:
    """Return the card and the visit that a button names, if they are this person's."""
    number, _, mark = name.partition(".")
    card = await context.cards.find(number)
    visits = await context.visits.of(card) if card else []
    return next(((card, visit) for visit in visits if card and short_hash(visit.id) == mark), None)


SCREENS: Screens = {Place.MY_VISITS: mine, Place.VISITS: coming, Place.PAST_VISITS: past, Place.VISIT: one}
