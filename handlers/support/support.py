"""Support: a person's question, written as the one next message, on its way to the operator."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.filters import HasText, IsCommand, Typed
from handlers.ground.navigation import Action, Wants
from handlers.ground.screen import Screen
from handlers.ground.turn import Answer, Turn
from handlers.ground.turn import message as parameters_of
from handlers.messages import messages
from handlers.support import views
from locales.texts import DEFAULT, texts
from patient.hiding import hide_numbers, holds_number
from patient.message import MOST_ASKED, Letter, MessageKind, length
from storage.audit import Audit
from storage.messages import Messages
from storage.outbox import Call, Outbox, Urgency
from storage.support import Question, Support

MOST_OPEN = 5  # questions a day a person that nobody has answered


class Writing(StatesGroup):
    """What is typed next is a question to support."""

    question = State()


async def begin(_: CallbackQuery, turn: Turn, state: FSMContext) -> Answer:
    """Ask for the question."""
    if await _asked_enough(turn):
        return turn.show(views.too_many(turn.t))
    await state.set_state(Writing.question)
    return turn.show(views.ask(turn.t))


async def take(message: Message, turn: Turn, state: FSMContext) -> Answer:
    """Keep the question, its numbers hidden, and pass it on to the operator's group, if there is one."""
    text = message.text or ""
    if length(text) > MOST_ASKED:
        return [turn.say(views.too_long(length(text), turn.t))]
    await state.set_state(None)
    if await _asked_enough(turn):
        return [turn.say(views.too_many(turn.t))]
    is_hidden, text = holds_number(text), hide_numbers(text)
    question = await Support(turn.transaction).ask(turn.owner, text)
    await Messages(turn.transaction).add(Letter(turn.owner, MessageKind.QUESTION, text, code=question.code))
    await Audit(turn.transaction).note(turn.owner, "support.asked", question.code)
    await _pass_on(turn, question)
    return [turn.say(views.sent(question, turn.t, is_hidden=is_hidden))]


async def _asked_enough(turn: Turn) -> bool:
    return await Support(turn.transaction).count_open(turn.owner) >= MOST_OPEN


async def _pass_on(turn: Turn, question: Question) -> None:
    """Write to the group as a push: it stands in nobody's way, and Telegram is slower with groups."""
    desk = turn.config.support_chat
    if desk is not None:
        parameters = parameters_of(desk, views.for_desk(question, texts(DEFAULT)))
        call = Call("sendMessage", parameters, question=question.code)
        await Outbox(turn.transaction).add(desk, call, urgency=Urgency.PUSH)


async def refuse(_: Message, turn: Turn) -> Answer:
    """Say that a picture, a voice message and the like are not passed on."""
    return [turn.say(views.ask(turn.t).under(turn.t("support.only_text")))]


async def ask_afresh(_: Message, turn: Turn) -> Answer:
    """Answer an earlier message that was changed: that one is no question."""
    return [turn.say(views.ask(turn.t).under(turn.t("support.afresh")))]


async def cancel(_: Message, turn: Turn) -> Answer:
    """Say that nothing was sent."""
    screen: Screen = await messages.render_all(turn)
    return [turn.say(screen.under(turn.t("support.cancelled")))]


def build_router() -> Router:
    """Route to support; it stands before the commands, being asked for /cancel first."""
    router = Router(name="support")
    writing = StateFilter(Writing.question)
    router.callback_query.register(begin, Wants(Action.WRITE_SUPPORT))
    router.message.register(cancel, writing, Typed("cancel"))
    router.message.register(take, writing, HasText(), ~IsCommand())
    router.message.register(refuse, writing, ~IsCommand())
    router.edited_message.register(ask_afresh, writing, ~IsCommand())
    return router
