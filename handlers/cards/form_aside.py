"""What is said aside while the form asks something: a cry for help, a greeting, a wish; none is an answer."""

from datetime import date

from locales.texts import Texts
from patient import fields
from patient.day_words import MONTHS, ORDINALS
from patient.errors import PatientError
from patient.fields import NAMES, AnyField
from patient.form import Form
from patient.guess import guess
from patient.name import answer_alone
from patient.plea import asks_for_help
from patient.table import rows
from patient.visible import visible
from patient.words.intent import Aim
from patient.words.notions import SPANS
from patient.words.sentence import LEXICON, Sentence, plain_text

UNHEARD = frozenset({Aim.NOTHING, Aim.FIND})
PUZZLED = frozenset({Aim.HELP, Aim.GREETING, Aim.THANKS})
AT_BUTTONS = PUZZLED | {None, Aim.ADD_CARD, Aim.CONSENTS}
WISHED = frozenset(
    {Aim.EMERGENCY, Aim.UNWELL, Aim.BOOK, Aim.MOVE, Aim.CANCEL, Aim.WATCH, Aim.VISITS}
)  # of what may be said with figures
FEWEST_DIGITS = 5
CALENDAR = {"ordinary", "day", *(name for name, _ in rows(SPANS + MONTHS + ORDINALS))}
NO_NAMES = PUZZLED | {Aim.STOP, Aim.MENU, Aim.CARDS, Aim.NOTICES, Aim.SETTINGS, Aim.SUPPORT}


def aim_aside(aim: Aim, text: str) -> Aim | None:
    """Return what *text* with this *aim* asks for besides the question; an emergency goes before all else."""
    if aim is not Aim.EMERGENCY and asks_for_help(text):
        return Aim.HELP
    return None if aim in UNHEARD else aim


def may_answer(aim: Aim, text: str, form: Form, today: date) -> bool:
    """Tell whether *text* can be an answer all the same: somebody may be called Август, or Stop."""
    if aim is Aim.HELP:
        return False
    if form.field in NAMES and not any(map(str.isdigit, text)):
        is_english = text.isascii() and aim is not Aim.EMERGENCY
        plain = visible(text)
        is_called = answer_alone(text, form.field.kind.part) != plain and aim is not Aim.EMERGENCY
        is_word = aim in NO_NAMES and LEXICON.holds(plain_text(text))
        return is_english or is_called or (plain.isalpha() and not is_word)
    try:
        form.field.read(text, today)
    except PatientError:
        return _is_nearly_one(aim, text, form.field) or guess(form.field, text, today) is not None
    return True


def _is_nearly_one(aim: Aim, text: str, asked: AnyField) -> bool:
    """Tell whether an answer was tried: a day for a birth date, or figures that no wish has."""
    if aim is Aim.BOOK and asked is fields.BIRTH_DATE and Sentence.read(text).notions <= CALENDAR:
        return True
    return aim not in WISHED and sum(map(str.isdigit, text)) >= FEWEST_DIGITS


def notice_of(aim: Aim, text: str, form: Form, t: Texts) -> str:
    """Return what is told above the question, which stands on; nobody is kept from being called so."""
    told = t(f"help.{form.field.name}" if aim in PUZZLED else _told(aim))
    word = visible(text)
    if form.field not in NAMES or not word.isalpha():
        return told
    label = t.plain(f"field.{form.field.name}")
    return f"{told}\n\n{t('form.if_called', label=label, word=word)}"


def notice_at_buttons(aim: Aim | None) -> str:
    """Return the key of what is told where only a button answers; its label, typed, is no other wish."""
    return "form.press_a_button" if aim in AT_BUTTONS else _told(aim)


def _told(aim: Aim | None) -> str:
    return "words.emergency" if aim is Aim.EMERGENCY else "form.later"
