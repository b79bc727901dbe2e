"""The support desk: the operator's own group, where questions come in and replies to them go back."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import ChatMemberUpdated, Message

from handlers import mail
from handlers.turn import Answer, Turn
from handlers.views import support as views
from patient.message import MOST_ANNOUNCED, length
from storage.audit import Audit
from storage.support import CODE, Support


class AtDesk(Filter):
    """Lets through what comes from exactly the group that the settings name."""

    async def __call__(self, _: object, turn: Turn) -> bool:
        """Compare the chats."""
        return turn.world.support_chat is not None and turn.chat == turn.world.support_chat


class Replies(Filter):
    """Lets a reply to one of the bot's messages about a question through; gives the question's ``code``."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        """Look at the first line only: what stands below was typed by whoever asked."""
        replied = message.reply_to_message
        if replied is None or replied.from_user is None or not replied.from_user.is_bot:
            return False
        found = CODE.search((replied.text or "").partition("\n")[0])
        return {"code": found[1]} if found else False


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
    if not await support.answer(question, text):
        return [turn.say(views.closed(code, turn.t))]
    await mail.pass_on_answers(turn.transaction, turn.world.zone)
    await Audit(turn.transaction).note(turn.owner, "support.answered", code)
    return [turn.say(views.passed_on(code, turn.t))]


async def stay(_: Message | ChatMemberUpdated) -> Answer:
    """Say nothing to what the operator's people tell one another."""
    return []


def build_router() -> Router:
    """Route what comes from the group; it stands before the gate, which leaves every other group."""
    router = Router(name="support desk")
    for observer in (router.message, router.edited_message):
        observer.register(take_answer, AtDesk(), Replies())
        observer.register(stay, AtDesk())
    router.my_chat_member.register(stay, AtDesk())
    return router
