"""Consenting: the record of a consent that was just given."""

from handlers.cards.views import consent as views
from handlers.ground.turn import Turn
from patient.card import Card
from patient.consent import Consent
from patient.full_age import is_child
from storage.consents import Consents, new_consent_id


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
    await Consents(turn.transaction).add(consent, wording=document.wording, update_id=turn.update_id)
