"""Full age: the grown-up child decides on the cards that the parents kept of him, and may think again."""

from functools import partial

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from handlers.cards.circle import circle_of, end_sharing, notify_circle, notify_others
from handlers.cards.consenting import keep_consent
from handlers.cards.views import consent as consent_views
from handlers.cards.views import full_age as views
from handlers.ground.navigation import Action, Do, Go, Place, To, Wants
from handlers.ground.turn import Answer, Turn
from patient.card import Card
from patient.notice import NoticeKind
from storage.audit import Audit
from storage.erasure import erase_card, take_permission_back, thaw_card
from storage.full_age import FullAge
from storage.sign_ins import SignIns


class FrozenCard(Filter):
    """Gives the handler the frozen ``card`` on which this person may decide."""

    async def __call__(self, _: CallbackQuery, turn: Turn, do: Do) -> bool | dict[str, Card]:
        """Look for what a sign-in proved."""
        card = await FullAge(turn.transaction).asked(do.id, turn.owner)
        return {"card": card} if card else False


class AllowedCard(Filter):
    """Gives the handler another person's ``card`` at which he may look because this person allowed it."""

    async def __call__(
        self, _: CallbackQuery, turn: Turn, go: Go | None = None, do: Do | None = None
    ) -> bool | dict[str, Card]:
        """Look through the few that there are."""
        named = go or do
        cards = await FullAge(turn.transaction).allowed_by(turn.owner)
        return next(({"card": card} for card in cards if named and card.id == named.id), False)


async def questions(turn: Turn) -> Answer:
    """Ask who has signed in and has a card about each frozen card of his; once each a sign-in."""
    attempt = await SignIns(turn.transaction).redeemed(turn.owner)
    if attempt is None:
        return []
    me = attempt.people.me
    if await turn.cards.same_draft(me) is None:
        return []
    full_age = FullAge(turn.transaction)
    return [
        turn.say(views.question(card, turn.owner, turn.t))
        for card in await full_age.frozen_about(me)
        if await full_age.begin_asking(card, turn.owner)
    ]


async def read_consent(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Show the text to which the person agrees by allowing it."""
    text = consent_views.document(card.person, turn.config, turn.t, turn.today).text
    return turn.show(views.whole(card, text, turn.owner, turn.t))


async def allow(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
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


async def deny(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Erase the card where the parents keep it, and tell them so without saying whose it was."""
    circle = await circle_of(turn.transaction, card)
    await Audit(turn.transaction).note(turn.owner, "card.denied", card.id)
    await erase_card(turn.transaction, card.id, card.owner)
    await notify_others(turn, circle, views.removed)
    return [*turn.show(views.denied(turn.t)), *await questions(turn)]


async def say_decided(_: CallbackQuery, turn: Turn) -> Answer:
    """Say that there is nothing to decide any more."""
    return turn.show(views.decided(turn.t))


async def show_permission(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Show the permission that the person gave."""
    return turn.show(views.permission(card, turn.t))


async def close(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Take the permission back: the card is frozen again, and who looked at it is told."""
    circle = await circle_of(turn.transaction, card)
    await take_permission_back(turn.transaction, card, turn.owner)
    await notify_others(turn, circle, views.closed)
    return turn.show(views.permission_ended(turn.t))


def build_router() -> Router:
    """Route to the decisions; it comes before the consents, among which a permission is listed."""
    router = Router(name="full age")
    taps = router.callback_query
    for wish, story in (
        (Wants(Action.READ_PERMISSION), read_consent),
        (Wants(Action.ALLOW), allow),
        (Wants(Action.DENY), deny),
    ):
        taps.register(story, wish, FrozenCard())
        taps.register(say_decided, wish)
    taps.register(show_permission, To(Place.CONSENT), AllowedCard())
    taps.register(close, Wants(Action.WITHDRAW), AllowedCard())
    return router
