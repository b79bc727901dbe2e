"""Telling somebody of something outside a turn: a notice that is kept, and pushed when he wants to hear."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.ground.calls import message
from handlers.ground.mark import Mark, marked
from handlers.ground.screen import Screen
from locales.texts import DEFAULT, Texts, texts
from patient.card import CardId, OwnerId
from patient.notice import NoticeKind
from storage.dialogues import Dialogues
from storage.notices import Notices
from storage.outbox import Call, Outbox, Urgency
from storage.transaction import Transaction

View = Callable[[Texts], Screen]


async def texts_for(transaction: Transaction, owner: OwnerId) -> Texts:
    """Return the texts in the language that *owner* speaks with the bot."""
    dialogue = await Dialogues(transaction).of(owner)
    return texts(dialogue.language or DEFAULT)


async def say(transaction: Transaction, owner: OwnerId, view: View) -> None:
    """Say to *owner*, in his language, what *view* shows; it stands in no list of notices."""
    screen = view(await texts_for(transaction, owner))
    await Outbox(transaction).add(owner, Call("sendMessage", message(owner, screen)))


async def notify(  # noqa: PLR0913 - all of it differs from notice to notice
    transaction: Transaction,
    zone: ZoneInfo,
    owner: OwnerId,
    kind: NoticeKind,
    view: View,
    *,
    card: CardId | None = None,
    useful_until: datetime | None = None,
    held_back: View | None = None,
) -> None:
    """Keep the notice that *view* makes in the owner's language, and push it now or after his quiet hours.

    A kind that he switched off is only kept. What comes too late after *useful_until* breaks the quiet.
    What is held back until the quiet is over shows *held_back* where that is given: words that stay true.
    """
    notices = Notices(transaction, owner)
    choices = await notices.choices()
    due = choices.due(kind, transaction.now, zone, useful_until=useful_until)
    later = due if due and due > transaction.now else None
    shown = held_back if later and held_back else view
    parameters = message(owner, shown(await texts_for(transaction, owner)))
    await notices.add(kind, parameters, card=card, due_at=later, useful_until=useful_until)
    if due and later is None:
        await push(transaction, owner, parameters, card)


async def push(
    transaction: Transaction, owner: OwnerId, parameters: dict[str, Any], card: CardId | None
) -> None:
    """Send unless the person blocked the bot: nobody reads there now, the notice is in the list."""
    if not await Dialogues(transaction).is_blocked(owner):
        call = Call("sendMessage", marked(parameters, Mark.TOLD))
        await Outbox(transaction).add(owner, call, urgency=Urgency.PUSH, card=card)
