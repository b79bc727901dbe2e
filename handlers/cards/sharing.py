"""Sharing a child's card with the other parent: the invitation, both yeses, and the end of it."""

from functools import partial

from handlers.cards import trust
from handlers.cards.card_file import CARDS
from handlers.cards.circle import tell
from handlers.cards.own import card_action, card_screen
from handlers.cards.trust import offered_card
from handlers.cards.views import sharing as views
from handlers.cards.views import trust as trust_views
from handlers.cards.views.card_file import named
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.once import once
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Outcome, Redirect, Rendered, Screens
from handlers.ground.turn import Turn
from patient.card import Card
from patient.full_age import is_child
from patient.share import Offer, Share, Stage
from storage.closed_persons import ClosedPersons
from storage.erasure import end_share

PREFIX = views.PREFIX


async def shared_with(context: Context, card: Card) -> Rendered:
    """Show with whom the card is shared."""
    if card.seen_by_guest:
        share = await _share_of(context, card)
        seen = trust_views.seen_by_person if share.is_trust else views.seen_by_guest
        return seen(card, share, context.zone, context.t)
    if await is_familys(context, card):
        return views.sharing(await _sharing(context, card), context.zone, context.t)
    return await trust.standing(context, card)


async def is_familys(context: Context, card: Card) -> bool:
    """Tell whether the card is one that parents share: a child's, or it was when they began."""
    shares = await context.shares.of(card.id)
    return is_child(card.person, context.today) or any(not share.is_trust for share in shares)


async def _share_of(context: Context, card: Card) -> Share:
    """Return through which share this guest reaches *card*."""
    shares = await context.shares.of(card.id)
    return next(share for share in shares if share.guest == context.owner)


async def _sharing(context: Context, card: Card) -> views.Sharing:
    shares = context.shares
    is_childs = is_child(card.person, context.today)
    return views.Sharing(card, await shares.of(card.id), await shares.waiting(card), is_childs)


async def invite(turn: Turn, card: Card) -> Outcome:
    """Make a link that works once."""
    sharing = await _sharing(turn.context, card)
    if card.seen_by_guest or not sharing.may_invite:
        is_adults = not card.seen_by_guest and not sharing.is_child
        return Redirect(_to_sharing(card), notice=turn.t("share.hint.adult") if is_adults else "")
    if turn.config.chat.url is None:
        return onward.over_card("share.no_link", card, turn.t)
    token = await turn.shares.offer(card, turn.account)
    await turn.audit.note("share.offered", card.id)
    return views.link(card, f"{turn.config.chat.url}?start={PREFIX}{token}", turn.t)


async def open_link(turn: Turn, token: str) -> Screen:
    """Show who invites to whose card, to the one who opens the link first; not to who has the card."""
    made = await turn.shares.made(token)
    card = await offered_card(turn, made)
    if made is None or card is None:
        return onward.over_cards("share.link_gone", turn.t)
    if made.owner == turn.owner:
        return views.own_link(card, made, turn.t)
    if await turn.cards.find_listed(card.id):
        return onward.over_card("share.already", card, turn.t)
    offer = await turn.shares.open(token, turn.account)
    if offer is None:
        return onward.over_cards("share.link_gone", turn.t)
    return trust.opened(card, offer, turn) if offer.is_trust else _opened(card, offer, turn)


def _opened(card: Card, offer: Offer, turn: Turn) -> Screen:
    if offer.stage is Stage.ACCEPTED:
        return onward.over_cards("share.accepted", turn.t)
    return views.invitation(card, offer, turn.t)


async def accept(turn: Turn, do: Do) -> Outcome:
    """Take the invitation; the owner has the last word."""
    offer = await turn.shares.accept(do.id, turn.account)
    card = await offered_card(turn, offer)
    if offer is None or card is None:
        return onward.over_cards("share.link_gone", turn.t)
    await turn.audit.note("share.accepted", card.id)
    await tell(turn, offer.owner, partial(views.guest_waits, card, offer), card)
    return onward.over_cards("share.accepted", turn.t)


async def confirm(turn: Turn, do: Do) -> Outcome:
    """Let the guest reach the card, or the consent hold of the person who is on it."""
    offer = await turn.shares.accepted(do.id)
    if offer and offer.is_trust:
        return await trust.confirm(turn, offer)
    share = await turn.shares.confirm(do.id)
    card = await turn.cards.find(share.card) if share else None
    if share is None or card is None:
        return onward.over_cards("share.link_gone", turn.t)
    if not is_child(card.person, turn.today):
        await turn.shares.end(share)
        return _to_sharing(card)
    await ClosedPersons(turn.transaction, share.guest).reopen(card.person)
    await turn.audit.note("share.confirmed", card.id)
    await tell(turn, share.guest, partial(views.shared, card, share), card)
    return Redirect(_to_sharing(card), notice=turn.t("share.confirmed"))


async def refuse_offer(turn: Turn, do: Do) -> Outcome:
    """End an invitation, by whichever side, and tell the other."""
    offer = await turn.shares.refuse(do.id)
    if offer is None:
        return onward.over_cards("share.link_gone", turn.t)
    await turn.audit.note("share.refused", offer.card)
    if offer.owner != turn.owner:
        await tell(turn, offer.owner, partial(views.declined, offer))
        return onward.over_cards("share.refused", turn.t)
    if offer.guest is not None:
        await tell(turn, offer.guest, onward.telling("share.not_confirmed"))
    card = await turn.cards.find(offer.card)
    return _to_sharing(card) if card else onward.over_cards("share.link_gone", turn.t)


async def end(turn: Turn, do: Do) -> Outcome:
    """Let a guest reach the owner's card no longer."""
    share = await turn.shares.find(do.id)
    card = await turn.cards.find(share.card) if share else None
    if share is None or card is None:
        return onward.over_cards("share.link_gone", turn.t)
    if share.is_trust:  # without the person's consent there is no card
        return _to_sharing(card)
    await end_share(turn.transaction, share, by=turn.owner)
    await tell(turn, share.guest, onward.telling("share.ended", card=named(card)), card)
    return Redirect(_to_sharing(card), notice=turn.t("share.ended.done"))


async def leave(turn: Turn, card: Card) -> Outcome:
    """Take the card out of the guest's card file; it stays with its owner."""
    share = await _share_of(turn.context, card)
    await end_share(turn.transaction, share, by=turn.owner)
    await tell(turn, card.owner, partial(views.left, card, share), card)
    return Redirect(CARDS, notice=turn.t("share.left.done"))


def _to_sharing(card: Card) -> Go:
    return Go(to=Place.SHARING, id=card.id)


SCREENS: Screens = {Place.SHARING: card_screen(shared_with)}
ACTIONS: Actions = {
    Action.INVITE: card_action(invite, under_consent=True),
    Action.ACCEPT_SHARE: once(accept, "already.done"),
    Action.CONFIRM_SHARE: once(confirm, "already.done"),
    Action.REFUSE_SHARE: once(refuse_offer, "already.done"),
    Action.END_SHARE: once(end, "already.done"),
}
