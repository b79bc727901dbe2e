"""The sign-in through Gosuslugi in the chat: the ticket comes back, and the people with it."""

from functools import partial

from handlers.cards import form_acts, form_flow, full_age, imported, trust, trust_here
from handlers.cards.views import full_age as full_age_views
from handlers.cards.views import imported as imported_views
from handlers.cards.views.form import answer_lines
from handlers.ground import onward
from handlers.ground.navigation import Action, Do, Go, Place, choice_in
from handlers.ground.notify import say
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Outcome, once
from handlers.ground.turn import Turn
from handlers.sign_in import standing, views
from patient.form import Form
from patient.sign_in import Whose
from storage.sign_ins import Attempt


async def take_ticket(turn: Turn, arguments: str) -> Outcome:
    """Hand the people over, if the ticket came from the very person who began."""
    attempt = await turn.sign_ins.redeem(arguments)
    if attempt is None:
        return views.in_vain("sign_in.expired", turn.t)
    if attempt.owner != turn.owner:
        return await _wipe(turn, attempt)
    await turn.audit.note("sign_in.redeemed", attempt.id)
    await standing.go(turn.transaction, turn.owner)
    attempt = attempt if attempt.is_trust else await _as_it_may_be_used(turn, attempt)
    for other in await turn.sign_ins.other_accounts(attempt):
        await say(turn.transaction, other, lambda t: Screen(t("sign_in.second_account")))
    if attempt.is_trust:
        return await trust_here.ask(turn, attempt)
    shown = turn.show(await _people(turn, attempt))
    return [*shown, *await full_age.questions(turn), *await trust_here.reminders(turn, attempt)]


async def _as_it_may_be_used(turn: Turn, attempt: Attempt) -> Attempt:
    """Confirm nothing in silence: neither a card of another adult here, nor in others' hands without him."""
    if attempt.wish is not Whose.SELF:
        return attempt
    await trust.prove_trusted(turn, attempt.people.me)
    return await trust_here.whose_consent(turn, attempt) or attempt


async def _wipe(turn: Turn, attempt: Attempt) -> Outcome:
    """Wipe what was brought and tell both sides: the link was passed on."""
    await turn.sign_ins.drop(attempt)
    await turn.audit.note("sign_in.foreign", attempt.id, "refused")
    cancelled = partial(views.in_vain, "sign_in.cancelled", anew=views.way_in(attempt))
    await standing.end(turn.transaction, attempt.owner, cancelled)
    return onward.over_cards("sign_in.foreign", turn.t)


async def _people(turn: Turn, attempt: Attempt) -> Screen:
    drafts = attempt.people.wanted(attempt.wish, turn.today)
    if not drafts:
        return views.in_vain("sign_in.no_children", turn.t)
    confirmed = await imported.confirm(turn, drafts)
    screen = imported_views.people(await imported.came(turn, attempt), attempt.wish, turn.t)
    return screen.under(imported_views.confirmed(confirmed, turn.t)) if confirmed else screen


async def take_person(turn: Turn, do: Do) -> Outcome:
    """Open the form below the list, with what came of one person; what is missing is asked."""
    form = await _form_of(turn, do)
    return (
        [turn.acknowledge(), *await form_flow.begin(turn.beside(), form)] if isinstance(form, Form) else form
    )


async def take_as_it_is(turn: Turn, do: Do) -> Outcome:
    """Ask for the consent to what was shown whole, or is shown above it; what is odd after all is asked."""
    form = await _form_of(turn, do)
    if not isinstance(form, Form):
        return form
    if not form.is_complete:
        return [turn.acknowledge(), *await form_flow.begin(turn.beside(), form)]
    lines = answer_lines(form.draft, turn.t) if do.what is Action.IMPORT_NEXT else ""
    return [turn.acknowledge(), *await form_acts.save(turn.beside(), form, "", notice=lines)]


async def _form_of(turn: Turn, do: Do) -> Form | Outcome:
    """Return the form with what came of one person, or what is said instead: he is kept, frozen or gone."""
    attempt = await turn.sign_ins.redeemed(turn.owner)
    if attempt is None:
        return views.in_vain("sign_in.expired", turn.t)
    one = next((each for each in await imported.came(turn, attempt) if each.index == do.id), None)
    if one is None:
        return await _people(turn, attempt)
    if one.card is None:
        return Form(draft=one.draft.prepared(), told=one.draft)
    if one.card.is_frozen:
        return full_age_views.frozen(one.card, turn.t)
    if one.is_kept:
        return Go(to=Place.CARD, id=one.card.id)
    return Form(draft=one.card.person.draft.overlaid(one.draft), card=one.card.id, told=one.draft)


async def begin_anew(_: Turn, do: Do) -> Outcome:
    """Offer a new link for what was wished before."""
    place, *card = do.id.split(".")
    way = choice_in(Place, place)
    return Go(to=way, id="".join(card)) if way and way in WAYS else Go(to=Place.CARDS)


WAYS = {Place.ABOUT_ME, Place.CHILDREN, Place.CONFIRM, Place.TRUST}
ACTIONS: Actions = {
    Action.IMPORT: once(take_person, "already.done"),
    Action.IMPORT_NEXT: once(take_as_it_is, "already.done"),
    Action.IMPORT_AS_IT_IS: once(take_as_it_is, "already.done"),
    Action.SIGN_IN_ANEW: begin_anew,
}
