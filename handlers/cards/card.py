"""A card: looking at it and its clinics, changing it, having its clinics searched for again."""

from handlers.cards import form_flow, trust
from handlers.cards.own import card_action, card_screen
from handlers.cards.sharing import is_familys
from handlers.cards.views import card as views
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.navigation import Action, Go, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Outcome, Rendered, Screens
from handlers.ground.turn import Turn
from patient.card import Card
from patient.form import Form


async def details(context: Context, card: Card) -> Rendered:
    """Show the card, its numbers masked, and in whose hands it is."""
    return views.details(card, await _hands(context, card), context.t)


async def _hands(context: Context, card: Card) -> views.Hands:
    if await is_familys(context, card):
        return views.Hands.FAMILYS
    if await trust.is_persons(context, card):
        return views.Hands.PERSONS
    is_own = card.is_confirmed and not await trust.given(context, card)
    return views.Hands.OWN if is_own else views.Hands.KEEPERS


async def attachments(context: Context, card: Card) -> Rendered:
    """Show the clinics that were found, or how the search stands."""
    search = await context.searches.of(card)
    return views.attachments(card, search, context.zone, context.t)


async def wrong_clinic(context: Context, card: Card) -> Rendered:
    """Tell what to do when the clinic is not the right one."""
    return Screen(context.t("wrong_clinic"), (onward.to(Place.ATTACHMENTS, context.t, card.id),))


async def search_again(turn: Turn, card: Card) -> Outcome:
    """Begin the search again, unless one is under way."""
    search = await turn.searches.of(card)
    if search is None:  # it could not be read, and begins afresh
        await turn.searches.begin(card, turn.config.pace)
    elif search.is_over:
        await turn.searches.start(search.again(turn.transaction.now, turn.config.pace))
    return Go(to=Place.ATTACHMENTS, id=card.id)


async def change(turn: Turn, card: Card) -> Outcome:
    """Open the form with the card's data, at the summary."""
    return await form_flow.begin(turn, Form.of_card(card))


SCREENS: Screens = {
    Place.CARD: card_screen(details),
    Place.ATTACHMENTS: card_screen(attachments),
    Place.WRONG_CLINIC: card_screen(wrong_clinic),
}
ACTIONS: Actions = {
    Action.SEARCH_AGAIN: card_action(search_again),
    Action.CHANGE_CARD: card_action(change),
}
