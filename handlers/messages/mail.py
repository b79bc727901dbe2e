"""The mail: putting a letter into somebody's «Сообщения» and telling him that it is there."""

from functools import partial
from zoneinfo import ZoneInfo

from handlers.ground.notify import notify
from handlers.messages import views
from patient.message import Letter, MessageKind
from patient.notice import NoticeKind
from storage.messages import Messages
from storage.support import QUESTION, SupportDesk
from storage.transaction import Transaction

BATCH = 50


async def deliver(transaction: Transaction, zone: ZoneInfo, letter: Letter) -> None:
    """Keep the letter and tell of it, together."""
    message = await Messages(transaction, letter.owner).add(letter)
    view = partial(views.news, message)
    await notify(transaction, zone, letter.owner, NoticeKind.MESSAGE, view, card=letter.card)


async def pass_on_answers(transaction: Transaction, zone: ZoneInfo) -> int:
    """Deliver the answers of support that nobody was told of; return how many, at most a batch."""
    answered = await SupportDesk(transaction).take_undelivered(BATCH)
    for each in answered:
        letter = Letter(each.owner, MessageKind.ANSWER, each.answer or "", code=each.code)
        async with transaction.for_the_sake_of(QUESTION, each.code):
            await deliver(transaction, zone, letter)
    return len(answered)
