"""The screens of full age: a frozen card, the grown-up child's decision, and what the parents are told."""

from handlers.cards.views.card_file import named
from handlers.cards.views.consent import here
from handlers.cards.views.decision import Decision
from handlers.ground import onward
from handlers.ground.navigation import Action, Do, Place
from handlers.ground.screen import Button, Screen
from locales.texts import Texts
from patient.card import Card, OwnerId


def frozen(card: Card, t: Texts) -> Screen:
    """Explain why the card shows nothing, and what to do."""
    key = "button.leave_card" if card.seen_by_guest else "button.remove"
    remove = Button(t.plain(key), Do(what=Action.ASK_REMOVAL, id=card.id))
    ways = () if card.seen_by_guest else (here(card, t),)
    return Screen(t("frozen", card=named(card)), (*ways, (remove,), onward.cards(t)))


def question(card: Card, asked: OwnerId, t: Texts) -> Screen:
    """Ask the person of the card whether the parents may see it."""
    key = "full_age.ask.own" if card.owner == asked else "full_age.ask"
    return deciding(card, asked).asked(t(key, card=named(card)), t)


def deciding(card: Card, asked: OwnerId) -> Decision:
    """Return that decision; of his own card it does not ask for others."""
    actions = (Action.READ_PERMISSION, Action.ALLOW, Action.DENY)
    if card.owner == asked:
        return Decision.on(card.id, *actions, no="button.remove")
    return Decision.on(card.id, *actions, yes="button.allow", no="button.deny")


def over_consents(key: str, t: Texts) -> Screen:
    """Confirm that the permission is given, or taken back, where that can be changed."""
    return Screen(t(key), (onward.to(Place.CONSENTS, t), onward.cards(t)))


def closed_person(t: Texts) -> Screen:
    """Say that this person's card was closed, and that Gosuslugi opens the way again."""
    return Screen(t("card.closed_person"), (onward.sign_ins(t), onward.cards(t)))
