"""A card: looking at it, its clinics and visits, changing and deleting it."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from handlers.cards import booked, card_file, circle, form_flow
from handlers.cards.form import Form
from handlers.cards.views import card as views
from handlers.cards.views import full_age as full_age_views
from handlers.ground.navigation import Action, Do, Go, Place, To, Wants
from handlers.ground.turn import Answer, Turn
from patient.attachment import Search
from patient.card import Card, CardId
from patient.full_age import is_child
from storage.audit import Audit
from storage.erasure import erase_card
from storage.searches import Searches
from storage.shares import Shares


class OwnCard(Filter):
    """Gives the handler the ``card`` that a button names, if this person may look at it."""

    async def __call__(
        self, _: CallbackQuery, turn: Turn, go: Go | None = None, do: Do | None = None
    ) -> bool | dict[str, Card]:
        """Read the card; anybody else's does not exist here."""
        named = go or do
        card = await turn.cards.find(named.id if named else "")
        return {"card": card} if card else False


class ListedCard(Filter):
    """Gives the handler the ``card`` that a button names, if it is in this person's card file."""

    async def __call__(self, _: CallbackQuery, turn: Turn, do: Do) -> bool | dict[str, Card]:
        """Read the card, be it frozen."""
        card = await turn.cards.find_listed(do.id)
        return {"card": card} if card else False


class DamagedCard(Filter):
    """Gives the handler the id ``card`` that a button names, if that card of this person cannot be read."""

    async def __call__(self, _: CallbackQuery, turn: Turn, do: Do) -> bool | dict[str, CardId]:
        """Look among the person's own."""
        damaged = await turn.cards.damaged()
        return {"card": CardId(do.id)} if do.id in damaged else False


async def show(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Show the card, its numbers masked."""
    shares = await Shares(turn.transaction).of(card.id)
    is_familys = bool(shares) or is_child(card.person, turn.today)
    return turn.show(views.details(card, turn.t, is_familys=is_familys))


async def show_attachments(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Show the clinics that were found, or how the search stands."""
    search = await Searches(turn.transaction).of(card.id, card.owner)
    return turn.show(views.attachments(card, search, turn.config.zone, turn.t))


async def search_again(query: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Begin the search again, unless one is under way."""
    searches = Searches(turn.transaction)
    search = await searches.of(card.id, card.owner)
    now, pace = turn.transaction.now, turn.config.pace
    if search is None:  # it could not be read, and begins afresh
        await searches.start(Search.begin(card.id, card.owner, now=now, pace=pace))
    elif search.is_over:
        await searches.start(search.again(now, pace))
    return await show_attachments(query, turn, card)


async def show_wrong_clinic(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Tell what to do when the clinic is not the right one."""
    return turn.show(views.wrong_clinic(card, turn.t))


async def change(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Open the form with the card's data, at the summary."""
    return await form_flow.begin(turn, Form.of_card(card))


async def ask_removal(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Ask once more before the card goes."""
    asked = await booked.question(turn, Action.REMOVE_CARD, [card], card.id)
    return asked or turn.show(views.ask_removal(card, turn.t))


async def remove(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Delete the card, unless a visit was booked since the question: then that is asked first."""
    return await booked.question(turn, Action.REMOVE_CARD, [card], card.id) or await end(turn, card)


async def remove_damaged(_: CallbackQuery, turn: Turn, card: CardId) -> Answer:
    """Delete a card that nobody can read."""
    await erase_card(turn.transaction, card, turn.owner)
    return await _show_what_is_left(turn)


async def end(turn: Turn, card: Card) -> Answer:
    """Delete the card, its search and its consent."""
    await circle.erase(turn, card)
    return await _show_what_is_left(turn)


async def _show_what_is_left(turn: Turn) -> Answer:
    screen = await card_file.render(turn)
    return turn.show(screen.under(turn.t("card.removed")))


async def refuse(_: CallbackQuery, turn: Turn, go: Go | None = None, do: Do | None = None) -> Answer:
    """Say that there is no such card among this person's, or that it is frozen."""
    named = go or do
    name = named.id if named else ""
    frozen = await turn.cards.find_listed(name)
    if frozen:
        return turn.show(full_age_views.frozen(frozen, turn.t))
    if name in await turn.cards.damaged():
        return turn.show(views.damaged(CardId(name), turn.t))
    await Audit(turn.transaction).note(turn.owner, "card.refused", name)
    return turn.show(views.gone(turn.t))


ROUTES = (
    (To(Place.CARD), show),
    (To(Place.ATTACHMENTS), show_attachments),
    (To(Place.WRONG_CLINIC), show_wrong_clinic),
    (Wants(Action.SEARCH_AGAIN), search_again),
    (Wants(Action.CHANGE_CARD), change),
)


def build_router() -> Router:
    """Route to a card and what can be done with it."""
    router = Router(name="card")
    for wish, story in ROUTES:
        router.callback_query.register(story, wish, OwnCard())
        router.callback_query.register(refuse, wish)
    for wish, story in ((Wants(Action.ASK_REMOVAL), ask_removal), (Wants(Action.REMOVE_CARD), remove)):
        router.callback_query.register(story, wish, ListedCard())
    router.callback_query.register(remove_damaged, Wants(Action.REMOVE_CARD), DamagedCard())
    for wish in (Wants(Action.ASK_REMOVAL), Wants(Action.REMOVE_CARD)):
        router.callback_query.register(refuse, wish)
    return router
