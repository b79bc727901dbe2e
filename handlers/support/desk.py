"""The support desk: the operator's own group, where questions come in and replies to them go back."""

from aiogram import Bot, Router
from aiogram.filters import Filter
from aiogram.types import ChatMemberUpdated, Message

from handlers.ground.turn import Answer, Turn
from handlers.messages import mail
from handlers.support import views
from patient.hiding import DOTS, hide_numbers
from patient.message import MOST_ANNOUNCED, length
from storage.audit import Audit
from storage.moves import Move, Moves
from storage.support import CODE, Support


class AtDesk(Filter):
    """Lets through what comes from exactly the group that the settings name, wherever it has moved."""

    async def __call__(self, _: object, turn: Turn) -> bool:
        """Compare the chats; no private one is a group."""
        desk = turn.config.support_chat
        if desk is None or turn.is_private:
            return False
        return turn.chat in {desk, await Moves(turn.transaction).of(desk)}


class DeskMoves(Filter):
    """Lets through what tells that the desk became a supergroup; gives both ids as ``move``."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Move]:
        """Either group is told of the other; only what names the desk counts."""
        move = _move(message)
        desk = turn.config.support_chat
        if move is None or desk is None:
            return False
        return {"move": move} if move.old in {desk, await Moves(turn.transaction).of(desk)} else False


def _move(message: Message) -> Move | None:
    if message.migrate_to_chat_id is not None:
        return Move(message.chat.id, message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return Move(message.migrate_from_chat_id, message.chat.id)
    return None


class Replies(Filter):
    """Lets a reply to one of the bot's messages with a question through; gives the question's ``code``."""

    async def __call__(self, message: Message, turn: Turn, bot: Bot) -> bool | dict[str, str]:
        """Know the message by its number in this group.

        Where that is not known (the group moved, or the sender has not told it yet) our own message is known
        by its first line; what stands below was typed by whoever asked, and other bots may quote all of it.
        """
        replied, support = message.reply_to_message, Support(turn.transaction)
        if replied is None or replied.from_user is None or not replied.from_user.is_bot:
            return False
        code = await support.code_at(turn.chat, replied.message_id)
        if code is None and replied.from_user.id == bot.id:
            found = CODE.search((replied.text or "").partition("\n")[0])
            code = found[1] if found and not await support.stands_in(found[1], turn.chat) else None
        return {"code": code} if code else False


async def follow(_: Message, turn: Turn, move: Move) -> Answer:
    """Stay, and have everything for the desk sent to where it is now."""
    await Moves(turn.transaction).note(move.old, move.new)
    return []


async def take_answer(message: Message, turn: Turn, code: str) -> Answer:
    """Pass the answer on to whoever asked, once, and say so here."""
    support = Support(turn.transaction)
    question, text = await support.find(code), message.text or ""
    if question is None:
        return [turn.say(views.unknown(code, turn.t))]
    if not text:
        return [turn.say(views.answer_in_words(code, turn.t))]
    if length(text) > MOST_ANNOUNCED:
        return [turn.say(views.answer_too_long(code, length(text), turn.t))]
    shown = hide_numbers(text, but_phones=True)
    if not await support.answer(question, shown):
        return [turn.say(views.closed(code, turn.t))]
    await mail.pass_on_answers(turn.transaction, turn.config.zone)
    await Audit(turn.transaction).note(turn.owner, "support.answered", code)
    return [turn.say(views.passed_on(code, turn.t, is_hidden=DOTS in shown))]


async def stay(_: Message | ChatMemberUpdated) -> Answer:
    """Say nothing to what the operator's people tell one another."""
    return []


def build_router() -> Router:
    """Route what comes from the group; it stands before the gate, which leaves every other group."""
    router = Router(name="support desk")
    router.message.register(follow, DeskMoves())
    for observer in (router.message, router.edited_message):
        observer.register(take_answer, AtDesk(), Replies())
        observer.register(stay, AtDesk())
    router.my_chat_member.register(stay, AtDesk())
    return router
