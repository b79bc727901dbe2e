"""The notices («Уведомления»): what was told, and how the person wants to be told."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.ground.navigation import Action, Do, Go, Place, To, Wants, choice_in, number_in
from handlers.ground.paging import nearest, pages_of
from handlers.ground.turn import Answer, Turn
from handlers.notices import views
from patient.notice import NoticeKind
from storage.notices import Notices


async def show_all(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """List what was told, of one card if the button names it."""
    notices = Notices(turn.transaction)
    count = await notices.count(turn.owner, card=go.id)
    page = nearest(go.page, pages_of(count, views.A_PAGE))
    shown = await notices.of(turn.owner, card=go.id, limit=views.A_PAGE, offset=page * views.A_PAGE)
    cards = await turn.cards.readable()
    told = views.Listing(shown, count, Go(to=go.to, id=go.id, page=page))
    return turn.show(views.listing(told, cards, turn.config.zone, turn.t))


async def show_one(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """Show what was told, whole."""
    notice = await Notices(turn.transaction).find(number_in(go.id), turn.owner)
    return turn.show(views.one(notice, turn.config.zone, turn.t) if notice else views.gone(turn.t))


async def show_choices(_: CallbackQuery, turn: Turn) -> Answer:
    """Show how the person wants to be told."""
    return turn.show(views.choices(await Notices(turn.transaction).choices(turn.owner), turn.t))


async def toggle(query: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Switch a kind on or off."""
    notices = Notices(turn.transaction)
    if kind := choice_in(NoticeKind, do.id):
        chosen = await notices.choices(turn.owner)
        await notices.choose(turn.owner, chosen.toggled(kind))
    return await show_choices(query, turn)


async def keep_quiet(query: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Choose the quiet hours."""
    notices = Notices(turn.transaction)
    if do.id in views.QUIET:
        chosen = await notices.choices(turn.owner)
        await notices.choose(turn.owner, replace(chosen, quiet=views.QUIET[do.id]))
    return await show_choices(query, turn)


def build_router() -> Router:
    """Route to the notices."""
    router = Router(name="notices")
    router.callback_query.register(show_all, To(Place.NOTICES))
    router.callback_query.register(show_one, To(Place.NOTICE))
    router.callback_query.register(show_choices, To(Place.NOTICE_CHOICES))
    router.callback_query.register(toggle, Wants(Action.TOGGLE_NOTICES))
    router.callback_query.register(keep_quiet, Wants(Action.KEEP_QUIET))
    return router
