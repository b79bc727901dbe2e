"""The buttons of the card form: what each of them does to the form as it stands."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from handlers.cards import card_file, saving
from handlers.cards.form_flow import ask, move, present, proceed, review, take_contact_away
from handlers.cards.stages import CONSENTING, CardForm, Stage
from handlers.ground.calls import Answer
from handlers.ground.turn import Turn
from handlers.ground.typed import label_among
from patient import fields
from patient.errors import InvalidPolis
from patient.fields import FIELDS, NUMBERS
from patient.form import Form
from patient.guess import Guess, Slip
from patient.polis import PolisKind
from patient.said_none import says_none
from patient.said_yes import says_no, says_yes
from patient.visible import visible

Act = Callable[[Turn, Form, str], Awaitable[Answer]]


def going_on(change: Callable[[Form], Form]) -> Act:
    """Return the act that changes the form, and goes on to what is asked next."""

    async def acted(turn: Turn, form: Form, _: str) -> Answer:
        return await proceed(turn, change(form))

    return acted


def moving(stage: Stage) -> Act:
    """Return the act that shows another stage of the form."""

    async def acted(turn: Turn, form: Form, _: str) -> Answer:
        return await move(turn, form, stage)

    return acted


async def choose(turn: Turn, form: Form, value: str) -> Answer:
    """Take a value that was pressed instead of typed."""
    chosen = next((choice for choice in form.field.choices.values() if choice.value == value), None)
    return await proceed(turn, form.answered(chosen)) if chosen else await ask(turn, form)


async def skip(turn: Turn, form: Form, _: str) -> Answer:
    """Leave the field empty, where it may be."""
    if form.draft.may_skip(form.field):
        return await proceed(turn, form.answered(None))
    key = "wrong.skip.number" if form.field in NUMBERS else "wrong.skip"
    return await ask(turn, form, notice=turn.t(key))


async def keep(turn: Turn, form: Form, _: str) -> Answer:
    """Leave the earlier answer as it is."""
    if not form.draft.is_answered(form.field):
        return await ask(turn, form)
    return await proceed(turn, form.answered(form.draft.get(form.field)))


async def back(turn: Turn, form: Form, _: str) -> Answer:
    """Ask the question before again; its answer is kept until there is a new one."""
    if form.is_correcting:
        return await proceed(turn, form)
    before = FIELDS[max(0, FIELDS.index(form.field) - 1)]
    return await ask(turn, form.asking(before))


async def cancel(turn: Turn, form: Form, _: str) -> Answer:
    """Forget the form and show the card file."""
    turn.dialogue.clear()
    key = "form.cancelled" if form.card is None else "form.cancelled.change"
    screen = (await card_file.listing(turn)).under(turn.t(key))
    shown = await present(turn, screen, is_prompt=False)
    return [*shown, *await take_contact_away(turn)] if form.has_keyboard else shown


async def change(turn: Turn, form: Form, value: str) -> Answer:
    """Ask one field again; its answer leads back to the summary."""
    return await ask(turn, form.asking(fields.named(value), correcting=True))


async def take_kind(turn: Turn, form: Form, value: str) -> Answer:
    """Take the kind that the person says, if a number of that kind can look so."""
    polis = form.draft[fields.POLIS]
    try:
        corrected = polis.as_kind(PolisKind(value))
    except InvalidPolis as error:
        notice = turn.t(f"wrong.{error.field}.{error.reason}")
        return await move(turn, form, CardForm.KIND, notice=notice)
    kept = replace(form, draft=form.draft.answered(fields.POLIS, corrected))
    return await proceed(turn, kept.trusting() if corrected.kind is PolisKind.OLD else kept)


async def save(turn: Turn, form: Form, _: str, *, notice: str = "") -> Answer:
    """Save a changed card; a new one asks for the consent first, under a *notice*."""
    if await saving.twin_of(turn, form) is not None:
        return await move(turn, form, CardForm.TWIN)
    return await _keep(turn, form, notice=notice)


async def _keep(turn: Turn, form: Form, *, notice: str = "") -> Answer:
    """Save a changed card at once, unless it takes another consent, which only its owner can give."""
    if refused := await saving.closed(turn, form):
        return refused
    earlier = await saving.card_of(turn, form)
    if form.card is not None and (earlier is None or not await saving.needs_consent(turn, earlier, form)):
        return await saving.change(turn, form)
    if earlier is not None and earlier.seen_by_guest:
        return await review(turn, form, notice=turn.t("share.owner_consents"))
    return await move(turn, form, CardForm.CONSENT, notice=notice)


async def update_twin(turn: Turn, form: Form, _: str) -> Answer:
    """Put the answers into the card that the person has already."""
    twin = await saving.twin_of(turn, form)
    if twin is None:
        return await review(turn, form)
    return await _keep(turn, replace(form, card=twin.id))


async def agree(turn: Turn, form: Form, _: str) -> Answer:
    """Save the card under the consent that was just given."""
    if turn.stood not in CONSENTING:
        return await review(turn, form)
    if form.card is not None:
        return await saving.change(turn, form)
    return await saving.add(turn, form)


async def disagree(turn: Turn, form: Form, _: str) -> Answer:
    """Go back to the summary; nothing is saved without the consent."""
    return await review(turn, form, notice=turn.t("consent.refused"))


ACTS: dict[str, Act] = {
    "choose": choose,
    "skip": skip,
    "keep": keep,
    "back": back,
    "cancel": cancel,
    "change": change,
    "go_on": going_on(lambda form: form),  # from a side question
    "sure": going_on(Form.trusting),
    "instead": going_on(Form.polis_elsewhere),
    "kinds": moving(CardForm.KIND),
    "kind": take_kind,
    "sex_told": going_on(Form.of_sex_told),
    "sure_sex": going_on(Form.sure_of_sex),
    "meant": going_on(Form.as_meant),
    "typed": going_on(Form.as_typed),
    "retype": moving(CardForm.QUESTION),
    "save": save,
    "update": update_twin,
    "read": moving(CardForm.CONSENT_TEXT),
    "agree": agree,
    "disagree": disagree,
}

TYPED: Mapping[str, str] = {
    "button.back": "back",
    "button.skip": "skip",
    "button.cancel": "cancel",
    "button.no_patronymic": "skip",
}
AT_GUESS: Mapping[str, str] = {
    "button.guess.meant": "meant",
    "button.guess.typed": "typed",
    "button.guess.old_polis": "typed",
    "button.guess.retype": "retype",
}
NAMES = (fields.SURNAME, fields.GIVEN_NAME)  # people are called Back, Cancel, Skip and No


def labelled(text: str) -> str | None:
    """Return the key of the button whose label *text* is, if it is one's."""
    return label_among(tuple(TYPED), text)


def typed(text: str, form: Form) -> Act | None:
    """Return the act of a button whose label was typed instead of pressed; words for «none» skip."""
    if form.guess and (act := _said_of(form.guess, text)):
        return act
    if form.field in NAMES and text.isascii():
        return None
    if label := labelled(text):
        return ACTS[TYPED[label]]
    return skip if visible(text) and says_none(text) else None


def _said_of(guess: Guess, text: str) -> Act | None:
    """Return the act of a button beneath a *guess* whose label was typed, or yes or no."""
    said = "retype" if says_no(text) else "meant" if says_yes(text) else None
    act = said or AT_GUESS.get(label_among(tuple(AT_GUESS), text) or "")
    if act == "retype":
        return ACTS[act]
    is_one = guess.slip is not Slip.ORDER  # of two days each has its button
    offered = {"meant": guess.meant, "typed": guess.typed}
    return ACTS[act] if act and is_one and offered[act].answers else None
