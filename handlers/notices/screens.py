"""The screens of the notices («Уведомления»): what was told, and how the person wants to be told."""

from handlers.ground.context import Context
from handlers.ground.navigation import Go, Place, number_in
from handlers.ground.paging import nearest, pages_of
from handlers.ground.tables import Rendered, Screens
from handlers.notices import views


async def listed(context: Context, go: Go) -> Rendered:
    """List what was told, of one card if the button names it."""
    notices = context.notices
    count = await notices.count(card=go.id)
    page = nearest(go.page, pages_of(count, views.A_PAGE))
    shown = await notices.all(card=go.id, limit=views.A_PAGE, offset=page * views.A_PAGE)
    cards = await context.cards.readable()
    told = views.Listing(shown, count, Go(to=go.to, id=go.id, page=page))
    return views.listing(told, cards, context.zone, context.t)


async def one(context: Context, go: Go) -> Rendered:
    """Show what was told, whole."""
    notice = await context.notices.find(number_in(go.id))
    return views.one(notice, context.zone, context.t) if notice else views.gone(context.t)


async def choices(context: Context, _: Go) -> Rendered:
    """Show how the person wants to be told."""
    return views.choices(await context.notices.choices(), context.t)


SCREENS: Screens = {Place.NOTICES: listed, Place.NOTICE: one, Place.NOTICE_CHOICES: choices}
