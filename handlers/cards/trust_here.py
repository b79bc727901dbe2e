"""The other way to an adult's consent: he signs in through Gosuslugi on the keeper's phone and agrees there.

Who has signed in is compared with the card, so nobody consents for another; and what the sign-in brought can
do nothing else than this.
"""

from dataclasses import replace

from handlers.cards.circle import end_sharing
from handlers.cards.document import Document, agreed, document
from handlers.cards.own import found_action
from handlers.cards.trust import own_cards
from handlers.cards.views import sharing as sharing_views
from handlers.cards.views import trust as views
from handlers.ground import onward
from handlers.ground.calls import Answer
from handlers.ground.context import Context
from handlers.ground.menu import operator_values
from handlers.ground.navigation import Action
from handlers.ground.screen import Button, Row, Screen
from handlers.ground.tables import Actions, Outcome, once
from handlers.ground.turn import Turn
from patient.card import Card, CardDraft, PersonalData
from patient.form import Form
from patient.full_age import is_about
from storage.erasure import thaw_card
from storage.sign_ins import Attempt

NOTHING = "trust.nothing_to_give"


async def ask(turn: Turn, attempt: Attempt) -> Outcome:
    """Ask the person on the card, in his own name; somebody else's data are wiped at once."""
    card = await kept_card(turn, attempt.card)
    if card and _is_of(card, attempt.people.me):
        return views.request(card, asked_for(turn, card.person), turn.t)
    await turn.sign_ins.drop(attempt)
    await turn.audit.note("trust.another", attempt.card, "refused")
    if card is None:
        return onward.over_cards(NOTHING, turn.t)
    return views.another_signed_in(card, sign_out(turn), turn.t)


async def kept_card(context: Context, name: str) -> Card | None:
    """Return an adult's card of this person's, be it frozen, to which the one on it may consent."""
    card = await context.cards.find_listed(name)
    is_his = card is not None and not card.seen_by_guest and not card.person.is_child(context.today)
    return card if is_his else None


def _is_of(card: Card, me: CardDraft) -> bool:
    return me.tells_enough and (me.proves(card.person) or is_about(me, card.person))


def asked_for(turn: Turn, person: PersonalData) -> Document:
    """Return the consent of *person* to having his card kept by who speaks."""
    return document(turn, person, keeper=sharing_views.account_words(turn.account, turn.t))


async def _signed_in(turn: Turn, name: str) -> tuple[Attempt, Card] | None:
    """Return the sign-in of the person on the card for it, while that is remembered."""
    attempt, card = await turn.sign_ins.trusting(turn.owner, name), await kept_card(turn, name)
    return (attempt, card) if attempt and card and _is_of(card, attempt.people.me) else None


async def read(turn: Turn, _: Attempt, card: Card) -> Outcome:
    """Show the whole consent."""
    return views.trusting_here(card).below(asked_for(turn, card.person).text, turn.t)


async def agree(turn: Turn, attempt: Attempt, card: Card) -> Outcome:
    """Keep the consent of who signed in, and with it the card as Gosuslugi tells of its person."""
    me = attempt.people.me
    person = card.person.draft.overlaid(me).complete()
    kept = replace(card, person=person, told=me, is_frozen=False)
    await turn.sign_ins.drop(attempt)
    if card.is_frozen:
        await thaw_card(turn.transaction, card, turn.owner)
        await end_sharing(turn, card)
    await turn.shares.withdraw_offers(card.id)
    await turn.closed_persons.reopen(card.person)
    await turn.cards.change(kept)
    await keep_consent(turn, kept, attempt)
    await turn.visits.look_anew(kept)
    if kept.person.differs_in_identity(card.person):
        await turn.searches.begin(kept, turn.config.pace)
    return Screen(given(turn), (*sign_out(turn), onward.view_card(kept, turn.t)))


def given(turn: Turn) -> str:
    """Thank the person, and say how to end it."""
    return turn.t("trust.given_here", contact=operator_values(turn.t, turn.config)["contact"])


def sign_out(turn: Turn) -> tuple[Row, ...]:
    """Return the way out of Gosuslugi for who has signed in on the keeper's phone, where we know one."""
    url = turn.config.sign_out_url
    return ((Button(turn.t.plain("button.sign_out"), url=url),),) if url else ()


async def keep_consent(turn: Turn, card: Card, attempt: Attempt) -> None:
    """Keep that who signed in consents to the card's being kept here."""
    given, giver = agreed(turn, asked_for(turn, card.person)), giver_of(turn, attempt)
    await turn.consents.withdraw_all(card.id)
    await turn.consents.add(card.id, given, "adult", giver)
    await turn.full_age.note_giver(card, giver)
    await turn.audit.note("trust.given", card.id)


def giver_of(turn: Turn, attempt: Attempt) -> str:
    """Return a mark's core of who signed in: another than that by which second accounts are noticed."""
    return turn.transaction.vault.marks.core(0, "giver", attempt.content["mark"]).hex()


async def refuse(turn: Turn, attempt: Attempt, card: Card) -> Outcome:
    """Forget what the sign-in brought; the card stays as it was."""
    await turn.sign_ins.drop(attempt)
    await turn.audit.note("trust.refused", card.id, "refused")
    rows = (*sign_out(turn), onward.to_card(card, turn.t))
    return Screen(turn.t("trust.not_given_here"), rows)


async def reminders(turn: Turn, attempt: Attempt) -> Answer:
    """Remind who has signed in of the cards to which he consented in other accounts, and let him end that."""
    given = await turn.full_age.given_by(giver_of(turn, attempt))
    return [
        turn.say(views.kept_elsewhere(card, turn.t))
        for card in given
        if card.owner != turn.owner and await turn.full_age.begin_asking(card, turn.owner)
    ]


async def whose_consent(turn: Turn, attempt: Attempt) -> Attempt | None:
    """Return the attempt as one that asks for a consent, if it may confirm a card in another adult's account.

    Otherwise whoever holds the account would see all of somebody who only signed in.
    """
    me = attempt.people.me
    card = await turn.cards.same_draft(me)
    is_open = card and not (card.seen_by_guest or card.is_frozen or card.is_confirmed)
    if not card or not is_open or not _is_of(card, me) or not await _is_anothers(turn, me):
        return None
    return await turn.sign_ins.entrust(attempt, card.id)


async def is_asked_of(turn: Turn, form: Form) -> bool:
    """Tell whether *form* makes the first card of another adult than the account's, from his own sign-in."""
    if form.card is not None or form.told is None or form.draft.complete().is_child(turn.today):
        return False
    return await _is_anothers(turn, form.told)


async def _is_anothers(turn: Turn, me: CardDraft) -> bool:
    """Tell whether Gosuslugi confirmed another adult here before, who consented for himself."""
    return any(not is_about(me, card.person) for card in await own_cards(turn, turn.owner))


ACTIONS: Actions = {
    Action.READ_TRUST_HERE: found_action(_signed_in, read, NOTHING),
    Action.AGREE_TRUST_HERE: once(found_action(_signed_in, agree, NOTHING), "already.done"),
    Action.REFUSE_TRUST_HERE: once(found_action(_signed_in, refuse, NOTHING), "already.done"),
}
