"""Sharing a child's card with the other parent: the invitation, both yeses, and the end of it."""

from functools import partial

from handlers.cards import invitation, trust
from handlers.cards.circle import tell
from handlers.cards.invitation import GONE, to_sharing
from handlers.cards.own import card_action, card_screen, found_action
from handlers.cards.views import sharing as views
from handlers.cards.views import trust as trust_views
from handlers.cards.views.card_file import named
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.navigation import Action, Do, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Outcome, Redirect, Rendered, Screens, once
from handlers.ground.turn import Turn
from patient.card import Card
from patient.share import Offer, Share, Stage
from storage.closed_persons import ClosedPersons
from storage.erasure import end_share


async def shared_with(context: Context, card: Card) -> Rendered:
    """Show with whom the card is shared."""
    if card.seen_by_guest:
        return views.seen_by_guest(card, await _share_of(context, card), context.zone, context.t)
    if await is_familys(context, card):
        return views.sharing(await _sharing(context, card), context.zone, context.t)
    return await trust.standing(context, card)


async def is_familys(context: Context, card: Card) -> bool:
    """Tell whether the card is one that parents share: a child's, or it was when they began."""
    shares = await context.shares.of(card.id)
    return card.person.is_child(context.today) or any(not share.is_trust for share in shares)


async def _share_of(context: Context, card: Card) -> Share:
    """Return through which share this guest reaches *card*."""
    shares = await context.shares.of(card.id)
    return next(share for share in shares if share.guest == context.owner)


async def _sharing(context: Context, card: Card) -> views.Sharing:
    shares = context.shares
    is_childs = card.person.is_child(context.today)
    return views.Sharing(card, await shares.of(card.id), await shares.waiting(card), is_childs)


async def invite(turn: Turn, card: Card) -> Outcome:
    """Make a link for the other parent."""
    sharing = await _sharing(turn, card)
    if not card.seen_by_guest and sharing.may_invite:
        return await invitation.invite(turn, card)
    is_adults = not card.seen_by_guest and not sharing.is_child
    return Redirect(to_sharing(card), notice=turn.t("share.hint.adult") if is_adults else "")


async def open_link(turn: Turn, token: str) -> Screen:
    """Show who invites to whose card, to the one who opens the link first; not to who has the card."""
    found = await invitation.offered(turn, await turn.shares.made(token))
    if found is None:
        return onward.over_cards(GONE, turn.t)
    made, card = found
    if made.owner == turn.owner:
        key = "trust.own_link" if made.is_trust else "share.own_link"
        return onward.over_card(key, card, turn.t)  # to send it on; it is not spent
    if await turn.cards.find_listed(card.id):
        return onward.over_card("share.already", card, turn.t)
    offer = await turn.shares.open(token, turn.account)
    if offer is None:
        return onward.over_cards(GONE, turn.t)
    if offer.stage is Stage.ACCEPTED:
        return trust_views.agreed(offer, turn.t) if offer.is_trust else _accepted(turn)
    ask = trust_views.invitation if offer.is_trust else views.invitation
    return ask(card, offer, turn.t)


async def accept(turn: Turn, offer: Offer, card: Card) -> Outcome:
    """Take the invitation; the owner has the last word."""
    accepted = await turn.shares.accept(offer.id, turn.account)
    if accepted is None:
        return onward.over_cards(GONE, turn.t)
    await turn.audit.note("share.accepted", card.id)
    await tell(turn, offer.owner, partial(views.waits, card, accepted), card)
    return _accepted(turn)


def _accepted(turn: Turn) -> Screen:
    return onward.over_cards("share.accepted", turn.t)


async def confirm(turn: Turn, offer: Offer, card: Card) -> Outcome:
    """Let the guest reach the card, or the consent hold of the person who is on it."""
    share = await turn.shares.confirm(offer.id)
    if share is None:
        return onward.over_cards(GONE, turn.t)
    if offer.consent:
        card = await trust.hold(turn, card, share, offer.consent)
    else:
        await ClosedPersons(turn.transaction, share.guest).reopen(card.person)
        await turn.audit.note("share.confirmed", card.id)
    await tell(turn, share.guest, partial(views.begun, card, share), card)
    return Redirect(to_sharing(card), notice=views.confirmed(card, share, turn.t))


async def refuse_offer(turn: Turn, do: Do) -> Outcome:
    """End an invitation, by whichever side, and tell the other."""
    offer = await turn.shares.refuse(do.id)
    if offer is None:
        return onward.over_cards(GONE, turn.t)
    await turn.audit.note("share.refused", offer.card)
    if offer.owner != turn.owner:
        await tell(turn, offer.owner, partial(views.no_more, "share.declined", offer.invited))
        return onward.over_cards("share.refused", turn.t)
    if offer.guest is not None:
        await tell(turn, offer.guest, onward.telling("share.not_confirmed"))
    card = await turn.cards.find(offer.card)
    return to_sharing(card) if card else onward.over_cards(GONE, turn.t)


async def end(turn: Turn, do: Do) -> Outcome:
    """Let a guest reach the owner's card no longer."""
    share = await turn.shares.find(do.id)
    card = await turn.cards.find(share.card) if share else None
    if share is None or card is None:
        return onward.over_cards(GONE, turn.t)
    if share.is_trust:  # without the person's consent there is no card
        return to_sharing(card)
    await end_share(turn.transaction, share, by=turn.owner)
    await tell(turn, share.guest, onward.telling("share.ended", card=named(card)), card)
    return Redirect(to_sharing(card), notice=turn.t("share.ended.done"))


async def leave(turn: Turn, card: Card) -> Outcome:
    """Take the card out of the guest's card file; it stays with its owner."""
    share = await _share_of(turn, card)
    await end_share(turn.transaction, share, by=turn.owner)
    await tell(turn, card.owner, partial(views.left, card, share), card)
    return Redirect(onward.CARDS, notice=turn.t("share.left.done"))


SCREENS: Screens = {Place.SHARING: card_screen(shared_with)}
ACTIONS: Actions = {
    Action.INVITE: card_action(invite, under_consent=True),
    Action.ACCEPT_SHARE: once(found_action(invitation.opened, accept, GONE), "already.done"),
    Action.CONFIRM_SHARE: once(found_action(invitation.accepted, confirm, GONE), "already.done"),
    Action.REFUSE_SHARE: once(refuse_offer, "already.done"),
    Action.END_SHARE: once(end, "already.done"),
}
