"""An adult's card that another keeps: asked for by a link, given from the person's own account, and the end.

The invitation is that of a shared card (`handlers.cards.sharing`), turned around: its guest is the person on
the card, who accepts it by his own consent. Until the keeper has confirmed the account, nothing has changed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from handlers.cards.circle import tell
from handlers.cards.document import Document, agreed, document
from handlers.cards.own import card_action
from handlers.cards.views import sharing as sharing_views
from handlers.cards.views import trust as views
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.once import once
from handlers.ground.screen import Screen
from handlers.ground.tables import Act, Actions, Outcome, Redirect
from handlers.ground.turn import Turn
from patient.card import Card, CardDraft, OwnerId
from patient.full_age import is_child
from patient.share import Offer, Stage
from storage.cards import Cards
from storage.consents import Consents, newest_consent
from storage.erasure import end_trust

CARDS = Go(to=Place.CARDS)


async def standing(context: Context, card: Card) -> Screen:
    """Show the keeper how it stands with the consent of the person on the card."""
    consent = await newest_consent(context.transaction, card.id)
    shares = context.shares
    share, waiting = await shares.trusting(card.id), await shares.waiting(card)
    return views.standing(views.Trust(card, consent, share, waiting), context.zone, context.t)


async def ask(turn: Turn, card: Card) -> Outcome:
    """Make a link for the person on the card, which works once."""
    is_over = is_child(card.person, turn.today) or await is_given(turn.context, card)
    if card.seen_by_guest or is_over:
        return to_trust(card)
    if turn.config.chat.url is None:
        return onward.over_card("share.no_link", card, turn.t)
    token = await turn.shares.offer(card, turn.account, is_trust=True)
    await turn.audit.note("trust.asked", card.id)
    return views.link(card, f"{turn.config.chat.url}?start={sharing_views.PREFIX}{token}", turn.t)


async def is_given(context: Context, card: Card) -> bool:
    """Tell whether the person on the card has consented to its being kept."""
    consent = await newest_consent(context.transaction, card.id)
    return consent is not None and consent.subject == "adult"


async def is_persons(context: Context, card: Card) -> bool:
    """Tell whether who looks is the person on the card, who lets another keep it."""
    share = await context.shares.trusting(card.id)
    return share is not None and share.guest == context.owner


async def offered_card(turn: Turn, offer: Offer | None) -> Card | None:
    """Return the card to which *offer* invites, if it is still what it was: a child's, or an adult's."""
    card = await Cards(turn.transaction, offer.owner).find(offer.card) if offer else None
    return card if card and offer and is_child(card.person, turn.today) != offer.is_trust else None


def opened(card: Card, offer: Offer, turn: Turn) -> Screen:
    """Ask the one who opened the link first whether the card is his, and what he says to it."""
    if offer.stage is Stage.ACCEPTED:
        return views.agreed(offer, turn.t)
    return views.invitation(card, offer, turn.t)


def _invited(act: Callable[[Turn, Offer, Card], Awaitable[Outcome]]) -> Act:
    """Return what is done by the one who opened the link, while he has not answered."""

    async def acted(turn: Turn, do: Do) -> Outcome:
        offer = await turn.shares.opened(do.id)
        card = await offered_card(turn, offer)
        if offer is None or card is None or not offer.is_trust:
            return onward.over_cards("share.link_gone", turn.t)
        return await act(turn, offer, card)

    return acted


async def read(turn: Turn, offer: Offer, card: Card) -> Outcome:
    """Show the whole consent."""
    return views.trusting(offer).below(_asked_for(turn, offer, card).text, turn.t)


async def agree(turn: Turn, offer: Offer, card: Card) -> Outcome:
    """Take the person's consent; the keeper has the last word on whose account this is."""
    given = agreed(turn, _asked_for(turn, offer, card))
    accepted = await turn.shares.accept(offer.id, turn.account, given)
    if accepted is None:
        return onward.over_cards("share.link_gone", turn.t)
    await turn.audit.note("trust.agreed", card.id)
    await tell(turn, offer.owner, partial(views.person_waits, card, accepted), card)
    return views.agreed(accepted, turn.t)


def _asked_for(turn: Turn, offer: Offer, card: Card) -> Document:
    """Fill the consent in: the name stays masked until the keeper knows who reads it."""
    keeper = sharing_views.account_words(offer.host, turn.t)
    return document(turn.context, card.person, keeper=keeper, called=card.person.name.masked)


async def confirm(turn: Turn, offer: Offer) -> Outcome:
    """Let the consent hold from now on, and the person have the card too."""
    card = await offered_card(turn, offer)
    share = await turn.shares.confirm(offer.id) if card else None
    if card is None or share is None or offer.consent is None:
        return onward.over_cards("share.link_gone", turn.t)
    await turn.shares.withdraw_offers(card.id)
    await turn.closed_persons.reopen(card.person)
    await turn.consents.withdraw_all(card.id)  # the keeper's own
    await Consents(turn.transaction, share.guest).add(card.id, offer.consent, "adult")
    await turn.audit.note("trust.confirmed", card.id)
    card = await _prove(turn, card, share.guest)
    await tell(turn, share.guest, partial(views.begun, card, share), card)
    return Redirect(to_trust(card), notice=views.confirmed(card, turn.t))


async def _prove(turn: Turn, card: Card, person: OwnerId) -> Card:
    """Confirm the card by what Gosuslugi told the person's own account of him, if it did."""
    told = await _told_of_himself(turn, card, person)
    return await prove(turn, card, told) if told and not card.is_confirmed else card


async def _told_of_himself(turn: Turn, card: Card, person: OwnerId) -> CardDraft | None:
    for own in await Cards(turn.transaction, person).owned():
        consent = await newest_consent(turn.transaction, own.id)
        is_own = consent is not None and consent.subject == "self" and consent.owner == person
        if is_own and own.is_confirmed and own.told and own.told.proves(card.person):
            return own.told
    return None


async def prove(turn: Turn, card: Card, told: CardDraft) -> Card:
    """Note with a card that is kept in trust what Gosuslugi told of its person."""
    proven = replace(card, told=told)
    await Cards(turn.transaction, card.owner).change(proven)
    await turn.visits.look_anew(proven)
    await turn.audit.note("card.confirmed", card.id)
    return proven


async def prove_trusted(turn: Turn, me: CardDraft) -> None:
    """Confirm the cards that others keep of who has signed in as himself, and tell them."""
    for share in await turn.shares.trusted():
        card = await turn.cards.find(share.card)
        if card and not card.is_confirmed and me.proves(card.person):
            await tell(turn, card.owner, partial(views.proven, await prove(turn, card, me)), card)


async def end(turn: Turn, card: Card) -> Outcome:
    """Take the person's consent back: the card goes where it was kept, and who kept it is told.

    Through which account it was given is known where the person has the card; not where he signed in.
    """
    share = await turn.shares.trusting(card.id)
    await end_trust(turn.transaction, card, by=turn.owner)
    view = partial(views.ended, share) if share else onward.telling("trust.ended.by_person")
    await tell(turn, card.owner, view)
    return Redirect(CARDS, notice=turn.t("trust.ended.done"))


def to_trust(card: Card) -> Go:
    """Return where it is told how it stands."""
    return Go(to=Place.SHARING, id=card.id)


ACTIONS: Actions = {
    Action.ASK_TRUST: card_action(ask, under_consent=True),
    Action.READ_TRUST: _invited(read),
    Action.AGREE_TRUST: once(_invited(agree), "already.done"),
}
