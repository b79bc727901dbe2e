"""Support: a person's question, written as the one next message, on its way to the operator."""

from handlers.ground import menu
from handlers.ground.calls import message as parameters_of
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Commands, Outcome, Redirect
from handlers.ground.turn import Turn
from handlers.support import views
from locales.texts import DEFAULT, texts
from patient.hiding import hide_numbers, holds_number
from patient.message import MOST_ASKED, Letter, MessageKind, length
from patient.question import Question
from patient.visible import visible
from patient.words.intent import Aim
from storage.outbox import Call, Outbox, Urgency

WRITING = "Writing:question"  # the state in which what is typed next is a question to support
MOST_OPEN = 5  # questions a day a person that nobody has answered


async def begin(turn: Turn, _: Do) -> Outcome:
    """Ask for the question."""
    if await _asked_enough(turn):
        return views.too_many(turn.t)
    turn.dialogue.state = WRITING
    return views.ask(turn.t)


async def hear(turn: Turn) -> Outcome | None:
    """Take what is said while a question to support is awaited; none if none is, or it leads away."""
    if turn.stood != WRITING:
        return None
    if asked_again := _no_question(turn):
        return asked_again
    is_cancelled = _is_cancelled(turn)
    if not (is_cancelled or turn.command or menu.is_label(turn.text)):
        return await _take(turn, turn.text)
    turn.dialogue.state = None
    cancelled = Redirect(Go(to=Place.MESSAGES), notice=turn.t("support.cancelled"))
    return cancelled if is_cancelled else None


def _no_question(turn: Turn) -> Screen | None:
    """Ask again, where there are no words; none where there are."""
    if turn.command:
        return None
    if turn.is_edited:  # an earlier message is no question
        return views.ask(turn.t).under(turn.t("words.emergency" if turn.is_cry else "support.afresh"))
    if not turn.text:
        return views.ask(turn.t).under(turn.t("words.emergency" if turn.is_cry else "support.only_text"))
    return None if any(map(str.isalnum, visible(turn.text))) else views.ask(turn.t)


def _is_cancelled(turn: Turn) -> bool:
    """Tell whether the command says so, or a word alone: a sentence may be a question about cancelling."""
    if turn.command:
        return turn.command[0] == "cancel"
    return len(turn.text.split()) == 1 and turn.intent.aim is Aim.STOP


async def _take(turn: Turn, text: str) -> Outcome:
    """Keep the question, its numbers hidden, and pass it on to the operator's group, if there is one."""
    if length(text) > MOST_ASKED:
        return views.too_long(length(text), turn.t)
    turn.dialogue.state = None
    if await _asked_enough(turn):
        return views.too_many(turn.t)
    is_hidden, text = holds_number(text), hide_numbers(text)
    question = await turn.support.ask(text)
    await turn.messages.add(Letter(turn.owner, MessageKind.QUESTION, text, code=question.code))
    await turn.audit.note("support.asked", question.code)
    await _pass_on(turn, question)
    sent = views.sent(question, turn.t, is_hidden=is_hidden)
    return sent.under(turn.t("words.emergency")) if turn.is_cry else sent


async def _asked_enough(turn: Turn) -> bool:
    return await turn.support.count_open() >= MOST_OPEN


async def _pass_on(turn: Turn, question: Question) -> None:
    """Write to the group as a push: it stands in nobody's way, and Telegram is slower with groups."""
    desk = turn.config.support_chat
    if desk is not None:
        parameters = parameters_of(desk, views.for_desk(question, texts(DEFAULT)))
        call = Call("sendMessage", parameters, question=question.code)
        await Outbox(turn.transaction).add(desk, call, urgency=Urgency.PUSH)


ACTIONS: Actions = {Action.WRITE_SUPPORT: begin}
COMMANDS: Commands = {"support": Do(what=Action.WRITE_SUPPORT)}
