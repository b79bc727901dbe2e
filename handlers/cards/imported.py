"""Who came from Gosuslugi, and who of them has a card by now: they are added one after another, or proven."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.cards.views import imported as views
from handlers.cards.views.imported import Came, Rows
from handlers.ground.calls import Answer
from handlers.ground.navigation import Action, Do
from handlers.ground.screen import Screen
from handlers.ground.turn import Turn
from patient.card import Card, CardDraft
from storage.cards import Cards
from storage.outbox import Call
from storage.sign_ins import Attempt

LISTS, KEPT = (Do(what=what).pack() for what in (Action.IMPORT, Action.IMPORT_NEXT))
"""How the messages are known that list who came, and those that offer the next one."""


async def came(turn: Turn, attempt: Attempt) -> list[Came]:
    """Return who came of those that were wished for."""
    drafts = attempt.people.wanted(attempt.wish, turn.today)
    return [Came(str(index), draft, await _card_of(turn, draft)) for index, draft in enumerate(drafts)]


async def tell(turn: Turn, every: Sequence[Came]) -> Answer:
    """Have what was said before of who came tell that one more has a card now."""
    lists = await turn.sent.showing(turn.owner, [LISTS])
    calls = [_buttons(turn, number, views.listed(every, turn.t)) for number in lists]
    cards = [each.card for each in every if each.card]
    for number, shown in (await turn.sent.showing(turn.owner, [KEPT])).items():
        card = next((card for card in cards if any(card.id in data for data in shown)), None)
        calls += [_buttons(turn, number, views.kept(card, every, turn.t))] if card else []
    return calls


def _buttons(turn: Turn, number: int, rows: Rows) -> Call:
    keyboard = Screen("", rows).keyboard()
    return Call(
        "editMessageReplyMarkup", {"chat_id": turn.chat, "message_id": number, "reply_markup": keyboard}
    )


async def _card_of(turn: Turn, draft: CardDraft) -> Card | None:
    """Return the card that this person has already, as far as that can be told.

    Instead of a typed one that another shares with him he may have his own: only its owner confirms that.
    """
    card = await turn.cards.same_draft(draft)
    return None if card and card.seen_by_guest and not card.is_confirmed else card


async def confirm(turn: Turn, drafts: Sequence[CardDraft]) -> list[Card]:
    """Note with this person's own cards what Gosuslugi told of the same people; return those that were typed.

    A card that says anything else is confirmed when Gosuslugi's data are saved in it.
    """
    found = [(draft, await turn.cards.same_draft(draft)) for draft in drafts]
    return [await prove(turn, card, draft) for draft, card in found if card and _may_be(card, draft)]


def _may_be(card: Card, draft: CardDraft) -> bool:
    is_ours = not (card.seen_by_guest or card.is_frozen)
    return is_ours and not card.is_confirmed and draft.proves(card.person)


async def prove(turn: Turn, card: Card, told: CardDraft) -> Card:
    """Note with a card, be it another's, what Gosuslugi told of its person."""
    proven = replace(card, told=told)
    await Cards(turn.transaction, card.owner).change(proven)
    await turn.visits.look_anew(proven)
    await turn.audit.note("card.confirmed", card.id)
    return proven
