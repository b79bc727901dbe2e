"""The present consent: kept when it is given, asked for before what an earlier one did not name is done."""

from handlers.cards.views import consent as views
from handlers.ground.screen import Screen
from handlers.ground.turn import Turn
from patient.card import Card
from patient.consent import Consent
from patient.full_age import is_child
from storage.consents import new_consent_id, newest_consent
from storage.dialogue import Wanted


async def keep_consent(turn: Turn, card: Card) -> None:
    """Keep who consents to which text for *card*, for a child or for himself, and when."""
    document = views.document(card.person, turn.config, turn.t, turn.today)
    consent = Consent(
        id=new_consent_id(),
        owner=turn.owner,
        card=card.id,
        text=document.stamp,
        subject="child" if is_child(card.person, turn.today) else "self",
        given_at=turn.transaction.now,
    )
    await turn.consents.add(consent, wording=document.wording, update_id=turn.update_id)


async def asked_first(turn: Turn, card: Card | None) -> Screen | None:
    """Return the question for the present consent, none when it is given or it is not clear yet for whom."""
    return None if card is None or await is_covered(turn, card) else await _ask(turn, card)


async def asked_first_for_only(turn: Turn) -> Screen | None:
    """Return that question for the person's only card; with several it is not clear yet for which."""
    cards = await turn.cards.readable()
    return await asked_first(turn, cards[0]) if len(cards) == 1 else None


async def is_covered(turn: Turn, card: Card) -> bool:
    """Tell whether the consent to the present text stands for *card*."""
    present = views.document(card.person, turn.config, turn.t, turn.today).stamp
    given = await newest_consent(turn.transaction, card.id)
    return given is not None and given.text.edition >= present.edition


async def _ask(turn: Turn, card: Card) -> Screen:
    """Ask whoever gave the earlier consent; anybody else is told whose it is to give."""
    given = await newest_consent(turn.transaction, card.id)
    if turn.owner != (given.owner if given else card.owner):
        return views.asks_another(card, turn.t)
    if turn.wish:
        turn.dialogue.want(Wanted(card.id, turn.wish))
    return views.renewal(card, turn.config, turn.t, turn.today)
