"""A card's visits: coming and past, one by itself, its calendar file, and cancelling it."""

from dataclasses import dataclass

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from handlers.cards.card import OwnCard, refuse
from handlers.cards.views import card as card_views
from handlers.ground import loading
from handlers.ground.context import Context
from handlers.ground.loading import FRESH, NeedsVisits, Rendered
from handlers.ground.navigation import Action, Do, Go, Place, To, Wants
from handlers.ground.screen import Screen
from handlers.ground.turn import Answer, Turn
from handlers.visits import views
from handlers.visits.calendar_file import calendar_file
from patient.card import Card
from patient.privacy import Private
from patient.visit import Visit
from storage.audit import Audit
from storage.directory import short_hash
from storage.errands import Errand, ErrandKind, Errands
from storage.visits import Visits
from storage.watches import Watches


class OwnVisit(Filter):
    """Gives the handler ``card`` and ``visit`` that a button names, if they are this person's."""

    async def __call__(
        self, _: CallbackQuery, turn: Turn, go: Go | None = None, do: Do | None = None
    ) -> bool | dict[str, Card | Visit]:
        """Read both; anybody else's do not exist here."""
        named = go or do
        found = await visit_named(turn.context, named.id if named else "")
        return {"card": found[0], "visit": found[1]} if found else False


async def visit_named(context: Context, name: str) -> tuple[Card, Visit] | None:
    """Return the card and the visit that a button names."""
    number, _, mark = name.partition(".")
    card = await context.cards.find(number)
    visits = await Visits(context.transaction).of(card) if card else []
    return next(((card, visit) for visit in visits if card and short_hash(visit.id) == mark), None)


async def show_coming(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """Show the coming visits."""
    return await loading.show(turn, render_coming, go)


async def show_past(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """Show the visits that are over."""
    return await loading.show(turn, render_past, go)


async def render_coming(context: Context, go: Go) -> Rendered:
    """Draw the coming visits once they are known."""
    known = await _known(context, go)
    if not isinstance(known, Known):
        return known
    watches = [
        each for each in await Watches(context.transaction).of(context.owner) if each.card == known.card.id
    ]
    listing = views.Listing(known.card, known.coming, go.to, go.page)
    return views.coming(listing, len(watches), context.zone, context.t)


async def render_past(context: Context, go: Go) -> Rendered:
    """Draw the visits that are over once they are known."""
    known = await _known(context, go)
    if not isinstance(known, Known):
        return known
    return views.past(views.Listing(known.card, known.past, go.to, go.page), context.zone, context.t)


@dataclass(frozen=True, slots=True, repr=False)
class Known(Private):
    """A card's visits as the registry told them lately; of the past ones the latest first."""

    card: Card
    coming: tuple[Visit, ...]
    past: tuple[Visit, ...]


async def _known(context: Context, go: Go) -> Known | Rendered:
    card = await context.cards.find(go.id)
    if card is None:
        return card_views.gone(context.t)
    if not await _is_fresh(context, card):
        return NeedsVisits(card.id)
    visits, now = await Visits(context.transaction).of(card), context.transaction.now
    coming = tuple(visit for visit in visits if visit.is_coming(now))
    return Known(card, coming, tuple(visit for visit in reversed(visits) if not visit.is_coming(now)))


async def _is_fresh(context: Context, card: Card) -> bool:
    asked_at = await Visits(context.transaction).asked_at(card)
    return asked_at is not None and asked_at >= context.transaction.now - FRESH


async def show_one(_: CallbackQuery, turn: Turn, card: Card, visit: Visit) -> Answer:
    """Show one visit."""
    return turn.show(views.one(card, visit, turn.transaction.now, turn.config.zone, turn.t))


async def render_one(context: Context, go: Go) -> Rendered:
    """Draw one visit as it stands."""
    found = await visit_named(context, go.id)
    if found is None:
        return views.gone(context.t)
    return views.one(*found, context.transaction.now, context.zone, context.t)


async def send_calendar(_: CallbackQuery, turn: Turn, card: Card, visit: Visit) -> Answer:
    """Send the visit as a calendar file."""
    call = calendar_file(turn.chat, card, visit, turn.transaction.now, turn.t)
    return [turn.acknowledge(), call]


async def ask_cancellation(_: CallbackQuery, turn: Turn, card: Card, visit: Visit) -> Answer:
    """Ask once more before the visit is cancelled."""
    if not visit.is_coming(turn.transaction.now):
        return turn.show(views.one(card, visit, turn.transaction.now, turn.config.zone, turn.t))
    return turn.show(views.ask_cancellation(card, visit, turn.config.zone, turn.t))


async def cancel(_: CallbackQuery, turn: Turn, card: Card, visit: Visit) -> Answer:
    """Wish for the cancellation; a job asks the registry."""
    if not visit.is_coming(turn.transaction.now) or turn.message is None:
        return turn.show(views.one(card, visit, turn.transaction.now, turn.config.zone, turn.t))
    name = views.name_of(card, visit)
    go = Go(to=Place.VISIT, id=name).pack()
    errand = Errand(
        f"cancel/{turn.owner}/{name}",
        turn.owner,
        ErrandKind.CANCEL,
        turn.message,
        go,
        card=card.id,
        visit=visit.id,
    )
    await Errands(turn.transaction).enqueue(errand)
    await Audit(turn.transaction).note(turn.owner, "visit.cancellation wished", card.id)
    return turn.show(Screen(turn.t("looking.cancel")))


async def say_gone(_: CallbackQuery, turn: Turn) -> Answer:
    """Say that there is no such visit."""
    return turn.show(views.gone(turn.t))


def build_router() -> Router:
    """Route to a card's visits."""
    router = Router(name="visits")
    for place, listing in ((Place.VISITS, show_coming), (Place.PAST_VISITS, show_past)):
        router.callback_query.register(listing, To(place), OwnCard())
        router.callback_query.register(refuse, To(place))
    for wish, story in (
        (To(Place.VISIT), show_one),
        (Wants(Action.SEND_CALENDAR), send_calendar),
        (Wants(Action.ASK_CANCELLATION), ask_cancellation),
        (Wants(Action.CANCEL_VISIT), cancel),
    ):
        router.callback_query.register(story, wish, OwnVisit())
        router.callback_query.register(say_gone, wish)
    return router
