"""The card file: the owner's cards, and the ways to add one."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import form_flow
from handlers.filters import Typed
from handlers.form import Form
from handlers.navigation import Deed, Go, Place, To, Wants
from handlers.turn import Answer, Turn
from handlers.views import card_file as views
from storage.cards import Cards


async def open_by_command(_: Message, turn: Turn, state: FSMContext) -> Answer:
    """Show the card file for the command."""
    return await _show(turn, state, 0)


async def open_by_tap(_: CallbackQuery, turn: Turn, state: FSMContext, go: Go) -> Answer:
    """Show a page of the card file."""
    return await _show(turn, state, go.page)


async def _show(turn: Turn, state: FSMContext, page: int) -> Answer:
    await form_flow.pause(state)
    cards = await Cards(turn.transaction).listed(turn.owner)
    draft = await form_flow.read_form(state) is not None
    screen = views.listing(cards, page, turn.t, has_draft=draft)
    damaged = await Cards(turn.transaction).damaged(turn.owner)
    return turn.show(views.beside(screen, damaged, turn.t))


async def add(_: Message | CallbackQuery, turn: Turn, state: FSMContext) -> Answer:
    """Begin the typed form, or offer the one that was begun."""
    if await form_flow.read_form(state) is not None:
        await form_flow.pause(state)
        return turn.show(views.unfinished(turn.t))
    return await form_flow.begin(turn, state, Form())


async def add_afresh(_: CallbackQuery, turn: Turn, state: FSMContext) -> Answer:
    """Begin a new form in place of the one that was begun."""
    await state.clear()
    return await form_flow.begin(turn, state, Form())


async def go_on(_: CallbackQuery, turn: Turn, state: FSMContext) -> Answer:
    """Take the form up where it was laid aside."""
    form = await form_flow.read_form(state)
    if form is None:
        return await _show(turn, state, 0)
    return await form_flow.resume(turn, state, form)


def build_router() -> Router:
    """Route to the card file and into the form."""
    router = Router(name="card file")
    router.message.register(open_by_command, Typed("cards"))
    router.message.register(add, Typed("add"))
    router.callback_query.register(open_by_tap, To(Place.CARDS))
    router.callback_query.register(add, Wants(Deed.ADD_CARD))
    router.callback_query.register(add_afresh, Wants(Deed.ADD_AFRESH))
    router.callback_query.register(go_on, Wants(Deed.CONTINUE_FORM))
    return router
