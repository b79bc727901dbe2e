"""The circle of a card: its owner and its guests, who are told of what one of them does."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from handlers.cards.views import full_age as full_age_views
from handlers.cards.views import sharing as views
from handlers.ground.notify import View, notify
from handlers.ground.turn import Turn
from patient.card import Card, OwnerId
from patient.notice import NoticeKind
from storage.erasure import Removed, end_share, erase_card, erase_owner
from storage.shares import Shares
from storage.transaction import Transaction


async def circle_of(transaction: Transaction, card: Card) -> list[OwnerId]:
    """Return the owner and the guests of *card*."""
    return [card.owner, *(share.guest for share in await Shares(transaction, card.owner).of(card.id))]


async def notify_circle(  # noqa: PLR0913 - as much differs from notice to notice as in notify()
    transaction: Transaction,
    zone: ZoneInfo,
    card: Card,
    kind: NoticeKind,
    view: View,
    *,
    but: OwnerId | None = None,
    useful_until: datetime | None = None,
) -> None:
    """Tell everybody who reaches *card*, except the one who did it."""
    for who in await circle_of(transaction, card):
        if who != but:
            await notify(transaction, zone, who, kind, view, card=card.id, useful_until=useful_until)


async def erase(turn: Turn, card: Card) -> None:
    """Erase the owner's card, and tell the guests that it is gone without saying whose it was."""
    circle = await circle_of(turn.transaction, card)
    await erase_card(turn.transaction, card.id, card.owner)
    await notify_others(turn, circle, views.erased)


async def erase_person(turn: Turn) -> Removed:
    """Erase all that is kept of the person, and tell whoever shared a card with him."""
    shares = turn.shares
    told = [(share.owner, views.guest_gone) for share in await shares.as_guest()]
    for card in await turn.cards.owned():
        told += [(share.guest, views.erased) for share in await shares.of(card.id)]
    for card in await turn.full_age.allowed_by(turn.owner):
        told += [(who, full_age_views.closed) for who in await circle_of(turn.transaction, card)]
    removed = await erase_owner(turn.transaction, turn.owner)
    for who, view in told:
        if who != turn.owner:
            await _notify(turn, who, view)
    return removed


async def end_sharing(turn: Turn, card: Card) -> None:
    """Let no guest reach the card any longer, and tell each: it is an adult's, which nobody shares."""
    await turn.shares.withdraw_offers(card.id)
    for share in await turn.shares.of(card.id):
        await end_share(turn.transaction, share, by=turn.owner)
        await _notify(turn, share.guest, partial(views.ended_by_age, card))


async def tell_of_change(turn: Turn, card: Card) -> None:
    """Tell the others that somebody changed the card's data."""
    view = partial(views.changed, card)
    await notify_circle(turn.transaction, turn.config.zone, card, NoticeKind.FAMILY, view, but=turn.owner)


async def notify_others(turn: Turn, circle: Sequence[OwnerId], view: View) -> None:
    """Tell those who were the *circle* of a card that they see no more, except the one who speaks."""
    for who in circle:
        if who != turn.owner:
            await _notify(turn, who, view)


async def _notify(turn: Turn, who: OwnerId, view: View) -> None:
    await notify(turn.transaction, turn.config.zone, who, NoticeKind.FAMILY, view)
