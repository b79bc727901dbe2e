"""The sign-in through Gosuslugi in the chat: the link out, the ticket back, the people who came."""

from collections.abc import Sequence
from contextlib import suppress

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.cards import confirming, form_flow, full_age
from handlers.cards.card import OwnCard, refuse
from handlers.cards.form import Form
from handlers.cards.views import full_age as full_age_views
from handlers.filters import Started
from handlers.ground.navigation import Action, Do, Place, To, Wants
from handlers.ground.notify import View, texts_for
from handlers.ground.turn import Answer, Turn, message
from handlers.sign_in import views
from patient.card import Card, CardDraft, CardField, OwnerId
from patient.full_age import is_child
from patient.sign_in import Whose
from storage.audit import Audit
from storage.outbox import Call, Outbox
from storage.sign_ins import Attempt, SignIns


async def offer_myself(_: CallbackQuery, turn: Turn) -> Answer:
    """Offer the link that brings the person's own data."""
    return await _offer(turn, Whose.SELF)


async def offer_children(_: CallbackQuery, turn: Turn) -> Answer:
    """Offer the link that brings the children's data."""
    return await _offer(turn, Whose.CHILDREN)


async def offer_confirmation(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Offer the link that confirms a typed card: a child's through the parent's sign-in."""
    if card.seen_by_guest or card.is_confirmed:
        return turn.show(views.no_need(card, turn.t))
    wish = Whose.CHILDREN if is_child(card.person, turn.today) else Whose.SELF
    return await _offer(turn, wish, whose=card)


async def _offer(turn: Turn, wish: Whose, whose: Card | None = None) -> Answer:
    base = turn.config.sign_in_url
    if base is None:
        return turn.show(views.at_portal(whose, turn.t) if whose else views.not_open(turn.t))
    token = await SignIns(turn.transaction).offer(turn.owner, wish, turn.account)
    if token is None:
        return turn.show(views.too_many(turn.t))
    return turn.show(views.offer(turn.t, wish, f"{base}{token}", whose))


async def take_ticket(_: Message, turn: Turn, command: CommandObject) -> Answer:
    """Hand the people over, if the ticket came from the very person who began."""
    attempt = await SignIns(turn.transaction).redeem(command.args or "")
    if attempt is None:
        return turn.show(views.expired(turn.t))
    if attempt.owner != turn.owner:
        return await _wipe(turn, attempt)
    await Audit(turn.transaction).note(turn.owner, "sign_in.redeemed", attempt.id)
    for other in await SignIns(turn.transaction).other_accounts(attempt):
        await _notify(turn, other, views.second_account)
    return [*await _show_people(turn, attempt), *await full_age.questions(turn)]


async def _wipe(turn: Turn, attempt: Attempt) -> Answer:
    """Wipe what was brought and tell both sides: the link was passed on."""
    await SignIns(turn.transaction).drop(attempt)
    await Audit(turn.transaction).note(turn.owner, "sign_in.foreign", attempt.id, "refused")
    await _notify(turn, attempt.owner, views.cancelled)
    return turn.show(views.foreign(turn.t))


async def _notify(turn: Turn, owner: OwnerId, view: View) -> None:
    """Tell another person, in his own language."""
    call = Call("sendMessage", message(owner, view(await texts_for(turn.transaction, owner))))
    await Outbox(turn.transaction).add(owner, call)


async def _show_people(turn: Turn, attempt: Attempt) -> Answer:
    drafts = attempt.people.wanted(attempt.wish, turn.today)
    confirmed = await confirming.confirm(turn, drafts)
    cards = [await _card_of(turn, draft) for draft in drafts]
    screen = views.people(turn.t, drafts, cards, attempt.wish)
    return turn.show(screen.under(views.confirmed(confirmed, turn.t)) if confirmed else screen)


async def _card_of(turn: Turn, draft: CardDraft) -> Card | None:
    """Return the card that this person has already, as far as that can be told.

    Instead of a typed one that another shares with him he may have his own: only its owner confirms that.
    """
    card = await turn.cards.same_draft(draft)
    return None if card and card.seen_by_guest and not card.is_confirmed else card


async def take_person(_: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Open the form below the list, with what came of one person; what is missing is asked."""
    attempt = await SignIns(turn.transaction).redeemed(turn.owner)
    if attempt is None:
        return turn.show(views.expired(turn.t))
    draft = _chosen(attempt.people.wanted(attempt.wish, turn.today), do.id)
    if draft is None:
        return await _show_people(turn, attempt)
    card = await _card_of(turn, draft)
    if card is not None and card.is_frozen:
        return turn.show(full_age_views.frozen(card, turn.t))
    if card is not None:
        form = Form(draft=views.merged(card, draft), card=card.id, told=draft)
    else:
        form = Form(draft=_prepared(draft), told=draft)
    return [turn.acknowledge(), *await form_flow.begin(turn.beside(), form)]


def _chosen(drafts: Sequence[CardDraft], index: str) -> CardDraft | None:
    with suppress(ValueError, IndexError):
        return drafts[int(index)]
    return None


def _prepared(draft: CardDraft) -> CardDraft:
    """Leave a missing phone empty, and one missing number too, so that no needless question is asked."""
    if not draft.is_answered(CardField.PHONE):
        draft = draft.answered(CardField.PHONE, None)
    for asked in (CardField.POLIS, CardField.SNILS):
        other = CardField.SNILS if asked is CardField.POLIS else CardField.POLIS
        if not draft.is_answered(asked) and draft.answers.get(other) is not None:
            draft = draft.answered(asked, None)
    return draft


def build_ticket_router() -> Router:
    """Route ``/start <ticket>``; it comes before the plain /start."""
    router = Router(name="ticket")
    router.message.register(take_ticket, Started(deep_link=True))
    return router


def build_router() -> Router:
    """Route to the sign-in and the people who came of it."""
    router = Router(name="sign-in")
    router.callback_query.register(offer_myself, To(Place.ABOUT_ME))
    router.callback_query.register(offer_children, To(Place.CHILDREN))
    router.callback_query.register(offer_confirmation, To(Place.CONFIRM), OwnCard())
    router.callback_query.register(refuse, To(Place.CONFIRM))
    router.callback_query.register(take_person, Wants(Action.IMPORT))
    return router
