"""Saving a card: the card, its consent and its search land together, or none of them does."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from handlers.cards import circle, full_age, imported, trust, trust_here
from handlers.cards.document import Document, document
from handlers.cards.own import refused
from handlers.cards.present_consent import keep_consent
from handlers.cards.views import full_age as full_age_views
from handlers.cards.views import imported as imported_views
from handlers.cards.views.card_file import told_of
from handlers.ground import onward
from handlers.ground.calls import Answer
from handlers.ground.navigation import Pick
from handlers.ground.screen import Button, Row, Screen
from handlers.ground.turn import Turn
from patient.booking import Step
from patient.card import Card, CardDraft, PersonalData
from patient.form import Form
from storage.cards import new_card_id
from storage.erasure import let_go


async def card_of(turn: Turn, form: Form) -> Card | None:
    """Return the card that *form* changes, as it is kept now."""
    return await turn.cards.find(form.card or "")


async def needs_consent(turn: Turn, card: Card, form: Form) -> bool:
    """Tell whether the changed data take another consent.

    They make a child of an adult or the other way round, or are not of the adult any more who consented.
    """
    person = form.draft.complete()
    turns = card.person.is_child(turn.today) != person.is_child(turn.today)
    return turns or await _is_about_another(turn, card, person)


async def _is_about_another(turn: Turn, card: Card, person: PersonalData) -> bool:
    """Tell whether the keeper of a card makes it one of somebody else than the adult who consented to it."""
    is_another = not card.seen_by_guest and person.differs_in_identity(card.person)
    return is_another and await trust.given(turn, card) is not None


async def twin_of(turn: Turn, form: Form) -> Card | None:
    """Return another card of this person's that is already kept for the same patient.

    A guest may keep a card of his own beside the one that is shared with him.
    """
    card = await card_of(turn, form)
    if card and card.seen_by_guest:
        return None
    twin = await turn.cards.same_draft(form.draft)
    if twin and twin.seen_by_guest and form.told:
        return None
    return twin if twin and twin.id != form.card else None


async def closed(turn: Turn, form: Form) -> Answer | None:
    """Leave the form and lead to Gosuslugi if the person is closed to who speaks; none if he is not.

    What Gosuslugi proves is nobody's to close; a card that stays about the same person is no new one.
    """
    earlier, person = await card_of(turn, form), form.draft.complete()
    told = _told(turn, form, earlier) if earlier else form.told
    is_gone = earlier is None and form.card is not None  # `change` says why
    is_the_same = earlier is not None and not person.differs_in_identity(earlier.person)
    if is_gone or is_the_same or (told and told.proves(person)):
        return None
    if not await turn.closed_persons.holds(person):
        return None
    await turn.audit.note("card.closed_person", form.card or "", "refused")
    return turn.show(full_age_views.closed_person(turn.t))


async def consent_of(turn: Turn, form: Form) -> Document:
    """Return the consent that is asked for: that of another adult than the account's names who keeps it."""
    person = form.draft.complete()
    if await trust_here.is_asked_of(turn, form):
        return trust_here.asked_for(turn, person)
    return document(turn, person)


async def add(turn: Turn, form: Form) -> Answer:
    """Keep a new card under the consent just given, and begin its search."""
    if shut := await closed(turn, form):
        return shut
    card = Card(new_card_id(), turn.owner, form.draft.complete(), told=form.told)
    is_trust = await trust_here.is_asked_of(turn, form)
    attempt = await turn.sign_ins.redeemed(turn.owner)
    if is_trust and (attempt is None or attempt.people.me != form.told):  # nobody is there to say yes
        return turn.show(onward.over_cards("trust.nothing_to_give", turn.t))
    await turn.cards.add(card)
    await (trust_here.keep_consent(turn, card, attempt) if is_trust and attempt else keep_consent(turn, card))
    await turn.searches.begin(card, turn.config.pace)
    await turn.audit.note("card.added", card.id)
    turn.dialogue.clear()
    if is_trust:
        return await _tell(turn, card, trust_here.given(turn), trust_here.sign_out(turn))
    return await _tell(turn, card, turn.t("saved"))


async def change(turn: Turn, form: Form) -> Answer:
    """Keep the changed data and tell the others; an adult's card is nobody else's to see."""
    earlier = await card_of(turn, form)
    if shut := await closed(turn, form):
        return shut
    turn.dialogue.clear()
    if earlier is None:
        return turn.show(await refused(turn, form.card or ""))
    card = replace(earlier, person=form.draft.complete(), told=_told(turn, form, earlier))
    if card.person.differs_in_identity(earlier.person):
        await let_go(turn.transaction, earlier)  # of the earlier person, and before who books goes
    await turn.cards.change(card)
    if await needs_consent(turn, earlier, form):
        if await _is_about_another(turn, earlier, card.person):
            await circle.give_trust_up(turn, card)
        await turn.consents.withdraw(card.id)
        await keep_consent(turn, card)
    await turn.audit.note("card.changed", card.id)
    if _is_grown(turn, earlier, card.person):
        await circle.end_sharing(turn, card)
    key = "share.changed" if card.person.is_child(turn.today) else "share.changed.adult"
    await circle.tell_others(turn, card, partial(told_of, key, card))
    return await _tell(turn, card, turn.t(await _look_anew(turn, earlier, card)))


def _is_grown(turn: Turn, earlier: Card, person: PersonalData) -> bool:
    """Tell whether a child's card says now that it is an adult's."""
    return earlier.person.is_child(turn.today) and not person.is_child(turn.today)


async def _look_anew(turn: Turn, earlier: Card, card: Card) -> str:
    """Ask the registry again for what may be about somebody else now; return the key that tells so."""
    is_another = card.person.differs_in_identity(earlier.person)
    if is_another or card.is_confirmed != earlier.is_confirmed:
        await turn.visits.look_anew(card)
    if not is_another:
        return "changed"
    await turn.searches.begin(card, turn.config.pace)
    return "changed.searching"


def _told(turn: Turn, form: Form, earlier: Card) -> CardDraft | None:
    """Return what Gosuslugi told of the person, now or before.

    What it told a guest proves nothing: it is the owner who would see more then. Nor does what it told of a
    child once the card is an adult's: another birth date meanwhile would pass by the day of full age.
    """
    person = form.draft.complete()
    before = None if _is_grown(turn, earlier, person) else earlier.told
    told = (None if earlier.seen_by_guest else form.told, before)
    return next((each for each in told if each and each.proves(person)), before)


async def _tell(turn: Turn, card: Card, said: str, first: Sequence[Row] = ()) -> Answer:
    """Say that the card is kept, and who is next; by it its person may be known now."""
    attempt = await turn.sign_ins.redeemed(turn.owner)
    came = await imported.came(turn, attempt) if attempt else []
    rows = (*first, *await _goes_on(turn, card), *imported_views.kept(card, came, turn.t))
    told = await imported.tell(turn, came) if attempt else []
    return [*turn.show(Screen(said, rows)), *told, *await full_age.questions(turn)]


async def _goes_on(turn: Turn, card: Card) -> list[Row]:
    """Return the row that leads on with the booking that waited for this card, if one does."""
    waiting = await turn.bookings.find(turn.dialogue.awaits_card or "")
    if waiting is None or waiting.card:
        return []
    go_on = Pick(booking=waiting.id, step=Step.CARD, value=card.id)
    return [(Button(turn.t.plain("button.go_on_booking"), go_on),)]
