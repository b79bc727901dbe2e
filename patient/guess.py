"""A guess at what was meant by an answer that is nearly something else: asked about, never believed."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from patient import fields
from patient.alike import digits_meant
from patient.birth_date import BirthDate
from patient.card import CardDraft
from patient.errors import InvalidPolis, PatientError
from patient.fields import FIELDS, NAMES, AnyField
from patient.layout import in_russian_layout
from patient.name import compared, in_one_script
from patient.numerals import in_figures
from patient.phone import Phone
from patient.polis import Polis, PolisKind
from patient.privacy import Private
from patient.snils import Snils
from patient.visible import visible
from patient.whole_name import parts_of

LONGEST = 400
INITIALS = re.compile(r"^(?:[^\W\d_]\. ?){1,2}(?=\w{2})|(?<=\w{2}) [^\W\d_](?:\.? ?[^\W\d_])?\.?$")

NUMBER = re.compile(
    r"(?<![\w+-])(?:"
    r"[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{2}"  # a SNILS, or a phone without spaces
    r"|[0-9]{4}(?:[- ]?[0-9]{4}){3}"  # a polis
    r"|(?:\+?7|8)[ (-]*[0-9]{3}[) -]*[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}"
    r"|[0-9]{1,2}(?:[./-][0-9]{1,2}[./-]| [а-яё]+ )[0-9]{2,4}(?: ?г\b\.?)?(?: ?р\b\.?)?"
    r")(?![\w-])"
)
CALLED = re.compile(
    r"\b(?:снилс|полис|омс|енп|тел(?:ефон)?|д\.? ?р|дата рождения|фио|и|snils|polis|phone|and)\b[ .:№]*",
    re.IGNORECASE,
)


class Slip(Enum):
    """What probably happened."""

    WHOLE_NAME = "whole_name"
    LAYOUT = "layout"
    LETTERS = "letters"
    ELSEWHERE = "elsewhere"
    ORDER = "order"


@dataclass(frozen=True, slots=True, repr=False)
class Guess(Private):
    """What was probably *meant*, and the answer as *typed* where that can be one; either may be empty."""

    slip: Slip
    meant: CardDraft = field(default_factory=CardDraft)
    typed: CardDraft = field(default_factory=CardDraft)


def guess(
    asked: AnyField,
    text: str,
    today: date,
    *,
    known: CardDraft | None = None,
    is_day_first: bool = True,
) -> Guess | None:
    """Return what may be meant by *text*, none where it is a plain answer or nothing that could be known.

    *known* are the answers so far. Russians write the day first (*is_day_first*); of anybody else 03/09/1958
    may be either day.
    """
    if len(text) > LONGEST:
        return None
    if asked is fields.BIRTH_DATE and not is_day_first and (found := _order(text, today)):
        return found
    if asked in NAMES and (found := _name(asked, text, today, known or CardDraft())):
        return found
    if _one(asked, text, today):
        return None
    if several := _several(asked, text, today) or _among_words(asked, text, today):
        return Guess(Slip.WHOLE_NAME, several)
    return _letters(asked, text, today) or _elsewhere(asked, text, today)


def _several(asked: AnyField, text: str, today: date) -> CardDraft | None:
    """Read the answers to several questions in one text, each number beyond doubt and each once."""
    plain = visible(text)
    numbers = [_of_number(number, today) for number in NUMBER.findall(plain)]
    rest = CALLED.sub(" ", NUMBER.sub(" ", plain)).strip(" ,;.:")
    names = parts_of(rest, fields.SURNAME) or _surname(asked, rest, today)
    if not all(numbers) or (rest and names is None):
        return None
    drafts = [draft for draft in (names if rest else None, *numbers) if draft]
    answers = {each: value for draft in drafts for each, value in draft.answers.items()}
    is_each_once = len(answers) == sum(len(draft.answers) for draft in drafts)
    return CardDraft(answers) if is_each_once and len(drafts) > 1 else None


def _surname(asked: AnyField, text: str, today: date) -> CardDraft | None:
    """Read a part of a name without the initials beside it."""
    return _one(asked, INITIALS.sub("", text), today) if asked in NAMES else None


def _among_words(asked: AnyField, text: str, today: date) -> CardDraft | None:
    """Return the one number of *asked* that stands in a text, perhaps twice, where each there is clear."""
    numbers = [_of_number(number, today) or CardDraft() for number in NUMBER.findall(visible(text))]
    found = {draft.get(asked) for draft in numbers if draft.get(asked) or not draft.answers}
    return CardDraft({asked: found.pop()}) if len(found) == 1 and None not in found else None


def _of_number(text: str, today: date) -> CardDraft | None:
    """Return what a number is, if it can be one thing alone."""
    asked = (fields.BIRTH_DATE, fields.SNILS, fields.POLIS, fields.PHONE)
    return next((draft for each in asked for draft in _sure(each, text, today)), None)


def _name(asked: AnyField, text: str, today: date, known: CardDraft) -> Guess | None:
    russian = in_russian_layout(text) or in_one_script(text)
    meant = parts_of(russian or text, asked) or _alone(asked, russian or text, today, known)
    if meant is None and russian:
        meant = _one(asked, russian, today)
    if meant is None:
        return None
    slip = Slip.LAYOUT if russian else Slip.WHOLE_NAME
    return Guess(slip, meant, _one(asked, text, today) or CardDraft())


def _alone(asked: AnyField, text: str, today: date, known: CardDraft) -> CardDraft | None:
    """Read a part of a name without the initials and the parts beside it that were told already."""
    told = {compared(part.text) for other in NAMES if other is not asked and (part := known.get(other))}
    plain = visible(text)
    words = [word for word in INITIALS.sub("", plain).split() if compared(word) not in told]
    return _one(asked, " ".join(words), today) if words and " ".join(words) != plain else None


def _letters(asked: AnyField, text: str, today: date) -> Guess | None:
    """Read a number in which letters stand for digits, or words; what can be an old polis may stay one."""
    if not asked.is_of_digits:
        return None
    readings = (digits_meant(text), in_figures(visible(text).casefold()))
    meant = next((draft for reading in readings for draft in _sure(asked, reading, today)), None)
    typed = _insisted(text) if asked is fields.POLIS else None
    if meant is None and typed is None:
        return None
    return Guess(Slip.LETTERS, meant or CardDraft(), typed or CardDraft())


def _order(text: str, today: date) -> Guess | None:
    """Read a date whose day and month may stand either way."""
    days = BirthDate.orders(text, today=today)
    meant, typed = (CardDraft({fields.BIRTH_DATE: day}) for day in days) if days else (None, None)
    return Guess(Slip.ORDER, meant, typed) if meant and typed else None


def _insisted(text: str) -> CardDraft | None:
    """Return an old polis that only `Polis.parse` refuses."""
    try:
        polis = Polis.read(text)
    except InvalidPolis:
        return None
    return CardDraft({fields.POLIS: polis})


def _elsewhere(asked: AnyField, text: str, today: date) -> Guess | None:
    """Read an answer to another question."""
    found = next(
        (draft for other in FIELDS if other is not asked for draft in _sure(other, text, today)), None
    )
    return Guess(Slip.ELSEWHERE, found) if found else None


def _sure(asked: AnyField, text: str, today: date) -> Iterator[CardDraft]:
    """Yield the value of *asked* that *text* is beyond doubt."""
    draft = _one(asked, text, today)
    if draft and asked.is_sure(draft[asked]):
        yield draft


def instead_of(polis: Polis) -> CardDraft:
    """Return what an old polis's number is, if it is that of something else; empty where it is not."""
    if polis.kind is PolisKind.OLD:
        with suppress(PatientError):
            return CardDraft({fields.SNILS: Snils.parse(f"{polis.series or ''}{polis.number}")})
    if polis.kind is PolisKind.OLD and not polis.series:
        with suppress(PatientError):
            return CardDraft({fields.PHONE: Phone.parse(polis.number)})
    return CardDraft()


def _one(asked: AnyField, text: str, today: date) -> CardDraft | None:
    try:
        return CardDraft({asked: asked.read(text, today)})
    except PatientError:
        return None
