"""Full age: the grown-up child decides on the cards that the parents kept of him, and may think again."""

from functools import partial

from handlers.cards.circle import end_sharing, tell_all, tell_others
from handlers.cards.own import found_action
from handlers.cards.present_consent import keep_consent, present
from handlers.cards.views import full_age as views
from handlers.cards.views.card_file import told_of
from handlers.ground import onward
from handlers.ground.calls import Answer
from handlers.ground.context import Context
from handlers.ground.navigation import Action
from handlers.ground.tables import Actions, Outcome
from handlers.ground.turn import Turn
from patient.card import Card
from storage.erasure import erase_card, take_permission_back, thaw_card
from storage.shares import circle_of

DECIDED = "full_age.decided"


async def questions(turn: Turn) -> Answer:
    """Ask who has signed in and has a card about each frozen card of his; once each a sign-in."""
    attempt = await turn.sign_ins.redeemed(turn.owner)
    if attempt is None:
        return []
    me = attempt.people.me
    if await turn.cards.same_draft(me) is None:
        return []
    full_age = turn.full_age
    return [
        turn.say(views.question(card, turn.owner, turn.t))
        for card in await full_age.frozen_about(me)
        if await full_age.begin_asking(card, turn.owner)
    ]


async def _undecided(turn: Turn, name: str) -> tuple[Card] | None:
    """Return the frozen card on which the person decides who is on it."""
    card = await turn.full_age.asked(name, turn.owner)
    return (card,) if card else None


async def read_consent(turn: Turn, card: Card) -> Outcome:
    """Show the text to which the person agrees by allowing it."""
    shown = await present(turn, card, None)
    return views.deciding(card, turn.owner).below(shown.text, turn.t)


async def allow(turn: Turn, card: Card) -> Outcome:
    """Thaw the card under the person's own consent, and tell who may look at it again.

    Of his own card it does not ask for others, so nobody else sees that any more.
    """
    await thaw_card(turn.transaction, card, turn.owner)
    await keep_consent(turn, card)
    key = "full_age.thawed"
    if card.owner == turn.owner:
        await end_sharing(turn, card)
        key = "full_age.thawed.own"
    await tell_others(turn, card, partial(told_of, "full_age.allowed", card))
    return [*turn.show(views.over_consents(key, turn.t)), *await questions(turn)]


async def deny(turn: Turn, card: Card) -> Outcome:
    """Erase the card where the parents keep it, and tell them so without saying whose it was."""
    circle = await circle_of(turn.transaction, card.id, card.owner)
    await turn.audit.note("card.denied", card.id)
    await erase_card(turn.transaction, card.id, card.owner)
    await tell_all(turn, [(who, onward.telling("full_age.removed")) for who in circle])
    return [*turn.show(onward.over_cards("full_age.denied", turn.t)), *await questions(turn)]


async def allowed_card(context: Context, name: str) -> Card | None:
    """Return another person's card at which he may look because this person allowed it."""
    cards = await context.full_age.allowed_by(context.owner)
    return next((card for card in cards if card.id == name), None)


async def close(turn: Turn, card: Card) -> Outcome:
    """Take the permission back: the card is frozen again, and who looked at it is told."""
    circle = await circle_of(turn.transaction, card.id, card.owner)
    await take_permission_back(turn.transaction, card, turn.owner)
    await tell_all(turn, [(who, onward.telling("full_age.closed")) for who in circle])
    return views.over_consents("full_age.permission_ended", turn.t)


ACTIONS: Actions = {
    Action.READ_PERMISSION: found_action(_undecided, read_consent, DECIDED),
    Action.ALLOW: found_action(_undecided, allow, DECIDED),
    Action.DENY: found_action(_undecided, deny, DECIDED),
}
