"""The person's own affairs: language, settings, consents, and the deletion of everything."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.cards import booked, circle
from handlers.cards.card import OwnCard, refuse
from handlers.cards.views import consent as consent_views
from handlers.filters import Typed
from handlers.ground import menu
from handlers.ground.navigation import Action, Place, To, Wants
from handlers.ground.turn import Answer, Turn
from handlers.home import views
from patient.card import Card
from patient.consent import Consent
from storage.consents import Consents
from storage.full_age import FullAge

Said = Message | CallbackQuery


async def show_consents(_: Said, turn: Turn) -> Answer:
    """List the consents in force."""
    consents = await Consents(turn.transaction).in_force(turn.owner)
    cards = await turn.cards.owned()
    cards += await FullAge(turn.transaction).allowed_by(turn.owner)
    return turn.show(consent_views.listing(consents, cards, turn.config.zone, turn.t))


async def show_consent(query: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Show the consent under which a card is kept."""
    consent = await _given(turn, card)
    if consent is None:
        return await show_consents(query, turn)
    return turn.show(consent_views.record(consent, card, turn.config.zone, turn.t))


async def show_wording(query: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Show the words to which the person agreed."""
    consent = await _given(turn, card)
    if consent is None:
        return await show_consents(query, turn)
    present = consent_views.document(card.person, turn.config, turn.t, turn.today)
    words: str | None = present.text  # with the name in it, which the words that are kept are without
    if present.stamp.sha256 != consent.text.sha256:
        words = await Consents(turn.transaction).wording(consent.text)
    contact = menu.operator_values(turn.t, turn.config)["contact"]
    return turn.show(consent_views.wording(consent, card, words, contact, turn.t))


async def _given(turn: Turn, card: Card) -> Consent | None:
    consents = await Consents(turn.transaction).in_force(turn.owner)
    return next((consent for consent in reversed(consents) if consent.card == card.id), None)


async def ask_withdrawal(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Ask once more: the card goes with the consent."""
    asked = await booked.question(turn, Action.WITHDRAW, [card], card.id)
    return asked or turn.show(consent_views.ask_withdrawal(card, turn.t))


async def withdraw(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Withdraw the consent, unless a visit was booked since the question: then that is asked first."""
    return await booked.question(turn, Action.WITHDRAW, [card], card.id) or await end_consent(turn, card)


async def end_consent(turn: Turn, card: Card) -> Answer:
    """Withdraw the consent and delete the card's data at once."""
    await circle.erase(turn, card)
    return turn.show(await menu.render(turn.context, greeting="consents.withdrawn"))


async def ask_erasure(_: Message, turn: Turn) -> Answer:
    """Ask once more before everything of this person goes."""
    cards = await turn.cards.listed()
    owned = [card for card in cards if not card.seen_by_guest]
    asked = await booked.question(turn, Action.ERASE_ME, owned)
    return asked or turn.show(views.ask_erasure(turn.t, len(owned), len(cards) - len(owned)))


async def erase_me(_: CallbackQuery, turn: Turn) -> Answer:
    """Delete everything, unless a visit was booked since the question: then that is asked first."""
    cards = await turn.cards.owned()
    return await booked.question(turn, Action.ERASE_ME, cards) or await end_everything(turn)


async def end_everything(turn: Turn) -> Answer:
    """Delete everything of this person and say what that was."""
    removed = await circle.erase_person(turn)
    turn.dialogue.is_changed = False
    return turn.show(views.erased(turn.t, removed.cards, removed.consents))


def build_router() -> Router:
    """Route to the person's own affairs."""
    router = Router(name="account")
    router.message.register(show_consents, Typed("consents"))
    router.message.register(ask_erasure, Typed("delete_me"))
    router.callback_query.register(show_consents, To(Place.CONSENTS))
    router.callback_query.register(erase_me, Wants(Action.ERASE_ME))
    for wish, story in (
        (To(Place.CONSENT), show_consent),
        (To(Place.WORDING), show_wording),
        (Wants(Action.ASK_WITHDRAWAL), ask_withdrawal),
        (Wants(Action.WITHDRAW), withdraw),
    ):
        router.callback_query.register(story, wish, OwnCard())
        router.callback_query.register(refuse, wish)
    return router
