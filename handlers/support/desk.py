"""The support desk: the operator's own group, where questions come in and replies to them go back."""

from handlers.ground.screen import Screen
from handlers.ground.tables import Outcome
from handlers.ground.turn import Turn
from handlers.messages import mail
from handlers.support import views
from patient.hiding import DOTS, hide_numbers
from patient.message import MOST_ANNOUNCED, length
from storage.moves import Move, Moves
from storage.support import CODE, SupportDesk


async def hear(turn: Turn) -> Outcome | None:
    """Take what comes from the group that the settings name, wherever it has moved; none from any other.

    To what the operator's people tell one another nothing is said.
    """
    desk = turn.config.support_chat
    if desk is None:
        return None
    places = {desk, await Moves(turn.transaction).of(desk)}
    move = _move(turn)
    if move and move.old in places:
        await Moves(turn.transaction).note(move.old, move.new)
        return []
    if turn.chat not in places:
        return None
    code = await _code_replied_to(turn)
    return await _take_answer(turn, code) if code else []


def _move(turn: Turn) -> Move | None:
    """Return what tells that a group became a supergroup: either is told of the other."""
    message = turn.said
    if message and message.migrate_to_chat_id is not None:
        return Move(message.chat.id, message.migrate_to_chat_id)
    if message and message.migrate_from_chat_id is not None:
        return Move(message.migrate_from_chat_id, message.chat.id)
    return None


async def _code_replied_to(turn: Turn) -> str | None:
    """Return the code of the question to which this replies, if it replies to one of the bot's messages.

    Where its number is not known (the group moved, or the sender has not told it yet) our own message is
    known by its first line; what stands below was typed by whoever asked, and other bots may quote all of it.
    """
    replied, support = turn.said.reply_to_message if turn.said else None, SupportDesk(turn.transaction)
    if replied is None or replied.from_user is None or not replied.from_user.is_bot:
        return None
    code = await support.code_at(turn.chat, replied.message_id)
    if code is None and turn.said and replied.from_user.id == turn.config.bot:
        found = CODE.search((replied.text or "").partition("\n")[0])
        code = found[1] if found and not await support.stands_in(found[1], turn.chat) else None
    return code


async def _take_answer(turn: Turn, code: str) -> Outcome:
    """Pass the answer on to whoever asked, once, and say so here."""
    support = SupportDesk(turn.transaction)
    question, text = await support.find(code), turn.text
    if question is None:
        return Screen(turn.t("desk.unknown", code=code))
    if not text:
        return Screen(turn.t("desk.only_text", code=code))
    if length(text) > MOST_ANNOUNCED:
        return Screen(turn.t("desk.too_long", code=code, length=length(text), most=MOST_ANNOUNCED))
    shown = hide_numbers(text, but_phones=True)
    if not await support.answer(question, shown):
        return Screen(turn.t("desk.closed", code=code))
    await mail.pass_on_answers(turn.transaction, turn.zone)
    await turn.audit.note("support.answered", code)
    return views.passed_on(code, turn.t, is_hidden=DOTS in shown)
