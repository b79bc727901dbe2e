"""The table of all routes, in the order in which they are tried."""

from aiogram import Router

from handlers import said, standing
from handlers.cards import card, card_file, card_form, consent_renewal, full_age, leaving, sharing
from handlers.home import account, commands, guide, start
from handlers.messages import messages
from handlers.notices import notices
from handlers.polis_photo import polis_photo
from handlers.sign_in import sign_in
from handlers.support import desk as support_desk
from handlers.support import support
from handlers.tapping import InTables, take_tap, take_words


def build_router() -> Router:
    """Make the conversation: commands before the form, so that no command is taken as an answer."""
    router = Router(name="conversation")
    router.message.outer_middleware(commands.read_command)
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.outer_middleware(standing.leave)
    for observer in (router.message, router.edited_message):
        observer.middleware(said.take_from_chat)
    router.callback_query.middleware(consent_renewal.ask_first)
    tables = Router(name="tables")
    tables.callback_query.register(take_tap, InTables())
    names = Router(name="names")
    names.message.register(take_words)
    router.include_routers(
        support_desk.build_router(),
        start.build_gate(),
        tables,
        card_form.build_press_router(),
        sharing.build_link_router(),
        sign_in.build_ticket_router(),
        support.build_router(),
        start.build_router(),
        card_file.build_router(),
        full_age.build_router(),
        sharing.build_router(),
        card.build_router(),
        notices.build_router(),
        polis_photo.build_router(),
        messages.build_router(),
        sign_in.build_router(),
        account.build_router(),
        leaving.build_router(),
        consent_renewal.build_router(),
        guide.build_router(),
        card_form.build_router(),
        names,
        start.build_last_router(),
    )
    return router
