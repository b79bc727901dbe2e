"""The circle of a card: its owner and its guests, who are told of what one of them does."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.cards.views.card_file import named
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.notify import View, notify
from handlers.ground.turn import Turn
from patient.card import Card, OwnerId
from patient.notice import NoticeKind
from storage.erasure import Removed, cards_in_trust, end_share, erase_card, erase_owner
from storage.erasure import give_trust_up as give_up
from storage.shares import circle_of
from storage.transaction import Transaction


async def notify_circle(  # noqa: PLR0913 - as much differs from notice to notice as in notify()
    transaction: Transaction,
    zone: ZoneInfo,
    card: Card,
    kind: NoticeKind,
    view: View,
    *,
    but: OwnerId | None = None,
    useful_until: datetime | None = None,
    held_back: View | None = None,
) -> None:
    """Tell everybody who reaches *card*, except the one who did it."""
    for who in await circle_of(transaction, card.id, card.owner):
        if who != but:
            await notify(
                transaction,
                zone,
                who,
                kind,
                view,
                card=card.id,
                useful_until=useful_until,
                held_back=held_back,
            )


async def erase(turn: Turn, card: Card) -> None:
    """Erase the owner's card, and tell the guests that it is gone without saying whose it was."""
    told = await _guests(turn, card)
    await erase_card(turn.transaction, card.id, card.owner)
    await tell_all(turn, told)


async def _guests(turn: Turn, card: Card) -> list[tuple[OwnerId, View]]:
    """Return the guests of *card*, and what each is told when it is erased."""
    trusting, others = onward.telling("trust.given_up"), onward.telling("share.erased")
    shares = await turn.shares.of(card.id)
    return [(share.guest, trusting if share.is_trust else others) for share in shares]


async def erase_person(turn: Turn) -> Removed:
    """Erase all that is kept of the person, and tell whoever shared a card with him."""
    as_guest = [share for share in await turn.shares.as_guest() if not share.is_trust]
    told: list[tuple[OwnerId, View]] = [(s.owner, onward.telling("share.guest_gone")) for s in as_guest]
    for card in await turn.cards.owned():
        told += await _guests(turn, card)
    trusted = await cards_in_trust(turn.transaction, turn.owner)
    told += [(card.owner, onward.telling("trust.ended.by_person")) for card in trusted]
    for card in await turn.full_age.allowed_by(turn.owner):
        circle = [] if card in trusted else await circle_of(turn.transaction, card.id, card.owner)
        told += [(who, onward.telling("full_age.closed")) for who in circle]
    removed = await erase_owner(turn.transaction, turn.owner)
    await tell_all(turn, told)
    return removed


async def end_sharing(turn: Turn, card: Card) -> None:
    """Let no guest reach the card any longer, and tell each: it is an adult's, which nobody shares."""
    await turn.shares.withdraw_offers(card.id)
    for share in await turn.shares.of(card.id):
        if share.is_trust:  # of its person, who is of age
            continue
        await end_share(turn.transaction, share, by=turn.owner)
        await tell(turn, share.guest, onward.telling("share.ended.by_age", card=named(card)))


async def give_trust_up(turn: Turn, card: Card) -> None:
    """Let the consent of the person on the card hold no longer, and tell him why: it is about another now."""
    share = await give_up(turn.transaction, card)
    if share:
        await tell(turn, share.guest, onward.telling("trust.about_another"))


async def tell_others(context: Context, card: Card, view: View) -> None:
    """Tell whoever else reaches the card of what was done with it, so that he may look."""
    await notify_circle(context.transaction, context.zone, card, NoticeKind.FAMILY, view, but=context.owner)


async def tell_all(context: Context, told: Sequence[tuple[OwnerId, View]]) -> None:
    """Tell those who reached a card what each is told now that it is gone, except the one who speaks."""
    for who, view in told:
        if who != context.owner:
            await tell(context, who, view)


async def tell(context: Context, who: OwnerId, view: View, card: Card | None = None) -> None:
    """Tell one of them of what was done with a card; with *card* he may look at it."""
    about = card.id if card else None
    await notify(context.transaction, context.zone, who, NoticeKind.FAMILY, view, card=about)
