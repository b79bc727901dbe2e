"""The guide: help, privacy, and how to get a confirmed Gosuslugi account."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import form_flow
from handlers.navigation import Place, To
from handlers.turn import Answer, Turn
from handlers.views import menu as views

Said = Message | CallbackQuery


async def show_help(_: Said, turn: Turn, state: FSMContext) -> Answer:
    """Tell what the bot does; a question that stands is asked again below."""
    screen = views.help_screen(turn.t, turn.world)
    return [*turn.show(screen), *await form_flow.show_present(turn, state)]


async def show_privacy(_: Said, turn: Turn, state: FSMContext) -> Answer:
    """Tell what is kept and how to have it deleted."""
    screen = views.told(turn.t, "privacy", turn.world)
    return [*turn.show(screen), *await form_flow.show_present(turn, state)]


async def show_account_guide(_: CallbackQuery, turn: Turn) -> Answer:
    """Tell the steps to a confirmed Gosuslugi account."""
    return turn.show(views.told(turn.t, "account_guide", turn.world))


def build_router() -> Router:
    """Route to the texts that tell something."""
    router = Router(name="guide")
    router.message.register(show_help, Command("help"))
    router.message.register(show_privacy, Command("privacy"))
    router.callback_query.register(show_help, To(Place.HELP))
    router.callback_query.register(show_privacy, To(Place.PRIVACY))
    router.callback_query.register(show_account_guide, To(Place.ACCOUNT_GUIDE))
    return router
