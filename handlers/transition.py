"""The routers of the rooms that have no tables yet; this file goes with the last of them."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.cards.form import CardForm
from handlers.directory import screens as directory_screens
from handlers.directory.words import sought
from handlers.filters import IsCommand
from handlers.ground import tables
from handlers.ground.turn import Answer, Turn
from handlers.home import actions as home_actions


async def take_from_chat(
    handle: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Delete what was said with data in it, unless a job still needs it there and deletes it itself."""
    turn: Turn = data["turn"]
    if isinstance(event, Message) and turn.text != event.text and turn.command:
        event = event.model_copy(update={"text": turn.text})
    answer = await handle(event, data)
    is_data = turn.holds_data or (turn.stood in CardForm and not turn.command)
    if isinstance(answer, list) and is_data and turn.message and not turn.is_kept_for_job and turn.said:
        return [turn.erase(turn.message), *answer]
    return answer


async def unknown_command(_: Message, turn: Turn) -> Answer:
    """Say that there is no such command."""
    return await tables.answer(turn, {}, await home_actions.answer_unknown_command(turn))


async def unknown(_: Message, turn: Turn) -> Answer:
    """Answer what fits nowhere."""
    return await tables.answer(turn, {}, await home_actions.answer_unknown(turn))


async def unknown_tap(_: CallbackQuery, turn: Turn) -> Answer:
    """Answer a button of a release long past."""
    return await tables.answer(turn, {}, await home_actions.answer_unknown_tap(turn))


async def take_words(_: Message, turn: Turn) -> Answer:
    """Show what the typed words name; when they name nothing, somebody else answers."""
    go = await sought(turn)
    if go is None:
        raise SkipHandler
    return await tables.answer(turn, directory_screens.SCREENS, go)


def build_router() -> Router:
    """Put the old routers behind the tables."""
    router = Router(name="transition")
    for observer in (router.message, router.edited_message):
        observer.outer_middleware(take_from_chat)
    names = Router(name="names")
    names.message.register(take_words)
    last = Router(name="last")
    last.message.register(unknown_command, IsCommand())
    last.message.register(unknown)
    last.edited_message.register(unknown)
    last.callback_query.register(unknown_tap)
    router.include_routers(
        names,
        last,
    )
    return router
