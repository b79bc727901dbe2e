"""The screens of an adult's card that another keeps: how its person consents, what both hear, the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin
from zoneinfo import ZoneInfo

from handlers.cards.document import Document
from handlers.cards.views.card_file import named
from handlers.cards.views.consent import trust_words
from handlers.cards.views.decision import Decision
from handlers.cards.views.sharing import account_words, confirmation
from handlers.ground import onward, times
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Html, Texts
from patient.card import Card
from patient.consent import Consent
from patient.share import Offer, Share


@dataclass(frozen=True, slots=True)
class Trust:
    """How it stands with the consent of the person on a card: given, or waiting for the keeper's yes."""

    card: Card
    consent: Consent | None
    share: Share | None
    waiting: Sequence[Offer]

    @property
    def is_given(self) -> bool:
        """Whether the person on the card has consented."""
        return self.consent is not None and self.consent.subject == "adult"


def standing(trust: Trust, zone: ZoneInfo, t: Texts) -> Screen:
    """Show the keeper how it stands, and the two ways in which the person can consent."""
    card = trust.card
    lines, rows = [t("trust.title", card=named(card))], list[Row]()
    if trust.is_given and trust.consent:
        date = times.day_of(trust.consent.given_at, zone, t)
        who = account_words(trust.share.invited, t) if trust.share else Html(t("trust.by_gosuslugi"))
        lines.append(t("trust.given", who=who, date=date))
    else:
        for offer in trust.waiting:
            lines.append(t("trust.waiting", account=account_words(offer.invited, t)))
            rows.append(confirmation(offer, t))
        lines.append(t("trust.hint"))
        rows += [(Button(t.plain("button.ask_trust"), Do(what=Action.ASK_TRUST, id=card.id)),), here(card, t)]
    return Screen("\n\n".join(lines), (*rows, onward.to_card(card, t)))


def here(card: Card, t: Texts) -> Row:
    """Return the way for the person to consent on this very phone."""
    return (Button(t.plain("button.trust_here"), Go(to=Place.TRUST, id=card.id)),)


def link(card: Card, url: str, t: Texts) -> Screen:
    """Show the link and how to pass it on; the message itself can't be forwarded."""
    send = urljoin(url, "share/url") + "?" + urlencode({"url": url, "text": t.plain("trust.link.words")})
    back = Button(t.plain("button.back"), Go(to=Place.SHARING, id=card.id))
    text = t("trust.link", card=named(card), link=url)
    return Screen(text, ((Button(t.plain("button.send_link"), url=send),), (back,)))


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
    refuse = Button(t.plain("button.refuse_share"), Do(what=Action.REFUSE_SHARE, id=offer.id))
    return Screen(t("trust.agreed"), ((refuse,), onward.cards(t)))


def person_waits(card: Card, offer: Offer, t: Texts) -> Screen:
    """Ask the keeper whether this Telegram account is that of the person on the card."""
    text = t("trust.person_waits", card=named(card), account=account_words(offer.invited, t))
    return Screen(text, (confirmation(offer, t),))


def confirmed(card: Card, t: Texts) -> str:
    """Tell the keeper what holds now."""
    return t("trust.confirmed.proven" if card.is_confirmed else "trust.confirmed.typed")


def begun(card: Card, share: Share, t: Texts) -> Screen:
    """Tell the person that the card is kept with his consent now, and where to end that."""
    return Screen(
        t("trust.begun", card=named(card), account=account_words(share.host, t)), (onward.view_card(card, t),)
    )


def seen_by_person(card: Card, share: Share, zone: ZoneInfo, t: Texts) -> Screen:
    """Show the person who keeps his card, what that one may do, and how to end it."""
    since = times.day_of(share.since, zone, t)
    text = t("trust.seen_by_person", card=named(card), account=account_words(share.host, t), date=since)
    end = Button(t.plain("button.end_trust"), Do(what=Action.ASK_REMOVAL, id=card.id))
    return Screen(text, ((end,), onward.to_card(card, t)))


def ask_end(card: Card, t: Texts) -> Screen:
    """Ask the person once more."""
    yes = Button(t.plain("button.end_trust_yes"), Do(what=Action.REMOVE_CARD, id=card.id))
    no = Button(t.plain("button.no_keep"), Go(to=Place.CARD, id=card.id))
    return Screen(t("trust.ask_end", card=named(card)), ((yes,), (no,)))


def ended(share: Share, t: Texts) -> Screen:
    """Tell who kept the card that its person consents no longer."""
    return Screen(t("trust.ended", account=account_words(share.invited, t)), (onward.cards(t),))


def proven(card: Card, t: Texts) -> Screen:
    """Tell the keeper that the person confirmed the card."""
    return Screen(t("trust.proven", card=named(card)), (onward.view_card(card, t),))


def request(card: Card, shown: Document, t: Texts) -> Screen:
    """Ask the person who has signed in on the keeper's phone."""
    return trusting_here(card).asked(trust_words(card.person, shown, t), t)


def trusting_here(card: Card) -> Decision:
    """Return the decision of who has signed in."""
    actions = (Action.READ_TRUST_HERE, Action.AGREE_TRUST_HERE, Action.REFUSE_TRUST_HERE)
    return Decision.on(card.id, *actions)


def another_signed_in(card: Card, t: Texts) -> Screen:
    """Say that it was not the person on the card who signed in, and that nothing has come of it."""
    return Screen(t("trust.another", card=named(card)), (here(card, t), onward.to_card(card, t)))


def given_here(card: Card, thanks: str, t: Texts) -> Screen:
    """Thank the person, over the card."""
    return Screen(thanks, (onward.view_card(card, t),))


def kept_elsewhere(card: Card, t: Texts) -> Screen:
    """Remind the person who has signed in of a card that is kept with his consent in another account."""
    rows = ((Button(t.plain("button.end_trust"), Go(to=Place.CONSENT, id=card.id)),), onward.cards(t))
    return Screen(t("trust.kept_elsewhere", card=named(card)), rows)


def permission(card: Card, t: Texts) -> Screen:
    """Show such a consent, and end it."""
    end = Button(t.plain("button.end_trust_yes"), Do(what=Action.WITHDRAW, id=card.id))
    back = Button(t.plain("button.back"), Go(to=Place.CONSENTS))
    return Screen(t("trust.ask_end", card=named(card)), ((end,), (back,)))
