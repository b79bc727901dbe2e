"""The screens of the messages («Сообщения»): the operator's, the clinics', one's own questions to support."""

from handlers.ground.context import Context
from handlers.ground.navigation import Go, Place, number_in
from handlers.ground.paging import Page
from handlers.ground.tables import Rendered, Screens
from handlers.messages import views


async def listed(context: Context, go: Go) -> Rendered:
    """Draw a page of the list, the last one if there are fewer."""
    messages = context.messages
    page = await Page.read(messages.all, await messages.count(), go, views.A_PAGE)
    return views.listing(page, await messages.count_unread(), context.zone, context.t)


async def one(context: Context, go: Go) -> Rendered:
    """Show a message whole, which makes it a read one."""
    number = number_in(go.id)
    messages = context.messages
    message = await messages.find(number)
    if message is None:
        return views.gone(context.t)
    await messages.mark_read(number)
    card = await context.cards.find(message.letter.card or "")
    return views.one(message, card, context.zone, context.t)


SCREENS: Screens = {Place.MESSAGES: listed, Place.MESSAGE: one}
