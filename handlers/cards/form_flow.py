"""The flow of the card form: which question follows which answer, and how each stage is shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from handlers.cards import saving
from handlers.cards.stages import FORM_STAGES, CardForm
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
    return await proceed(turn, form)


async def resume(turn: Turn, form: Form) -> Answer:
    """Show a form that was laid aside as it stood."""
    if form.guess:
        return await move(turn, form, CardForm.GUESS)
    if form.sex_told:
        return await move(turn, form, CardForm.CONTRADICTION)
    if form.doubts:
        return await move(turn, form, CardForm.DOUBT)
    if form.is_correcting or form.draft.next_field() is not None:
        return await ask(turn, form)
    return await review(turn, form)


async def show_present(turn: Turn) -> Answer:
    """Show the question again that stood, below something that was told in between; it goes on standing."""
    form = turn.dialogue.form
    if form is None or turn.stood not in FORM_STAGES:
        return []
    turn.dialogue.stand_at(turn.stood)
    return [turn.say(await stage_of(turn, form), is_prompt=True)]


async def accept(turn: Turn, form: Form, value: Any, *, notice: str = "") -> Answer:
    """Keep an answer and go on."""
    return await proceed(turn, form.answered(value), notice=notice)


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


async def move(turn: Turn, form: Form, stage: CardForm, *, notice: str = "") -> Answer:
    """Keep the form at *stage* and show it; a contact keyboard comes with the phone and goes after it."""
    had_keyboard = form.has_keyboard
    wants_keyboard = stage == CardForm.QUESTION and form.field is fields.PHONE
    guess = form.guess if stage == CardForm.GUESS else None
    form = replace(form.at(turn.update_id), has_keyboard=wants_keyboard, guess=guess)
    turn.dialogue.stand_at(stage)
    turn.dialogue.fill_in(form)
    screen = await stage_of(turn, form)
    if notice:
        screen = screen.under(notice)
    if wants_keyboard == had_keyboard:
        return present(turn, screen)
    keyboard = _offer_contact(turn) if wants_keyboard else take_contact_away(turn)
    return [*leave_question(turn), keyboard, turn.say(screen, is_prompt=True)]


def present(turn: Turn, screen: Screen) -> Answer:
    """Show a stage: in place after a tap, below what was typed otherwise."""
    if turn.query is not None:
        return [turn.acknowledge(), turn.change(screen, is_prompt=True)]
    return [*leave_question(turn), turn.say(screen, is_prompt=True)]


def leave_question(turn: Turn) -> Answer:
    """Delete the question before, as its answer is: what stands in the chat is what is asked now."""
    if turn.query is not None:
        return [turn.acknowledge(), *([turn.erase(turn.message)] if turn.message else [])]
    number = turn.dialogue.prompt_message
    return [turn.erase(number)] if number else []


async def stage_of(turn: Turn, form: Form) -> Screen:
    """Return the screen of the stage at which the form stands."""
    stage = turn.dialogue.state or ""
    if stage == CardForm.TWIN and (card := await saving.twin_of(turn, form)):
        return views.twin(form, card, turn.t)
    if stage in CONSENT_STAGES:
        return CONSENT_STAGES[stage](form, turn.config, turn.t, turn.today)
    return STAGES.get(stage, views.review)(form, turn.t)


def take_contact_away(turn: Turn) -> Call:
    """Take the contact keyboard away, which Telegram does only together with a message."""
    return _with_keyboard(turn, "phone.away", {"remove_keyboard": True})


def _offer_contact(turn: Turn) -> Call:
    return _with_keyboard(turn, "ask.phone.share", views.contact_keyboard(turn.t))


def _with_keyboard(turn: Turn, key: str, keyboard: Mapping[str, Any]) -> Call:
    call = turn.say(Screen(turn.t(key)))
    return replace(call, parameters={**call.parameters, "reply_markup": keyboard})


CONSENT_STAGES: Mapping[str | None, Callable[..., Screen]] = {
    CardForm.CONSENT: consent_views.request,
    CardForm.CONSENT_TEXT: consent_views.whole,
}

STAGES: Mapping[str | None, Callable[[Form, Texts], Screen]] = {
    CardForm.QUESTION: views.question,
    CardForm.GUESS: guess_views.guess,
    CardForm.CONTRADICTION: guess_views.contradiction,
    CardForm.DOUBT: guess_views.doubt,
    CardForm.KIND: views.kind,
    CardForm.REVIEW: views.review,
}
