"""The screens of full age: a frozen card, the grown-up child's decision, and what the parents are told."""

from handlers.cards.views.card_file import named
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Screen
from locales.texts import Texts
from patient.card import Card, OwnerId


def frozen(card: Card, t: Texts) -> Screen:
    """Explain why the card shows nothing, and what to do."""
    key = "button.leave_card" if card.seen_by_guest else "button.remove"
    remove = Button(t.plain(key), Do(what=Action.ASK_REMOVAL, id=card.id))
    here = Button(t.plain("button.trust_here"), Go(to=Place.TRUST, id=card.id))
    ways = () if card.seen_by_guest else ((here,),)
    return Screen(t("frozen", card=named(card)), (*ways, (remove,), _cards(t)))


def frozen_now(card: Card, t: Texts) -> Screen:
    """Tell that the child came of age today."""
    return Screen(t("frozen.now", card=named(card)), (_cards(t),))


def question(card: Card, asked: OwnerId, t: Texts) -> Screen:
    """Ask the person of the card whether the parents may see it."""
    key = "full_age.ask.own" if card.owner == asked else "full_age.ask"
    return Screen(t(key, card=named(card)), _decision(card, asked, t, reads=True))


def whole(card: Card, text: str, asked: OwnerId, t: Texts) -> Screen:
    """Show the whole text of the consent over the decision."""
    return Screen(text, _decision(card, asked, t, reads=False))


def _decision(card: Card, asked: OwnerId, t: Texts, *, reads: bool) -> tuple[tuple[Button, ...], ...]:
    is_own = card.owner == asked
    read = Button(t.plain("button.read"), Do(what=Action.READ_PERMISSION, id=card.id))
    allow = t.plain("button.agree" if is_own else "button.allow")
    deny = t.plain("button.remove" if is_own else "button.deny")
    return (
        *([(read,)] if reads else []),
        (Button(allow, Do(what=Action.ALLOW, id=card.id)),),
        (Button(deny, Do(what=Action.DENY, id=card.id)),),
    )


def thawed(card: Card, asked: OwnerId, t: Texts) -> Screen:
    """Confirm the person's yes, and say how to take it back."""
    key = "full_age.thawed.own" if card.owner == asked else "full_age.thawed"
    return Screen(t(key), (_consents(t), _cards(t)))


def allowed(card: Card, t: Texts) -> Screen:
    """Tell the parents that they may see the card again."""
    view = Button(t.plain("button.view_card"), Go(to=Place.CARD, id=card.id))
    return Screen(t("full_age.allowed", card=named(card)), ((view,),))


def denied(t: Texts) -> Screen:
    """Confirm the person's no."""
    return Screen(t("full_age.denied"), (_cards(t),))


def removed(t: Texts) -> Screen:
    """Tell the parents that a card is no more, without saying whose."""
    return Screen(t("full_age.removed"), (_cards(t),))


def decided(t: Texts) -> Screen:
    """Say that there is nothing to decide any more."""
    return Screen(t("full_age.decided"), (_cards(t),))


def permission(card: Card, t: Texts) -> Screen:
    """Show the permission, and how to take it back."""
    close = Button(t.plain("button.close_card"), Do(what=Action.WITHDRAW, id=card.id))
    back = Button(t.plain("button.back"), Go(to=Place.CONSENTS))
    return Screen(t("full_age.permission", card=named(card)), ((close,), (back,)))


def permission_ended(t: Texts) -> Screen:
    """Confirm that the permission is taken back."""
    return Screen(t("full_age.permission_ended"), (_consents(t), _cards(t)))


def closed(t: Texts) -> Screen:
    """Tell the parents that a card is closed to them again."""
    return Screen(t("full_age.closed"), (_cards(t),))


def _consents(t: Texts) -> tuple[Button, ...]:
    return (Button(t.plain("button.consents"), Go(to=Place.CONSENTS)),)


def _cards(t: Texts) -> tuple[Button, ...]:
    return (Button(t.plain("button.cards"), Go(to=Place.CARDS)),)


def closed_person(t: Texts) -> Screen:
    """Say that this person's card was closed, and that Gosuslugi opens the way again."""
    rows = (
        (
            Button(t.plain("button.about_me"), Go(to=Place.ABOUT_ME)),
            Button(t.plain("button.children"), Go(to=Place.CHILDREN)),
        ),
        (Button(t.plain("button.cards"), Go(to=Place.CARDS)),),
    )
    return Screen(t("card.closed_person"), rows)
