"""The card form: what is typed, shared and pressed while it stands."""

from collections.abc import Callable
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.cards import card_file, form_acts, form_guesses
from handlers.cards.form import CardForm, Form
from handlers.cards.form_flow import accept, ask, present, read_form, show_present, stage_of
from handlers.filters import FormStands, HasContact, HasText
from handlers.ground.navigation import Press
from handlers.ground.turn import Answer, Turn
from patient.card import CardField
from patient.errors import PatientError
from patient.guess import guess
from patient.phone import Phone
from patient.plea import asks_for_help
from patient.reading import read

ACTS = form_acts.ACTS | form_guesses.ACTS


async def take_text(message: Message, turn: Turn, form: Form) -> Answer:
    """Take a typed answer, or say what is wrong with it and stay on the question."""
    text = message.text or ""
    is_asked = await turn.state.get_state() in {CardForm.question.state, CardForm.guess.state}
    act = form_acts.typed(text, form, turn)
    if act and (is_asked or act is form_acts.cancel):
        return await act(turn, form, "")
    if not is_asked:
        return await _remind(turn, form, "form.press_a_button")
    if asks_for_help(text):
        return await ask(turn, form, notice=turn.t(f"help.{form.field.value}"))
    if found := guess(form.field, text, turn.today):
        return await form_guesses.offer(turn, form, found)
    return await _take(turn, form, lambda: read(form.field, text, turn.today), notice=_called(text, turn))


async def take_contact(message: Message, turn: Turn, form: Form) -> Answer:
    """Take a shared contact as the phone, if it is the sender's own."""
    contact = message.contact
    if contact is None or form.field is not CardField.PHONE:
        return await _remind(turn, form, "form.contact_not_now")
    if contact.user_id != turn.owner:
        return await ask(turn, form, notice=turn.t("wrong.phone.foreign_contact"))
    return await _take(turn, form, lambda: Phone.of_contact(contact.phone_number))


async def take_other(_: Message, turn: Turn, form: Form) -> Answer:
    """Answer a picture, a voice message and the like: only text can be an answer here."""
    return await _remind(turn, form, "form.only_text")


async def take_edited(_: Message, turn: Turn, form: Form) -> Answer:
    """Answer a changed message: what counts is the answer that was kept."""
    return await _remind(turn, form, "form.edited")


async def take_press(_: CallbackQuery, turn: Turn, callback_data: Press) -> Answer:
    """Do what a button of the present state asks; an older one shows the present state."""
    form = await read_form(turn)
    act = ACTS.get(callback_data.act)
    if form and act and callback_data.revision == form.revision:
        return await act(turn, form, callback_data.value)
    stale = turn.acknowledge(turn.t.plain("stale"))
    if shown := await show_present(turn):
        return [stale, *shown]
    return [stale, turn.say(await card_file.listing(turn.context))]


async def _take(turn: Turn, form: Form, reading: Callable[[], Any], notice: str = "") -> Answer:
    try:
        value = reading()
    except PatientError as error:
        notice = turn.t(f"wrong.{error.field}.{error.reason}")
        return await ask(turn, form, notice=notice)
    return await accept(turn, form, value, notice=notice)


def _called(text: str, turn: Turn) -> str:
    """Return a word to who may have meant a button, and is taken to be called so."""
    label = form_acts.labelled(text, turn)
    return turn.t("form.called", word=turn.t.plain(label)) if label else ""


async def _remind(turn: Turn, form: Form, key: str) -> Answer:
    """Show what stands, with the reason why what came was no answer."""
    screen = await stage_of(turn, form)
    return present(turn, screen.under(turn.t(key)))


def build_press_router() -> Router:
    """Route the form's buttons; they come first, being pressed most."""
    router = Router(name="form buttons")
    router.callback_query.register(take_press, Press.filter())
    return router


def build_router() -> Router:
    """Route what is typed and shared while a form stands."""
    router = Router(name="card form")
    router.message.register(take_text, FormStands(), HasText())
    router.message.register(take_contact, FormStands(), HasContact())
    router.message.register(take_other, FormStands())
    router.edited_message.register(take_edited, FormStands())
    return router
