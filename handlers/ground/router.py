"""aiogram's one router: each kind of update goes to one function, which is given the turn."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.ground.calls import Answer
from handlers.ground.turn import Turn

Take = Callable[[Turn], Awaitable[Answer]]


def build_router(*, take_tap: Take, hear: Take, note_membership: Take) -> Router:
    """Make the router of the conversation."""

    async def tapped(_: CallbackQuery, turn: Turn) -> Answer:
        return await take_tap(turn)

    async def said(_: Message, turn: Turn) -> Answer:
        return await hear(turn)

    async def joined_or_left(_: ChatMemberUpdated, turn: Turn) -> Answer:
        return await note_membership(turn)

    router = Router(name="conversation")
    router.callback_query.register(tapped)
    router.message.register(said)
    router.edited_message.register(said)
    router.my_chat_member.register(joined_or_left)
    return router
