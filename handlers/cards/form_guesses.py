"""What is nearly right in the form: it is asked about, and each answer to that is a button."""

from dataclasses import replace

from handlers.cards.form_acts import Act
from handlers.cards.form_flow import ask, move, proceed
from handlers.cards.stages import CardForm
from handlers.ground.calls import Answer
from handlers.ground.turn import Turn
from patient import fields
from patient.card import CardDraft
from patient.form import Form
from patient.guess import Guess, Slip, instead_of


async def offer(turn: Turn, form: Form, guess: Guess) -> Answer:
    """Ask whether what was typed means something else; what is known already is not asked again."""
    known = form.draft.answers
    is_known = all(known.get(field) == value for field, value in guess.meant.answers.items())
    if guess.meant.answers and is_known and guess.slip is not Slip.ORDER:
        return await ask(turn, form, notice=turn.t("form.known_already"))
    return await move(turn, replace(form, guess=guess), CardForm.GUESS)


async def take_meant(turn: Turn, form: Form, _: str) -> Answer:
    """Take what was guessed."""
    return await _take(turn, form, form.guess.meant if form.guess else CardDraft())


async def take_typed(turn: Turn, form: Form, _: str) -> Answer:
    """Take what was typed as it is."""
    return await _take(turn, form, form.guess.typed if form.guess else CardDraft())


async def _take(turn: Turn, form: Form, answers: CardDraft) -> Answer:
    if not answers.answers:
        return await ask(turn, form)
    return await proceed(turn, form.answering(answers))


async def retype(turn: Turn, form: Form, _: str) -> Answer:
    """Ask the question again."""
    return await ask(turn, form)


async def take_instead(turn: Turn, form: Form, _: str) -> Answer:
    """Take the number that was typed as the polis for what it is, and ask for the polis again."""
    found = instead_of(form.draft[fields.POLIS])
    if not found.answers:
        return await proceed(turn, form)
    return await proceed(turn, form.answering(found).without(fields.POLIS))


async def take_sex_told(turn: Turn, form: Form, _: str) -> Answer:
    """Take the sex that the patronymic tells."""
    if form.sex_told is None:
        return await proceed(turn, form)
    return await proceed(turn, form.answering(CardDraft({fields.SEX: form.sex_told})))


async def be_sure_of_sex(turn: Turn, form: Form, _: str) -> Answer:
    """Accept a patronymic of the other sex."""
    return await proceed(turn, replace(form, is_sex_sure=True))


ACTS: dict[str, Act] = {
    "meant": take_meant,
    "typed": take_typed,
    "retype": retype,
    "instead": take_instead,
    "sex_told": take_sex_told,
    "sure_sex": be_sure_of_sex,
}
