"""The screens of an adult's card that another keeps: how its person consents, what both hear, the end."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers.cards.document import Document
from handlers.cards.views.card_file import named
from handlers.cards.views.consent import here, trust_words
from handlers.cards.views.decision import Decision
from handlers.cards.views.sharing import account_words, confirmation
from handlers.ground import onward, times
from handlers.ground.navigation import Action, Go, Place
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Html, Texts
from patient.card import Card
from patient.consent import Consent
from patient.share import Offer, Share


def given(card: Card, consent: Consent, share: Share | None, zone: ZoneInfo, t: Texts) -> Screen:
    """Show the keeper that the person on the card has consented: by his own account, or by signing in."""
    who = account_words(share.invited, t) if share else Html(t("trust.by_gosuslugi"))
    lines = (
        t("trust.title", card=named(card)),
        t("trust.given", who=who, date=times.day_of(consent.given_at, zone, t)),
    )
    return Screen("\n\n".join(lines), (onward.to_card(card, t),))


def asked_for(card: Card, waiting: Sequence[Offer], t: Texts) -> Screen:
    """Show the keeper who waits for his yes, and the two ways in which the person can consent."""
    told = [t("trust.waiting", account=account_words(offer.invited, t)) for offer in waiting]
    lines = (t("trust.title", card=named(card)), *told, t("trust.hint"))
    answers = [confirmation(offer, t) for offer in waiting]
    ways = (onward.to(Action.ASK_TRUST, t, card.id), here(card, t), onward.to_card(card, t))
    return Screen("\n\n".join(lines), (*answers, *ways))


def invitation(card: Card, offer: Offer, t: Texts) -> Screen:
    """Ask the one who opened the link: he sees who asks, and of the card what its person knows again."""
    text = t("trust.invitation", card=card.person.name.masked, account=account_words(offer.host, t))
    return trusting(offer).asked(text, t)


def trusting(offer: Offer) -> Decision:
    """Return the decision of who opened the link."""
    actions = (Action.READ_TRUST, Action.AGREE_TRUST, Action.REFUSE_SHARE)
    return Decision.on(offer.id, *actions, no="button.refuse_share")


def agreed(offer: Offer, t: Texts) -> Screen:
    """Thank, say what is still missing, and let the person think better of it."""
    return Screen(t("trust.agreed"), (onward.to(Action.REFUSE_SHARE, t, offer.id), onward.cards(t)))


def request(card: Card, shown: Document, t: Texts) -> Screen:
    """Ask the person who has signed in on the keeper's phone."""
    return trusting_here(card).asked(trust_words(card.person, shown, t), t)


def trusting_here(card: Card) -> Decision:
    """Return the decision of who has signed in."""
    actions = (Action.READ_TRUST_HERE, Action.AGREE_TRUST_HERE, Action.REFUSE_TRUST_HERE)
    return Decision.on(card.id, *actions)


def another_signed_in(card: Card, sign_out: Sequence[Row], t: Texts) -> Screen:
    """Say that it was not the person on the card who signed in, and that nothing has come of it."""
    rows = (*sign_out, here(card, t), onward.to_card(card, t))
    return Screen(t("trust.another", card=named(card)), rows)


def kept_elsewhere(card: Card, t: Texts) -> Screen:
    """Remind the person who has signed in of a card that is kept with his consent in another account."""
    rows = ((Button(t.plain("button.end_trust"), Go(to=Place.CONSENT, id=card.id)),), onward.cards(t))
    return Screen(t("trust.kept_elsewhere", card=named(card)), rows)
