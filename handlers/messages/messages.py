"""The messages («Сообщения»): what the operator or a clinic wrote, and one's own questions to support."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.ground.navigation import Go, Place, To, number_in
from handlers.ground.paging import nearest, pages_of
from handlers.ground.screen import Screen
from handlers.ground.turn import Answer, Turn
from handlers.messages import views
from storage.messages import Messages


async def show_all(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """List the messages."""
    return turn.show(await render_all(turn, go.page))


async def render_all(turn: Turn, page: int = 0) -> Screen:
    """Draw a page of the list, the last one if there are fewer."""
    messages = Messages(turn.transaction)
    count, unread = await messages.count(turn.owner), await messages.count_unread(turn.owner)
    page = nearest(page, pages_of(count, views.A_PAGE))
    shown = await messages.of(turn.owner, limit=views.A_PAGE, offset=page * views.A_PAGE)
    return views.listing(views.Listing(shown, count, unread, page), turn.config.zone, turn.t)


async def show_one(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """Show a message whole, which makes it a read one."""
    number = number_in(go.id)
    messages = Messages(turn.transaction)
    message = await messages.find(number, turn.owner)
    if message is None:
        return turn.show(views.gone(turn.t))
    await messages.mark_read(number, turn.owner)
    card = await turn.cards.find(message.letter.card or "")
    return turn.show(views.one(message, card, turn.config.zone, turn.t))


def build_router() -> Router:
    """Route to the messages."""
    router = Router(name="messages")
    router.callback_query.register(show_all, To(Place.MESSAGES))
    router.callback_query.register(show_one, To(Place.MESSAGE))
    return router
