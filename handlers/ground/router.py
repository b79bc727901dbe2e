"""aiogram's one router: each kind of update goes to one function, which is given the turn."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import TelegramObject

from handlers.ground.calls import Answer
from handlers.ground.turn import Turn

Take = Callable[[Turn], Awaitable[Answer]]


def build_router(*, take_tap: Take, hear: Take, note_membership: Take) -> Router:
    """Make the router of the conversation."""
    router = Router(name="conversation")
    router.callback_query.register(_of_turn(take_tap))
    router.message.register(_of_turn(hear))
    router.edited_message.register(_of_turn(hear))
    router.my_chat_member.register(_of_turn(note_membership))
    return router


def _of_turn(take: Take) -> Callable[[TelegramObject, Turn], Awaitable[Answer]]:
    async def taken(_: TelegramObject, turn: Turn) -> Answer:
        return await take(turn)

    return taken
