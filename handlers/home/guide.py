"""The guide: help, the laws, privacy, and how to get a confirmed Gosuslugi account."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.cards import form_flow
from handlers.filters import Typed
from handlers.ground.navigation import Go, Place, To
from handlers.ground.screen import Screen
from handlers.ground.turn import Answer, Turn
from handlers.home import guide_views as views
from handlers.home.views import told
from locales.topics import SECTIONS, topics

Said = Message | CallbackQuery


async def show_help(_: Said, turn: Turn, go: Go | None = None) -> Answer:
    """Tell what the bot does."""
    listed = topics(turn.t.language, "help")
    return await _tell(turn, views.help_screen(listed, go.page if go else 0, turn.config, turn.t))


async def show_laws(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """List the laws."""
    return await _tell(turn, views.laws(topics(turn.t.language, "law"), go.page, turn.t))


async def show_topic(query: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """Show a topic; one that the operator took away leads back to the list."""
    section, _, name = go.id.partition(".")
    listed = topics(turn.t.language, section) if section in SECTIONS else []
    found = [topic for topic in listed if topic.name == name]
    if not found:
        return await show_help(query, turn)
    return await _tell(turn, views.topic(found[0], section, turn.config, turn.t))


async def show_privacy(_: Said, turn: Turn) -> Answer:
    """Tell what is kept and how to have it deleted."""
    return await _tell(turn, told(turn.t, "privacy", turn.config))


async def show_account_guide(_: CallbackQuery, turn: Turn) -> Answer:
    """Tell the steps to a confirmed Gosuslugi account."""
    return await _tell(turn, told(turn.t, "account_guide", turn.config))


async def _tell(turn: Turn, screen: Screen) -> Answer:
    """Show what was asked for; a question that stands is asked again below."""
    return [*turn.show(screen), *await form_flow.show_present(turn)]


def build_router() -> Router:
    """Route to the texts that tell something."""
    router = Router(name="guide")
    router.message.register(show_help, Typed("help"))
    router.message.register(show_privacy, Typed("privacy"))
    router.callback_query.register(show_help, To(Place.HELP))
    router.callback_query.register(show_laws, To(Place.LAW))
    router.callback_query.register(show_topic, To(Place.TOPIC))
    router.callback_query.register(show_privacy, To(Place.PRIVACY))
    router.callback_query.register(show_account_guide, To(Place.ACCOUNT_GUIDE))
    return router
