"""The flow of the card form: which question follows which answer, and how each stage is shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from handlers.cards import saving
from handlers.cards.document import Document
from handlers.cards.stages import FORM_STAGES, CardForm, Stage
from handlers.cards.views import consent as consent_views
from handlers.cards.views import form as views
from handlers.cards.views import guess as guess_views
from handlers.ground.calls import Answer
from handlers.ground.screen import Screen
from handlers.ground.turn import Turn
from locales.texts import Texts
from patient import fields
from patient.form import Form
from storage.outbox import Call


async def begin(turn: Turn, form: Form) -> Answer:
    """Open the form at its first open question, or at the summary when nothing is missing."""
    opened = await proceed(turn, form)
    turn.dialogue.opening_message = turn.message or 0 if turn.command else 0
    return opened


async def resume(turn: Turn, form: Form) -> Answer:
    """Show a form that was laid aside as it stood."""
    if form.guess:
        return await move(turn, form, CardForm.GUESS)
    is_open = form.is_correcting or form.draft.next_field() is not None
    if is_open and not (form.sex_told or form.doubts):
        return await ask(turn, form)
    return await proceed(turn, form)


async def show_present(turn: Turn) -> Answer:
    """Show the question again that stood, below something that was told in between; it goes on standing."""
    form = turn.dialogue.form
    if form is None or turn.stood not in FORM_STAGES:
        return []
    turn.dialogue.state = turn.stood
    standing = turn.dialogue.form_message
    gone = [turn.erase(standing)] if standing and standing != turn.message else []
    return [*gone, turn.say(await stage_of(turn, form), is_prompt=True)]


async def proceed(turn: Turn, form: Form, *, notice: str = "") -> Answer:
    """Ask what is doubtful, then what is missing, then show the summary."""
    if form.sex_told:
        return await move(turn, form, CardForm.CONTRADICTION)
    if form.doubts:
        return await move(turn, form, CardForm.DOUBT)
    following = form.draft.next_field()
    if following is None:
        return await review(turn, form, notice=notice)
    return await ask(turn, form.asking(following), notice=notice)


async def review(turn: Turn, form: Form, *, notice: str = "") -> Answer:
    """Show the summary."""
    reviewed = replace(form, is_correcting=False)
    return await move(turn, reviewed, CardForm.REVIEW, notice=notice)


async def ask(turn: Turn, form: Form, *, notice: str = "") -> Answer:
    """Ask the form's question, with a *notice* above it."""
    return await move(turn, form, CardForm.QUESTION, notice=notice)


async def move(turn: Turn, form: Form, stage: Stage, *, notice: str = "") -> Answer:
    """Keep the form at *stage* and show it; a contact keyboard comes with the phone and goes after it."""
    before = turn.dialogue.form or form
    wants_keyboard = stage is CardForm.QUESTION and form.field is fields.PHONE
    guess = form.guess if stage is CardForm.GUESS else None
    form = replace(form, revision=turn.update_id, has_keyboard=wants_keyboard, guess=guess)
    turn.dialogue.state = stage.state
    turn.dialogue.fill_in(form)
    screen = await stage_of(turn, form)
    if notice:
        screen = screen.under(notice)
    if wants_keyboard and not before.has_keyboard:
        return [*_leave(turn), _offer_contact(turn), turn.say(screen, is_prompt=True)]
    shown = await present(turn, screen)
    return shown if wants_keyboard == before.has_keyboard else [*shown, *await take_contact_away(turn)]


async def present(turn: Turn, screen: Screen, *, is_prompt: bool = True, toast: str = "") -> Answer:
    """Show a stage, or what comes after the last, in the form's one message, wherever it stands now."""
    here = await _place(turn, screen)
    left = _leave(turn, but=here, toast=toast)
    shown = turn.redraw(here, screen, is_prompt=is_prompt) if here else turn.say(screen, is_prompt=is_prompt)
    return [*left, shown]


async def _place(turn: Turn, screen: Screen) -> int | None:
    """Return the message to change: the tapped one, else the form's, unless something was said below it.

    One that was not sent yet is named by the sender.
    """
    if turn.query is not None:
        return turn.message if turn.stays(screen.protection) else None
    standing = turn.dialogue.prompt_message
    if standing is None or turn.command:
        return None
    return standing if standing < 0 or await turn.sent.is_newest(turn.owner, standing) else None


def _leave(turn: Turn, *, but: int | None = None, toast: str = "") -> Answer:
    """Delete the message that held the form, which goes on in another one, and the command that opened it."""
    left = {turn.dialogue.form_message, turn.dialogue.opening_message}
    gone = {number for number in left if number and number not in {but, turn.message}}
    tapped = turn.left() if turn.query is not None and turn.message != but else []
    turn.dialogue.prompt_message = None
    turn.dialogue.opening_message = 0
    acknowledged = [] if turn.query is None else [turn.acknowledge(toast)]
    return [*acknowledged, *tapped, *map(turn.erase, sorted(gone))]


async def stage_of(turn: Turn, form: Form) -> Screen:
    """Return the screen of the stage at which the form stands."""
    stage = turn.dialogue.state or ""
    if stage == CardForm.TWIN and (card := await saving.twin_of(turn, form)):
        return views.twin(form, card, turn.t)
    if stage in CONSENT_STAGES:
        return CONSENT_STAGES[stage](form, await saving.consent_of(turn, form), turn.t)
    return STAGES.get(stage, views.review)(form, turn.t)


async def take_contact_away(turn: Turn) -> Answer:
    """Take the contact's keyboard away: it goes with its message, or by another where that is too old."""
    number = turn.dialogue.keyboard_message
    turn.dialogue.keyboard_message = 0
    if await turn.sent.may_go(turn.owner, number):
        return [turn.erase(number)]
    return [_with_keyboard(turn, "phone.away", {"remove_keyboard": True})]


def _offer_contact(turn: Turn) -> Call:
    offer = _with_keyboard(turn, "ask.phone.share", views.contact_keyboard(turn.t))
    return replace(offer, is_keyboard=True)


def _with_keyboard(turn: Turn, key: str, keyboard: Mapping[str, Any]) -> Call:
    call = turn.say(Screen(turn.t(key)))
    return replace(call, parameters={**call.parameters, "reply_markup": keyboard})


CONSENT_STAGES: Mapping[Stage | str, Callable[[Form, Document, Texts], Screen]] = {
    CardForm.CONSENT: consent_views.request,
    CardForm.CONSENT_TEXT: consent_views.whole,
}

STAGES: Mapping[Stage | str, Callable[[Form, Texts], Screen]] = {
    CardForm.QUESTION: views.question,
    CardForm.GUESS: guess_views.guess,
    CardForm.CONTRADICTION: guess_views.contradiction,
    CardForm.DOUBT: guess_views.doubt,
    CardForm.KIND: views.kind,
    CardForm.REVIEW: views.review,
}
