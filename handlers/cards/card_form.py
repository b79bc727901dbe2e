"""The card form: what is typed, shared and pressed while it stands."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.cards import card_file, form_acts
from handlers.cards.form_aside import aim_aside, may_answer, notice_at_buttons, notice_of
from handlers.cards.form_flow import ask, move, present, proceed, stage_of
from handlers.cards.stages import ASKED, FORM_STAGES, CardForm
from handlers.ground.calls import Answer
from handlers.ground.navigation import Press
from handlers.ground.tables import Actions, Outcome, once
from handlers.ground.turn import Turn
from locales.texts import DEFAULT
from patient import fields
from patient.errors import PatientError
from patient.form import Form
from patient.guess import Guess, Slip, guess
from patient.phone import Phone
from patient.words.intent import Aim


async def hear(turn: Turn) -> Outcome | None:
    """Take what is said as an answer while a form stands; none when none does, and at commands."""
    form = turn.dialogue.form if turn.stood in FORM_STAGES and not turn.command else None
    if form is None:
        return None
    if turn.is_edited:  # what counts is the answer that was kept
        return await _remind(turn, form, "form.edited")
    if turn.contact:
        return await _take_contact(turn, form, turn.contact.phone_number, turn.contact.user_id)
    if turn.text:
        return await _take_text(turn, form, turn.text)
    return await _remind(turn, form, f"wordless.{turn.wordless}")


async def _take_text(turn: Turn, form: Form, text: str) -> Outcome:
    """Take a typed answer, or say what is wrong with it and stay on the question."""
    is_asked = turn.stood in ASKED
    act = form_acts.typed(text, form)
    if act and (is_asked or act is form_acts.cancel):
        return await act(turn, form, "")
    aim = aim_aside(turn.intent.aim, text)
    if not is_asked:
        return await _remind(turn, form, notice_at_buttons(aim))
    if aim and not may_answer(aim, text, form, turn.today):
        return await ask(turn, form, notice=notice_of(aim, text, form, turn.t))
    is_day_first = turn.t.language == DEFAULT
    if found := guess(form.field, text, turn.today, known=form.draft, is_day_first=is_day_first):
        return await _offer(turn, form, found)
    return await _take(turn, form, lambda: form.field.read(text, turn.today), notice=_called(text, aim, turn))


async def _offer(turn: Turn, form: Form, found: Guess) -> Answer:
    """Ask whether what was typed means something else; what is known already is not asked again."""
    known = form.draft.answers
    is_known = all(known.get(field) == value for field, value in found.meant.answers.items())
    if found.meant.answers and is_known and found.slip is not Slip.ORDER:
        return await ask(turn, form, notice=turn.t("form.known_already"))
    return await move(turn, replace(form, guess=found), CardForm.GUESS)


async def _take_contact(turn: Turn, form: Form, phone: str, owner: int | None) -> Outcome:
    """Take a shared contact as the phone, if it is the person's own."""
    if form.field is not fields.PHONE:
        return await _remind(turn, form, "form.contact_not_now")
    if owner != turn.owner:
        return await ask(turn, form, notice=turn.t("wrong.phone.foreign_contact"))
    return await _take(turn, form, lambda: Phone.of_contact(phone))


async def press(turn: Turn, pressed: Press) -> Outcome:
    """Do what a button of the present state asks; an older one shows the present state."""
    form, act = turn.dialogue.form, form_acts.ACTS.get(pressed.act)
    if form and act and pressed.revision == form.revision:
        return await act(turn, form, pressed.value)
    toast = turn.t.plain("stale")
    if form and turn.stood in FORM_STAGES:
        turn.dialogue.state = turn.stood
        return await present(turn, await stage_of(turn, form), toast=toast)
    return [turn.acknowledge(toast), turn.say(await card_file.listing(turn))]


async def _take(turn: Turn, form: Form, reading: Callable[[], Any], notice: str = "") -> Answer:
    try:
        value = reading()
    except PatientError as error:
        notice = turn.t(f"wrong.{error.field}.{error.reason}")
        return await ask(turn, form, notice=notice)
    return await proceed(turn, form.answered(value), notice=notice)


def _called(text: str, aim: Aim | None, turn: Turn) -> str:
    """Return a word to who may have meant a button, or an ambulance, and is taken to be called so."""
    if aim is Aim.EMERGENCY:
        return turn.t("words.emergency")
    label = form_acts.labelled(text)
    return turn.t("form.called", word=turn.t.plain(label)) if label else ""


async def _remind(turn: Turn, form: Form, key: str) -> Answer:
    """Show what stands, with the reason why what came was no answer; an emergency goes before any."""
    screen = await stage_of(turn, form)
    return await present(turn, screen.under(turn.t("words.emergency" if turn.is_cry else key)))


def _already(pressed: Press) -> str:
    return "already.saved" if pressed.act == "agree" else "already.answered"


ACTIONS: Actions = {Press: once(press, _already)}
