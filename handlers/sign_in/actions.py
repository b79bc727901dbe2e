"""The sign-in through Gosuslugi in the chat: the ticket comes back, and the people with it."""

from collections.abc import Sequence
from contextlib import suppress

from handlers.cards import confirming, form_flow, full_age
from handlers.cards.views import full_age as full_age_views
from handlers.ground.calls import message
from handlers.ground.navigation import Action, Do, Go, Place, choice_in
from handlers.ground.notify import View, texts_for
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Outcome
from handlers.ground.turn import Turn
from handlers.sign_in import standing, views
from patient.card import Card, CardDraft, OwnerId
from patient.fields import FIELDS, NUMBERS
from patient.form import Form
from patient.sign_in import Whose
from storage.outbox import Call, Outbox
from storage.sign_ins import Attempt


async def take_ticket(turn: Turn, arguments: str) -> Outcome:
    """Hand the people over, if the ticket came from the very person who began."""
    attempt = await turn.sign_ins.redeem(arguments)
    if attempt is None:
        return views.expired(turn.t)
    if attempt.owner != turn.owner:
        return await _wipe(turn, attempt)
    await turn.audit.note("sign_in.redeemed", attempt.id)
    await standing.go(turn.transaction, turn.owner)
    for other in await turn.sign_ins.other_accounts(attempt):
        await _notify(turn, other, views.second_account)
    return [*turn.show(await _people(turn, attempt)), *await full_age.questions(turn)]


async def _wipe(turn: Turn, attempt: Attempt) -> Outcome:
    """Wipe what was brought and tell both sides: the link was passed on."""
    await turn.sign_ins.drop(attempt)
    await turn.audit.note("sign_in.foreign", attempt.id, "refused")
    t = await texts_for(turn.transaction, attempt.owner)
    await standing.end(turn.transaction, attempt.owner, views.cancelled(attempt, t))
    return views.foreign(turn.t)


async def _notify(turn: Turn, owner: OwnerId, view: View) -> None:
    """Tell another person, in his own language."""
    call = Call("sendMessage", message(owner, view(await texts_for(turn.transaction, owner))))
    await Outbox(turn.transaction).add(owner, call)


async def _people(turn: Turn, attempt: Attempt) -> Screen:
    drafts = attempt.people.wanted(attempt.wish, turn.today)
    confirmed = await confirming.confirm(turn, drafts)
    cards = [await _card_of(turn, draft) for draft in drafts]
    screen = views.people(turn.t, drafts, cards, attempt.wish)
    return screen.under(views.confirmed(confirmed, turn.t)) if confirmed else screen


async def _card_of(turn: Turn, draft: CardDraft) -> Card | None:
    """Return the card that this person has already, as far as that can be told.

    Instead of a typed one that another shares with him he may have his own: only its owner confirms that.
    """
    card = await turn.cards.same_draft(draft)
    return None if card and card.seen_by_guest and not card.is_confirmed else card


async def take_person(turn: Turn, do: Do) -> Outcome:
    """Open the form below the list, with what came of one person; what is missing is asked."""
    attempt = await turn.sign_ins.redeemed(turn.owner)
    if attempt is None:
        return views.expired(turn.t)
    draft = _chosen(attempt.people.wanted(attempt.wish, turn.today), do.id)
    if draft is None:
        return await _people(turn, attempt)
    card = await _card_of(turn, draft)
    if card is not None and card.is_frozen:
        return full_age_views.frozen(card, turn.t)
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
    """Leave one missing number empty, and what tells nothing of who it is: no needless question is asked."""
    is_known = any(draft.get(number) for number in NUMBERS)
    needless = [asked for asked in FIELDS if asked.tells is None or (is_known and asked in NUMBERS)]
    return CardDraft({**dict.fromkeys(needless), **draft.answers}, draft.is_claimed)


async def begin_anew(_: Turn, do: Do) -> Outcome:
    """Offer a new link for what was wished before."""
    wish = choice_in(Whose, do.id)
    return Go(to=views.PLACES[wish]) if wish else Go(to=Place.CONFIRM, id=do.id)


ACTIONS: Actions = {Action.IMPORT: take_person, Action.SIGN_IN_ANEW: begin_anew}
