"""Full age: the grown-up child decides on the cards that the parents kept of him, and may think again."""

from collections.abc import Awaitable, Callable
from functools import partial

from handlers.cards.circle import circle_of, end_sharing, notify_circle, notify_others
from handlers.cards.present_consent import keep_consent, present
from handlers.cards.views import full_age as views
from handlers.ground import onward
from handlers.ground.calls import Answer
from handlers.ground.navigation import Action, Do
from handlers.ground.repositories import Repositories
from handlers.ground.tables import Act, Actions, Outcome
from handlers.ground.turn import Turn
from patient.card import Card
from patient.notice import NoticeKind
from storage.erasure import erase_card, take_permission_back, thaw_card
from storage.full_age import FullAge


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


def decision(act: Callable[[Turn, Card], Awaitable[Outcome]]) -> Act:
    """Return what is done to a frozen card by the person on it; who has decided is told so."""

    async def acted(turn: Turn, do: Do) -> Outcome:
        card = await turn.full_age.asked(do.id, turn.owner)
        return await act(turn, card) if card else onward.over_cards("full_age.decided", turn.t)

    return acted


async def read_consent(turn: Turn, card: Card) -> Outcome:
    """Show the text to which the person agrees by allowing it."""
    shown = await present(turn.context, card, None)
    return views.deciding(card, turn.owner).below(shown.text, turn.t)


async def allow(turn: Turn, card: Card) -> Outcome:
    """Thaw the card under the person's own consent, and tell who may look at it again.

    Of his own card it does not ask for others, so nobody else sees that any more.
    """
    await thaw_card(turn.transaction, card, turn.owner)
    await keep_consent(turn, card)
    if card.owner == turn.owner:
        await end_sharing(turn, card)
    view = partial(views.allowed, card)
    await notify_circle(turn.transaction, turn.config.zone, card, NoticeKind.FAMILY, view, but=turn.owner)
    return [*turn.show(views.thawed(card, turn.owner, turn.t)), *await questions(turn)]


async def deny(turn: Turn, card: Card) -> Outcome:
    """Erase the card where the parents keep it, and tell them so without saying whose it was."""
    circle = await circle_of(turn.transaction, card)
    await turn.audit.note("card.denied", card.id)
    await erase_card(turn.transaction, card.id, card.owner)
    await notify_others(turn, circle, onward.telling("full_age.removed"))
    return [*turn.show(onward.over_cards("full_age.denied", turn.t)), *await questions(turn)]


async def allowed_card(of: Repositories, name: str) -> Card | None:
    """Return another person's card at which he may look because this person allowed it."""
    cards = await FullAge(of.transaction).allowed_by(of.owner)
    return next((card for card in cards if card.id == name), None)


async def close(turn: Turn, card: Card) -> Outcome:
    """Take the permission back: the card is frozen again, and who looked at it is told."""
    circle = await circle_of(turn.transaction, card)
    await take_permission_back(turn.transaction, card, turn.owner)
    await notify_others(turn, circle, onward.telling("full_age.closed"))
    return views.permission_ended(turn.t)


ACTIONS: Actions = {
    Action.READ_PERMISSION: decision(read_consent),
    Action.ALLOW: decision(allow),
    Action.DENY: decision(deny),
}
