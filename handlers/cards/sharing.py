"""Sharing a child's card with the other parent: the invitation, both yeses, and the end of it."""

from functools import partial

from aiogram import F, Router
from aiogram.filters import CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from handlers.cards import card_file
from handlers.cards.card import OwnCard, refuse
from handlers.cards.views import sharing as views
from handlers.filters import Started
from handlers.ground.navigation import Action, Do, Place, To, Wants
from handlers.ground.notify import View, notify
from handlers.ground.screen import Screen
from handlers.ground.turn import Answer, Turn
from patient.card import Card, OwnerId
from patient.full_age import is_child
from patient.notice import NoticeKind
from storage.audit import Audit
from storage.cards import Cards
from storage.closed_persons import ClosedPersons
from storage.erasure import end_share
from storage.shares import Offer, Share, Shares, Stage

PREFIX = "fam_"


class GuestCard(Filter):
    """Gives the handler the ``card`` that a button names, if this person is its guest, frozen or not."""

    async def __call__(self, _: CallbackQuery, turn: Turn, do: Do) -> bool | dict[str, Card]:
        """Read the card."""
        card = await turn.cards.find_listed(do.id)
        return {"card": card} if card and card.seen_by_guest else False


async def show(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Show with whom the card is shared."""
    return turn.show(await _present(turn, card))


async def _present(turn: Turn, card: Card) -> Screen:
    zone = turn.config.zone
    if card.seen_by_guest:
        return views.seen_by_guest(card, await _share_of(turn, card), zone, turn.t)
    return views.sharing(await _sharing(turn, card), zone, turn.t)


async def _share_of(turn: Turn, card: Card) -> Share:
    """Return through which share this guest reaches *card*."""
    shares = await Shares(turn.transaction).of(card.id)
    return next(share for share in shares if share.guest == turn.owner)


async def _sharing(turn: Turn, card: Card) -> views.Sharing:
    shares = Shares(turn.transaction)
    is_childs = is_child(card.person, turn.today)
    return views.Sharing(card, await shares.of(card.id), await shares.waiting(card), is_childs)


async def invite(query: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Make a link that works once."""
    if card.seen_by_guest or not (await _sharing(turn, card)).may_invite:
        return await show(query, turn, card)
    if turn.config.chat.url is None:
        return turn.show(views.no_link(card, turn.t))
    token = await Shares(turn.transaction).offer(card, turn.account)
    await Audit(turn.transaction).note(turn.owner, "share.offered", card.id)
    return turn.show(views.link(card, f"{turn.config.chat.url}?start={PREFIX}{token}", turn.t))


async def open_link(_: Message, turn: Turn, command: CommandObject) -> Answer:
    """Show who invites to whose card, to the one who opens the link first; not to who has the card."""
    token = (command.args or "").removeprefix(PREFIX)
    made = await Shares(turn.transaction).made(token)
    card = await _offered(turn, made)
    if made is None or card is None:
        return turn.show(views.link_gone(turn.t))
    if made.owner == turn.owner:
        return turn.show(views.own_link(card, turn.t))
    if await turn.cards.find_listed(card.id):
        return turn.show(views.shared_already(card, turn.t))
    offer = await Shares(turn.transaction).open(token, turn.owner, turn.account)
    if offer is None:
        return turn.show(views.link_gone(turn.t))
    if offer.stage is Stage.ACCEPTED:
        return turn.show(views.accepted(turn.t))
    return turn.show(views.invitation(card, offer, turn.t))


async def _offered(turn: Turn, offer: Offer | None) -> Card | None:
    """Return the card to which *offer* invites, if it may still be shared."""
    card = await Cards(turn.transaction, offer.owner).find(offer.card) if offer else None
    return card if card and is_child(card.person, turn.today) else None


async def accept(_: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Take the invitation; the owner has the last word."""
    offer = await Shares(turn.transaction).accept(do.id, turn.owner, turn.account)
    card = await _offered(turn, offer)
    if offer is None or card is None:
        return turn.show(views.link_gone(turn.t))
    await Audit(turn.transaction).note(turn.owner, "share.accepted", card.id)
    await _notify(turn, offer.owner, partial(views.guest_waits, card, offer), card)
    return turn.show(views.accepted(turn.t))


async def confirm(query: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Let the guest reach the card."""
    share = await Shares(turn.transaction).confirm(do.id, turn.owner)
    card = await turn.cards.find(share.card) if share else None
    if share is None or card is None:
        return turn.show(views.link_gone(turn.t))
    if not is_child(card.person, turn.today):
        await Shares(turn.transaction).end(share)
        return await show(query, turn, card)
    await ClosedPersons(turn.transaction).reopen(share.guest, card.person)
    await Audit(turn.transaction).note(turn.owner, "share.confirmed", card.id)
    await _notify(turn, share.guest, partial(views.shared, card, share), card)
    screen = await _present(turn, card)
    return turn.show(screen.under(turn.t("share.confirmed")))


async def refuse_offer(_: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """End an invitation, by whichever side, and tell the other."""
    offer = await Shares(turn.transaction).refuse(do.id, turn.owner)
    if offer is None:
        return turn.show(views.link_gone(turn.t))
    await Audit(turn.transaction).note(turn.owner, "share.refused", offer.card)
    if offer.owner != turn.owner:
        await _notify(turn, offer.owner, partial(views.declined, offer))
        return turn.show(views.refused(turn.t))
    if offer.guest is not None:
        await _notify(turn, offer.guest, views.not_confirmed)
    card = await turn.cards.find(offer.card)
    return turn.show(await _present(turn, card) if card else views.link_gone(turn.t))


async def end(_: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Let a guest reach the owner's card no longer."""
    share = await Shares(turn.transaction).find(do.id, turn.owner)
    card = await turn.cards.find(share.card) if share else None
    if share is None or card is None:
        return turn.show(views.link_gone(turn.t))
    await end_share(turn.transaction, share, by=turn.owner)
    await _notify(turn, share.guest, partial(views.ended, card), card)
    screen = await _present(turn, card)
    return turn.show(screen.under(turn.t("share.ended.done")))


async def ask_leaving(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Ask a guest once more before the card leaves his card file."""
    return turn.show(views.ask_leaving(card, turn.t))


async def leave(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Take the card out of the guest's card file; it stays with its owner."""
    share = await _share_of(turn, card)
    await end_share(turn.transaction, share, by=turn.owner)
    await _notify(turn, card.owner, partial(views.left, card, share), card)
    screen = await card_file.render(turn)
    return turn.show(screen.under(turn.t("share.left.done")))


async def _notify(turn: Turn, who: OwnerId, view: View, card: Card | None = None) -> None:
    await notify(
        turn.transaction, turn.config.zone, who, NoticeKind.FAMILY, view, card=card.id if card else None
    )


def build_link_router() -> Router:
    """Route ``/start fam_<token>``; it comes before any other /start."""
    router = Router(name="family link")
    router.message.register(open_link, Started(deep_link=True, magic=F.args.startswith(PREFIX)))
    return router


def build_router() -> Router:
    """Route to sharing; it comes before the card, because a guest leaves where an owner deletes."""
    router = Router(name="sharing")
    taps = router.callback_query
    for wish, story in (
        (Wants(Action.ASK_REMOVAL), ask_leaving),
        (Wants(Action.ASK_WITHDRAWAL), ask_leaving),
        (Wants(Action.REMOVE_CARD), leave),
        (Wants(Action.WITHDRAW), leave),
    ):
        taps.register(story, wish, GuestCard())
    taps.register(show, To(Place.SHARING), OwnCard())
    taps.register(refuse, To(Place.SHARING))
    taps.register(invite, Wants(Action.INVITE), OwnCard())
    taps.register(refuse, Wants(Action.INVITE))
    taps.register(accept, Wants(Action.ACCEPT_SHARE))
    taps.register(confirm, Wants(Action.CONFIRM_SHARE))
    taps.register(refuse_offer, Wants(Action.REFUSE_SHARE))
    taps.register(end, Wants(Action.END_SHARE))
    return router
