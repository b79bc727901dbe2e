"""The screens of the notices («Уведомления»): what was told, and how the person wants to be told."""

from functools import partial

from handlers.ground.context import Context
from handlers.ground.navigation import Go, Place, number_in
from handlers.ground.paging import Page
from handlers.ground.tables import Rendered, Screens
from handlers.notices import views


async def listed(context: Context, go: Go) -> Rendered:
    """List what was told, of one card if the button names it."""
    notices = context.notices
    count = await notices.count(card=go.id)
    page = await Page.read(partial(notices.all, card=go.id), count, go, views.A_PAGE)
    return views.listing(page, await context.cards.readable(), context.zone, context.t)


async def one(context: Context, go: Go) -> Rendered:
    """Show what was told, whole."""
    notice = await context.notices.find(number_in(go.id))
    return views.one(notice, context.zone, context.t) if notice else views.gone(context.t)


async def choices(context: Context, _: Go) -> Rendered:
    """Show how the person wants to be told."""
    return views.choices(await context.notices.choices(), context.t)


SCREENS: Screens = {Place.NOTICES: listed, Place.NOTICE: one, Place.NOTICE_CHOICES: choices}
