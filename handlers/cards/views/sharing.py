"""The screens of sharing a card: with whom, the link, the invitation, and what the sides are told.

Of an adult's card stands here what differs by words alone, the rest in `trust`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin
from zoneinfo import ZoneInfo

from handlers.cards.views.card_file import named
from handlers.ground import onward, times
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Html, Texts
from patient.account import Account
from patient.card import Card
from patient.name import FullName
from patient.share import MOST_GUESTS, Offer, Share


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who reaches a card, and who has accepted and *waits* for the owner's yes."""

    card: Card
    shares: Sequence[Share]
    waiting: Sequence[Offer]
    is_child: bool

    @property
    def hint(self) -> str:
        """Whether one more may be invited: only to a child's card, and not too many."""
        if not self.is_child:
            return "adult"
        number = len(self.shares) + len(self.waiting)
        return "full" if number >= MOST_GUESTS else "some" if number else "nobody"

    @property
    def may_invite(self) -> bool:
        """What `hint` tells."""
        return self.hint in {"some", "nobody"}


def sharing(shown: Sharing, zone: ZoneInfo, t: Texts) -> Screen:
    """Show the owner who reaches the card and who waits for his yes."""
    lines = [t("share.title", card=named(shown.card))]
    rows: list[Row] = []
    for share in shown.shares:
        since = times.day_of(share.since, zone, t)
        lines.append(t("share.guest", account=account_words(share.invited, t), date=since))
        words = fitting(t.plain("button.end_share", name=share.invited.name))
        rows.append((Button(words, Do(what=Action.END_SHARE, id=share.id)),))
    for offer in shown.waiting:
        lines.append(t("share.waiting", account=account_words(offer.invited, t)))
        rows.append(confirmation(offer, t))
    lines.append(t(f"share.hint.{shown.hint}", number=MOST_GUESTS))
    if shown.may_invite:
        rows.append(onward.to(Action.INVITE, t, shown.card.id))
    return Screen("\n\n".join(lines), (*rows, onward.to_card(shown.card, t)))


def seen_by_guest(card: Card, share: Share, zone: ZoneInfo, t: Texts) -> Screen:
    """Show a guest through whom he has the card, or the person on it who keeps it; and how to end that."""
    key = "trust.seen_by_person" if share.is_trust else "share.seen_by_guest"
    since = times.day_of(share.since, zone, t)
    text = t(key, card=named(card), account=account_words(share.host, t), date=since)
    way = "button.end_trust" if share.is_trust else "button.leave_card"
    end = Button(t.plain(way), Do(what=Action.ASK_REMOVAL, id=card.id))
    return Screen(text, ((end,), onward.to_card(card, t)))


def link(card: Card, url: str, t: Texts, *, is_trust: bool) -> Screen:
    """Show the link and how to pass it on; the message itself can't be forwarded."""
    words = t.plain("trust.link.words" if is_trust else "share.link.words")
    send = urljoin(url, "share/url") + "?" + urlencode({"url": url, "text": words})
    back = Button(t.plain("button.back"), Go(to=Place.SHARING, id=card.id))
    text = t("trust.link" if is_trust else "share.link", card=named(card), link=url)
    copied = Button(t.plain("button.copy_link"), copied=url)
    return Screen(text, ((Button(t.plain("button.send_link"), url=send, is_main=True),), (copied,), (back,)))


def invitation(card: Card, offer: Offer, t: Texts) -> Screen:
    """Ask the one who opened the link whether he wants the card; he sees no more than whose it is."""
    name = card.person.name
    whose = FullName(name.surname, name.given_name).short
    year = card.person.birth_date.date.year
    rows = (onward.to(Action.ACCEPT_SHARE, t, offer.id), onward.to(Action.REFUSE_SHARE, t, offer.id))
    return Screen(t("share.invitation", card=f"{whose}, {year}", account=account_words(offer.host, t)), rows)


def waits(card: Card, offer: Offer, t: Texts) -> Screen:
    """Ask the owner whether this Telegram account is the one he meant, or that of the person on the card."""
    key = "trust.person_waits" if offer.is_trust else "share.guest_waits"
    text = t(key, card=named(card), account=account_words(offer.invited, t))
    return Screen(text, (confirmation(offer, t),))


def begun(card: Card, share: Share, t: Texts) -> Screen:
    """Tell the guest that he has the card now; the person on it that it is kept, and where to end that."""
    key = "trust.begun" if share.is_trust else "share.shared"
    text = t(key, card=named(card), account=account_words(share.host, t))
    return Screen(text, (onward.view_card(card, t),))


def confirmed(card: Card, share: Share, t: Texts) -> str:
    """Tell the owner what holds now."""
    if not share.is_trust:
        return t("share.confirmed")
    return t("trust.confirmed.proven" if card.is_confirmed else "trust.confirmed.typed")


def no_more(key: str, guest: Account | None, t: Texts) -> Screen:
    """Tell the owner what the *guest* does not want any more, or never did."""
    return Screen(t(key, account=account_words(guest, t)), (onward.cards(t),))


def left(card: Card, share: Share, t: Texts) -> Screen:
    """Tell the owner that a guest left."""
    return Screen(
        t("share.left", card=named(card), account=account_words(share.invited, t)), (onward.to_card(card, t),)
    )


def account_words(account: Account | None, t: Texts) -> Html:
    """Tell the name and the username apart: the name alone may be anybody's."""
    if account is None:
        return Html("…")
    if account.username:
        return Html(t("share.account", name=account.name, username=account.username))
    return Html(t("share.account.nameless", name=account.name))


def confirmation(offer: Offer, t: Texts) -> Row:
    """Return the keeper's two answers to who accepted."""
    return (
        Button(t.plain("button.confirm_share"), Do(what=Action.CONFIRM_SHARE, id=offer.id)),
        Button(t.plain("button.reject_share"), Do(what=Action.REFUSE_SHARE, id=offer.id)),
    )
