"""The card file: the owner's cards, and the ways to add one."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.cards import form_flow
from handlers.cards.form import Form
from handlers.cards.views import card_file as views
from handlers.filters import Typed
from handlers.ground.navigation import Action, Go, Place, To, Wants
from handlers.ground.screen import Screen
from handlers.ground.turn import Answer, Turn


async def show(_: Message | CallbackQuery, turn: Turn, go: Go | None = None) -> Answer:
    """Show a page of the card file."""
    return turn.show(await render(turn, go.page if go else 0))


async def render(turn: Turn, page: int = 0) -> Screen:
    """Draw a page of the card file, and the way on with a form that was begun."""
    cards = await turn.cards.listed()
    screen = views.listing(cards, page, turn.t, has_draft=turn.dialogue.has_draft)
    damaged = await turn.cards.damaged()
    return views.beside(screen, damaged, turn.t)


async def add(_: Message | CallbackQuery, turn: Turn) -> Answer:
    """Begin the typed form, or offer the one that was begun."""
    if turn.dialogue.has_draft:
        return turn.show(views.unfinished(turn.t))
    return await form_flow.begin(turn, Form())


async def add_afresh(_: CallbackQuery, turn: Turn) -> Answer:
    """Begin a new form in place of the one that was begun."""
    await turn.state.clear()
    return await form_flow.begin(turn, Form())


async def go_on(_: CallbackQuery, turn: Turn) -> Answer:
    """Take the form up where it was laid aside."""
    form = await form_flow.read_form(turn)
    if form is None:
        return turn.show(await render(turn))
    return await form_flow.resume(turn, form)


def build_router() -> Router:
    """Route to the card file and into the form."""
    router = Router(name="card file")
    router.message.register(show, Typed("cards"))
    router.message.register(add, Typed("add"))
    router.callback_query.register(show, To(Place.CARDS))
    router.callback_query.register(add, Wants(Action.ADD_CARD))
    router.callback_query.register(add_afresh, Wants(Action.ADD_AFRESH))
    router.callback_query.register(go_on, Wants(Action.CONTINUE_FORM))
    return router
