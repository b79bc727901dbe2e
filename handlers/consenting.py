"""Consenting: the record of a consent that was just given."""

from handlers.turn import Turn
from handlers.views import consent as views
from patient.card import Card
from patient.consent import Consent
from patient.full_age import is_child
from storage.consents import new_consent_id


def consent_to(turn: Turn, card: Card) -> Consent:
    """Return the record: who consents to which text for *card*, for a child or for himself, and when."""
    return Consent(
        id=new_consent_id(),
        owner=turn.owner,
        card=card.id,
        text=views.document(card.person, turn.world, turn.t, turn.today).stamp,
        subject="child" if is_child(card.person, turn.today) else "self",
        given_at=turn.transaction.now,
    )
