"""Saving a card: the card, its consent and its search land together, or none of them does."""

from datetime import date

from aiogram.fsm.context import FSMContext

from handlers.form import Form
from handlers.navigation import Go, Place
from handlers.screen import Button, Screen
from handlers.turn import Answer, Turn
from handlers.views import consent as consent_views
from patient.attachment import Search
from patient.card import Card, PersonalData
from patient.consent import Consent
from storage.audit import Audit
from storage.cards import Cards, new_card_id
from storage.consents import Consents, new_consent_id
from storage.searches import Searches

FULL_AGE = 18


async def twin_of(turn: Turn, form: Form) -> Card | None:
    """Return another card of this owner that is already kept for the same person."""
    twin = await Cards(turn.transaction).same_person(turn.owner, form.draft.complete())
    return twin if twin and twin.id != form.card else None


async def add(turn: Turn, state: FSMContext, form: Form) -> Answer:
    """Keep a new card under the consent just given, and begin its search."""
    person = form.draft.complete()
    card = Card(new_card_id(), turn.owner, person)
    await Cards(turn.transaction).add(card)
    await Consents(turn.transaction).add(_consent(turn, form, card), update_id=turn.update_id)
    await Searches(turn.transaction).start(_search(turn, card))
    await Audit(turn.transaction).note(turn.owner, "card.added", card.id)
    await state.clear()
    return turn.show(_saved(turn, card, "saved"))


async def change(turn: Turn, state: FSMContext, form: Form) -> Answer:
    """Keep the changed data; the clinics are asked again when it may be about somebody else now."""
    cards = Cards(turn.transaction)
    earlier = await cards.find(form.card or "", turn.owner)
    await state.clear()
    if earlier is None:
        return turn.show(Screen(turn.t("card.gone")))
    card = Card(earlier.id, turn.owner, form.draft.complete())
    await cards.change(card)
    await Audit(turn.transaction).note(turn.owner, "card.changed", card.id)
    if not card.person.differs_in_identity(earlier.person):
        return turn.show(_saved(turn, card, "changed"))
    await Searches(turn.transaction).start(_search(turn, card))
    return turn.show(_saved(turn, card, "changed.searching"))


def is_child(person: PersonalData, today: date) -> bool:
    """Tell whether somebody must consent for this person as the legal representative."""
    return person.age(today) < FULL_AGE


def _consent(turn: Turn, form: Form, card: Card) -> Consent:
    return Consent(
        id=new_consent_id(),
        owner=turn.owner,
        card=card.id,
        text=consent_views.document(form, turn.world, turn.t, turn.today).stamp,
        subject="child" if is_child(card.person, turn.today) else "self",
        given_at=turn.transaction.now,
        withdrawn_at=None,
    )


def _search(turn: Turn, card: Card) -> Search:
    return Search.begin(card.id, card.owner, now=turn.transaction.now, pace=turn.world.pace)


def _saved(turn: Turn, card: Card, key: str) -> Screen:
    view = Button(turn.t.plain("button.view_card"), Go(to=Place.CARD, id=card.id))
    cards = Button(turn.t.plain("button.cards"), Go(to=Place.CARDS))
    return Screen(turn.t(key), ((view,), (cards,)))
