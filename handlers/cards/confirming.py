"""Confirming a typed card: the way to Gosuslugi, and what a sign-in proves of the cards that are there."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.ground.turn import Turn
from patient.card import Card, CardDraft


async def confirm(turn: Turn, drafts: Sequence[CardDraft]) -> list[Card]:
    """Note with this person's own cards what Gosuslugi told of the same people; return those that were typed.

    A card that says anything else is confirmed when Gosuslugi's data are saved in it.
    """
    found = [(draft, await turn.cards.same_draft(draft)) for draft in drafts]
    return [await _confirmed(turn, card, draft) for draft, card in found if card and _may_be(card, draft)]


def _may_be(card: Card, draft: CardDraft) -> bool:
    is_ours = not (card.seen_by_guest or card.is_frozen)
    return is_ours and not card.is_confirmed and draft.proves(card.person)


async def _confirmed(turn: Turn, card: Card, told: CardDraft) -> Card:
    confirmed = replace(card, told=told)
    await turn.cards.change(confirmed)
    await turn.visits.look_anew(confirmed)
    await turn.audit.note("card.confirmed", card.id)
    return confirmed
