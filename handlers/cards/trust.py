"""An adult's card that another keeps: asked for by a link, given from the person's own account, and the end.

The invitation is that of a shared card, turned around: its guest is the person on the card, who accepts it by
his own consent. Until the keeper has confirmed the account (`handlers.cards.sharing`), nothing has changed.
"""

from functools import partial

from handlers.cards import invitation
from handlers.cards.circle import tell
from handlers.cards.document import Document, agreed, document
from handlers.cards.imported import prove
from handlers.cards.invitation import GONE, to_sharing
from handlers.cards.own import card_action, found_action
from handlers.cards.views import sharing as sharing_views
from handlers.cards.views import trust as views
from handlers.cards.views.card_file import told_of
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.navigation import Action
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Outcome, Redirect, once
from handlers.ground.turn import Turn
from patient.card import Card, CardDraft, OwnerId
from patient.consent import Consent, GivenConsent
from patient.share import Offer, Share
from storage.cards import Cards
from storage.consents import Consents, newest_consent
from storage.erasure import end_trust


async def standing(context: Context, card: Card) -> Screen:
    """Show the keeper how it stands with the consent of the person on the card."""
    consent = await given(context, card)
    if consent is None:
        return views.asked_for(card, await context.shares.waiting(card), context.t)
    share = await context.shares.trusting(card.id)
    return views.given(card, consent, share, context.zone, context.t)


async def given(context: Context, card: Card) -> Consent | None:
    """Return the consent of the person on the card to its being kept, if he gave it."""
    consent = await newest_consent(context.transaction, card.id)
    return consent if consent and consent.subject == "adult" else None


async def is_persons(context: Context, card: Card) -> bool:
    """Tell whether who looks is the person on the card, who lets another keep it."""
    share = await context.shares.trusting(card.id)
    return share is not None and share.guest == context.owner


async def ask(turn: Turn, card: Card) -> Outcome:
    """Make a link for the person on the card."""
    is_over = card.person.is_child(turn.today) or await given(turn, card)
    if card.seen_by_guest or is_over:
        return to_sharing(card)
    return await invitation.invite(turn, card, is_trust=True)


async def _asked(turn: Turn, name: str) -> tuple[Offer, Card] | None:
    """Return what the one is asked who opened the link, while he has not answered."""
    found = await invitation.opened(turn, name)
    return found if found and found[0].is_trust else None


async def read(turn: Turn, offer: Offer, card: Card) -> Outcome:
    """Show the whole consent."""
    return views.trusting(offer).below(_asked_for(turn, offer, card).text, turn.t)


async def agree(turn: Turn, offer: Offer, card: Card) -> Outcome:
    """Take the person's consent; the keeper has the last word on whose account this is."""
    given = agreed(turn, _asked_for(turn, offer, card))
    accepted = await turn.shares.accept(offer.id, turn.account, given)
    if accepted is None:
        return onward.over_cards(GONE, turn.t)
    await turn.audit.note("trust.agreed", card.id)
    await tell(turn, offer.owner, partial(sharing_views.waits, card, accepted), card)
    return views.agreed(accepted, turn.t)


def _asked_for(turn: Turn, offer: Offer, card: Card) -> Document:
    """Fill the consent in: the name stays masked until the keeper knows who reads it."""
    keeper = sharing_views.account_words(offer.host, turn.t)
    return document(turn, card.person, keeper=keeper, called=card.person.name.masked)


async def hold(turn: Turn, card: Card, share: Share, consent: GivenConsent) -> Card:
    """Let the person's consent hold from now on, in place of the keeper's own.

    The card is confirmed by what Gosuslugi told the person's own account of him, if it did.
    """
    await turn.shares.withdraw_offers(card.id)
    await turn.closed_persons.reopen(card.person)
    await turn.consents.withdraw_all(card.id)
    await Consents(turn.transaction, share.guest).add(card.id, consent, "adult")
    await turn.audit.note("trust.confirmed", card.id)
    told = await _told_of_himself(turn, card, share.guest)
    return await prove(turn, card, told) if told and not card.is_confirmed else card


async def _told_of_himself(turn: Turn, card: Card, person: OwnerId) -> CardDraft | None:
    told = [own.told for own in await own_cards(turn, person) if own.told]
    return next((each for each in told if each.proves(card.person)), None)


async def own_cards(turn: Turn, person: OwnerId) -> list[Card]:
    """Return the confirmed cards about whoever consented for himself in this person's account.

    Who came of age and lets a parent go on consented in another account.
    """
    found = []
    for card in await Cards(turn.transaction, person).owned():
        consent = await newest_consent(turn.transaction, card.id)
        if card.is_confirmed and consent and consent.subject == "self" and consent.owner == person:
            found.append(card)
    return found


async def prove_trusted(turn: Turn, me: CardDraft) -> None:
    """Confirm the cards that others keep of who has signed in as himself, and tell them."""
    for share in await turn.shares.trusted():
        card = await turn.cards.find(share.card)
        if card and not card.is_confirmed and me.proves(card.person):
            await tell(turn, card.owner, partial(told_of, "trust.proven", await prove(turn, card, me)), card)


async def end(turn: Turn, card: Card) -> Outcome:
    """Take the person's consent back: the card goes where it was kept, and who kept it is told.

    Through which account it was given is known where the person has the card; not where he signed in.
    """
    share = await turn.shares.trusting(card.id)
    await end_trust(turn.transaction, card, by=turn.owner)
    ended = partial(sharing_views.no_more, "trust.ended", share.invited) if share else None
    await tell(turn, card.owner, ended or onward.telling("trust.ended.by_person"))
    return Redirect(onward.CARDS, notice=turn.t("trust.ended.done"))


ACTIONS: Actions = {
    Action.ASK_TRUST: card_action(ask, under_consent=True),
    Action.READ_TRUST: found_action(_asked, read, GONE),
    Action.AGREE_TRUST: once(found_action(_asked, agree, GONE), "already.done"),
}
