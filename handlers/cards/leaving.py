"""Leaving: a card goes, by itself or with its consent, or everything; what is booked too, or it stays."""

import secrets
from collections.abc import Sequence

from handlers.cards import circle, full_age, sharing, trust
from handlers.cards.own import card_action, refused
from handlers.cards.views import leaving as views
from handlers.cards.views.leaving import Coming
from handlers.ground import menu, onward
from handlers.ground.navigation import Action, Do, Fate, Leave
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Commands, Outcome, Redirect, once
from handlers.ground.turn import Turn
from patient.card import Card, CardId
from patient.farewell import Farewell
from patient.visit import Visit
from storage.bookings import bookings_in_doubt
from storage.erasure import cards_in_trust, erase_card, let_go
from storage.errands import FAREWELLS, Errand, ErrandKind, cancellations


async def ask_withdrawal(turn: Turn, card: Card) -> Outcome:
    """Ask once more: the card goes with the consent."""
    if card.is_frozen and not card.seen_by_guest:
        return await refused(turn, card.id)
    return await ask_removal(turn, card, Action.WITHDRAW)


async def ask_removal(turn: Turn, card: Card, what: Action = Action.REMOVE_CARD) -> Outcome:
    """Ask of the visits that go with the card; a guest whether he leaves it, its person whether it ends."""
    if not await _ends(turn, card):
        return views.ask_once_more(card, "leave", turn.t)
    owners = "withdraw" if what is Action.WITHDRAW else "remove"
    once_more = views.ask_once_more(card, "end_trust" if card.seen_by_guest else owners, turn.t)
    return await _ask_of_visits(turn, what, [card]) or once_more


async def remove(turn: Turn, do: Do) -> Outcome:
    """Delete the card, be it one that nobody can read; who is its guest only leaves it."""
    if card := await turn.cards.find_listed(do.id):
        return await _end(turn, Action.REMOVE_CARD, [card])
    if do.id in await turn.cards.damaged():
        await erase_card(turn.transaction, CardId(do.id), turn.owner)
        return await _gone(turn, Action.REMOVE_CARD)
    return await refused(turn, do.id)


async def withdraw(turn: Turn, do: Do) -> Outcome:
    """Withdraw the consent; a guest leaves the card, and who allowed others to look closes it to them."""
    if allowed := await full_age.allowed_card(turn, do.id):
        is_trust = await trust.given(turn, allowed)
        return await (_end(turn, Action.WITHDRAW, [allowed]) if is_trust else full_age.close(turn, allowed))
    card = await turn.cards.find_listed(do.id)
    if card is None or (card.is_frozen and not card.seen_by_guest):
        return await refused(turn, do.id)
    return await _end(turn, Action.WITHDRAW, [card])


async def ask_erasure(turn: Turn, _: Do) -> Outcome:
    """Ask once more before everything of this person goes."""
    cards = await turn.cards.listed()
    owned = [card for card in cards if not card.seen_by_guest]
    asked = await _ask_of_visits(turn, Action.ERASE_ME, await _ending(turn))
    return asked or views.ask_erasure(turn.t, len(owned), len(cards) - len(owned))


async def erase_me(turn: Turn, _: Do) -> Outcome:
    """Delete everything of this person."""
    return await _end(turn, Action.ERASE_ME, await _ending(turn))


async def leave(turn: Turn, bye: Leave) -> Outcome:
    """Do what was asked; a job cancels the visits then, with what it needs for that and nothing else."""
    every = await _ending(turn)
    cards = every if bye.what is Action.ERASE_ME else [card for card in every if card.id == bye.id]
    if bye.what not in DEEDS or (not cards and bye.what is not Action.ERASE_ME):
        return onward.over_cards("card.gone", turn.t)
    coming = await _coming(turn, cards) if bye.fate is Fate.CANCEL else []
    await _have_cancelled(turn, coming)
    for each in coming:
        await let_go(turn.transaction, each.card, unwanted_by=turn.owner)
    return await _do(turn, bye.what, cards)


async def _ending(turn: Turn) -> list[Card]:
    """Return the cards that go with this person: his own, and those that others keep with his consent."""
    return [*await turn.cards.owned(), *await cards_in_trust(turn.transaction, turn.owner)]


async def _have_cancelled(turn: Turn, coming: Sequence[Coming]) -> None:
    """Have the visits cancelled that stand, but what this person has being cancelled already."""
    going = [(each.card, each.visit) for each in coming if each.visit.id and turn.owner not in each.ended_by]
    farewells = tuple(Farewell(card.id, card.person, (visit,), card.owner) for card, visit in going)
    if not farewells:
        return
    name, language = FAREWELLS + secrets.token_urlsafe(12), turn.t.language
    errand = Errand(name, turn.owner, ErrandKind.FAREWELL, farewells=farewells, language=language)
    await turn.errands.enqueue(errand)
    await turn.audit.note("visit.cancellation wished", errand.id)


async def _end(turn: Turn, what: Action, cards: Sequence[Card]) -> Outcome:
    """Do *what*, unless a visit was booked since the question: then that is asked first."""
    return await _ask_of_visits(turn, what, cards) or await _do(turn, what, cards)


async def _ask_of_visits(turn: Turn, what: Action, cards: Sequence[Card]) -> Screen | None:
    """Ask whether the visits are to be cancelled before *what* is done; none when there are none."""
    coming = await _coming(turn, cards)
    return views.ask(what, coming, turn.owner, turn.zone, turn.t) if coming else None


async def _coming(turn: Turn, cards: Sequence[Card]) -> list[Coming]:
    """Return the visits to come of *cards* that end; at a frozen one nobody may look."""
    found = []
    for card in cards:
        if not card.is_frozen and await _ends(turn, card):
            ending = await cancellations(turn.transaction, card.id)
            for visit in [*await turn.visits.of(card), *await _begun(turn, card)]:
                ended_by = {errand.owner for errand in ending if errand.visit == visit.id}
                found.append(Coming(card, visit, ended_by))
    return [each for each in found if each.visit.is_coming(turn.transaction.now)]


async def _begun(turn: Turn, card: Card) -> list[Visit]:
    """Return the visits that come of bookings of which nobody knows yet how they end."""
    slots = [booking.slot for booking in await bookings_in_doubt(turn.transaction, card.id)]
    return [await turn.directory.placed(Visit.of(slot)) for slot in slots if slot]


async def _ends(turn: Turn, card: Card) -> bool:
    """Tell whether the card goes with this person's word: a guest, who is not on it, only leaves it."""
    return not card.seen_by_guest or await trust.is_persons(turn, card)


async def _do(turn: Turn, what: Action, cards: Sequence[Card]) -> Outcome:
    """End everything, or the one card: another's is left, or ended as by the person on it."""
    if what is Action.ERASE_ME:
        removed = await circle.erase_person(turn)
        turn.dialogue.is_kept = False
        return views.erased(turn.t, removed.cards, removed.consents)
    card = cards[0]
    if card.owner != turn.owner:
        return await (trust.end(turn, card) if await _ends(turn, card) else sharing.leave(turn, card))
    await circle.erase(turn, card)
    return await _gone(turn, what)


async def _gone(turn: Turn, what: Action) -> Outcome:
    """Say that the card is gone, or that it is with its consent."""
    if what is Action.WITHDRAW:
        return await menu.render(turn, greeting="consents.withdrawn")
    return Redirect(onward.CARDS, notice=turn.t("card.removed"))


def _already(bye: Leave) -> str:
    return "already.withdrawn" if bye.what is Action.WITHDRAW else "already.removed"


DEEDS = frozenset({Action.REMOVE_CARD, Action.WITHDRAW, Action.ERASE_ME})
ACTIONS: Actions = {
    Action.ASK_REMOVAL: card_action(ask_removal, even_frozen=True),
    Action.REMOVE_CARD: once(remove, "already.removed"),
    Action.ASK_WITHDRAWAL: card_action(ask_withdrawal, even_frozen=True),
    Action.WITHDRAW: once(withdraw, "already.withdrawn"),
    Action.ASK_ERASURE: ask_erasure,
    Action.ERASE_ME: erase_me,
    Leave: once(leave, _already),
}
COMMANDS: Commands = {"delete_me": Do(what=Action.ASK_ERASURE)}
