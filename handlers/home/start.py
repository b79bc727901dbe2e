"""The start: the greeting, the menu, and the answer to whatever nothing else understands."""

import logging

from aiogram import Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.cards import form_acts, form_flow
from handlers.filters import Elsewhere, IsCommand, Started, Typed
from handlers.ground import menu
from handlers.ground.navigation import Place, To
from handlers.ground.screen import Screen
from handlers.ground.turn import Answer, Turn
from storage.dialogue import Dialogues
from storage.outbox import Call

log = logging.getLogger(__name__)

GONE = ("kicked", "left")


async def greet(_: Message, turn: Turn) -> Answer:
    """Greet in two lines and show the menu."""
    return turn.show(await menu.render(turn, greeting="start"))


async def show_menu(_: CallbackQuery, turn: Turn) -> Answer:
    """Show the menu."""
    return turn.show(await menu.render(turn))


async def cancel(_: Message, turn: Turn) -> Answer:
    """Forget the form, if there is one, and show the menu."""
    form = await form_flow.read_form(turn)
    if form is not None:
        return await form_acts.cancel(turn, form, "")
    return turn.show(await menu.render(turn, greeting="cancel.nothing"))


async def answer_unknown_command(_: Message, turn: Turn) -> Answer:
    """Say that there is no such command, and show again what stands."""
    present = await form_flow.show_present(turn)
    if present:
        return [turn.say(Screen(turn.t("unknown.command"))), *present]
    return [turn.say(await menu.render(turn, greeting="unknown.command"))]


async def answer_unknown(_: Message, turn: Turn) -> Answer:
    """Answer what fits nowhere with the menu."""
    return [turn.say(await menu.render(turn, greeting="unknown"))]


async def answer_unknown_tap(_: CallbackQuery, turn: Turn) -> Answer:
    """Answer a button of a release long past."""
    return [turn.acknowledge(turn.t.plain("stale")), turn.say(await menu.render(turn))]


async def leave(_: Message | ChatMemberUpdated, turn: Turn) -> Answer:
    """Leave a group: health data belong into private chats."""
    log.info("leaving the group %d; SUPPORT_CHAT names the one to stay in", turn.chat)
    return [Call("leaveChat", {"chat_id": turn.chat})]


async def stay_silent(_: CallbackQuery, turn: Turn) -> Answer:
    """Do nothing for a tap from a group."""
    return [turn.acknowledge()]


async def note_membership(event: ChatMemberUpdated, turn: Turn) -> Answer:
    """Note that the person blocked the bot, or let it speak again."""
    blocked = event.new_chat_member.status in GONE
    await Dialogues(turn.transaction).mark_blocked(turn.owner, blocked=blocked)
    turn.dialogue.is_changed = False  # nothing was said: who had himself deleted is not kept again
    return []


def build_gate() -> Router:
    """Route what comes from elsewhere than a private chat; nothing behind sees it."""
    router = Router(name="gate")
    router.message.register(leave, Elsewhere())
    router.edited_message.register(leave, Elsewhere())
    router.my_chat_member.register(leave, Elsewhere())
    router.callback_query.register(stay_silent, Elsewhere())
    router.my_chat_member.register(note_membership)
    return router


def build_router() -> Router:
    """Route the first command and the menu."""
    router = Router(name="start")
    router.message.register(greet, Started())
    router.message.register(cancel, Typed("cancel"))
    router.callback_query.register(show_menu, To(Place.MENU))
    return router


def build_last_router() -> Router:
    """Route what nothing else took, so that nobody is left without an answer."""
    router = Router(name="unknown")
    router.message.register(answer_unknown_command, IsCommand())
    router.message.register(answer_unknown)
    router.edited_message.register(answer_unknown)
    router.callback_query.register(answer_unknown_tap)
    return router
