"""Understanding: a sentence in, an intent out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from patient.day_words import MONTHS
from patient.layout import AS_RUSSIAN, LATIN, RUSSIAN, in_russian_layout
from patient.relation import Relation
from patient.table import rows
from patient.translit import in_cyrillic
from patient.visible import visible
from patient.watch import Hours
from patient.words.alarm import sounds_alarming
from patient.words.clinics import clinic_in
from patient.words.days import days_in, days_of_move
from patient.words.hours import hours_in, hours_of_move
from patient.words.intent import Aim, Intent, Wish
from patient.words.kin import relation_in
from patient.words.notions import SPANS
from patient.words.rules import RULES, WHOLE
from patient.words.sentence import SPECIALITIES, Sentence, plain_text
from patient.words.whom import names_in, speciality_in, unknown_in

MOST_WORDS = 40
MOST_IN_A_NAME = 3
ONES_OWN = frozenset({Aim.BOOK, Aim.MOVE, Aim.CANCEL})  # where «меня» says whose card is meant
SOMEBODYS = ONES_OWN | {Aim.WATCH, Aim.VISITS, Aim.MY_CLINIC, Aim.ADD_CARD}
LONGEST = 400  # of what may be typed in the other layout
EDGES = " .,;:!?()«»\"'"
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN_LINE = re.compile("[a-z ]+")
AS_LATIN = str.maketrans(RUSSIAN, LATIN)
BESIDE_A_NAME = SPECIALITIES | {"unknown", "speciality", "ordinary", "please", "greeting", "to", "at", "on"}
BESIDE_A_NAME |= {name for name, _ in rows(SPANS + MONTHS)} | {
    "doctor",
    "clinic",
    "city",
    "children",
    "number",
    "tell",
    "medical",
}


def understand(text: str, today: date) -> Intent:
    """Return what *text* asks for; *today* is the day in the region's zone.

    Any text has an intent, if only the one that nothing was understood. What makes no sense is read as if
    it were typed in the other layout of the keyboard, or in Latin letters for want of Russian ones.
    """
    first = _read(text, today)
    if _makes_sense(first) or len(text) > LONGEST:
        return first
    seen = visible(text)
    retyped = (_read(each, today) for each in _retyped(seen))
    return next(filter(_makes_sense, retyped), _named_otherwise(seen, today) or first)


def _makes_sense(intent: Intent) -> bool:
    """Tell whether more was understood than words that may be a name: «ещё раз к моему» begins as "to"."""
    is_whole_name = intent.aim is Aim.BOOK and len(intent.wish.names) >= MOST_IN_A_NAME
    is_name = intent.aim is Aim.FIND or is_whole_name
    is_name = is_name and not (intent.wish.speciality or intent.wish.clinic)
    return not is_name and intent.aim is not Aim.NOTHING


def _retyped(text: str) -> Iterator[str]:
    if not any(map(str.isalpha, text)):
        return  # figures are the same in any layout
    if not CYRILLIC.search(text):
        yield text.translate(AS_RUSSIAN)
        yield text.rstrip(EDGES).translate(AS_RUSSIAN)
        if not Sentence.read(russian := in_cyrillic(text)).notions & {"unknown"}:
            yield russian
    elif LATIN_LINE.fullmatch(english := text.strip(EDGES).casefold().translate(AS_LATIN)):
        yield english


def _named_otherwise(text: str, today: date) -> Intent | None:
    russian = in_russian_layout(text.strip(" !?"))
    return _read(russian, today) if russian else None


def _read(text: str, today: date) -> Intent:
    sentence = Sentence.read(text)
    is_long = len(sentence.words) > MOST_WORDS
    wish = Wish() if is_long else _wish(sentence, today)
    if sounds_alarming(sentence):
        return Intent(Aim.EMERGENCY, wish)
    if is_long:
        return Intent(Aim.NOTHING)
    if whole := WHOLE.get(plain_text(text).strip(EDGES)):
        return Intent(whole)
    return _ruled(sentence, wish, today) or _name_alone(sentence, wish)


def _ruled(sentence: Sentence, wish: Wish, today: date) -> Intent | None:
    """Return what the first rule that fits says."""
    told = {
        "to_name": bool(wish.names) and bool(sentence.notions & {"to", "at", "receive"}),
        "clinic_named": bool(wish.clinic or (wish.names and "clinic" in sentence.notions)),
        "speciality": bool(wish.speciality),
        "days": bool(wish.days),
        "hours": wish.hours is not Hours.ANY,
    }
    notions = sentence.notions.union(notion for notion, is_told in told.items() if is_told)
    fitting = (rule for rule in RULES if rule.pattern.fits(notions))
    rule = next(fitting, None)
    if rule and rule.aim is Aim.FIND:
        wish = replace(wish, names=unknown_in(sentence.words))
    if rule and rule.aim in SOMEBODYS:
        wish = replace(wish, whom=_whom(sentence, rule.aim))
    if rule and rule.aim is Aim.MOVE:
        wish = _moved(wish, sentence, today)
    return Intent(rule.aim, wish, rule.not_yet) if rule else None


def _whom(sentence: Sentence, aim: Aim) -> Relation | None:
    told = relation_in(sentence)
    return None if told is Relation.ME and aim not in ONES_OWN else told


def _moved(wish: Wish, sentence: Sentence, today: date) -> Wish:
    before, after = days_of_move(sentence.words, today)
    return replace(wish, moved_from=before, days=after, hours=hours_of_move(sentence.words))


def _name_alone(sentence: Sentence, wish: Wish) -> Intent:
    """Return a search by what may be a name, where nothing else is said."""
    names = unknown_in(sentence.words)
    is_name = bool(names) and sentence.notions <= BESIDE_A_NAME
    return Intent(Aim.FIND, replace(wish, names=names)) if is_name else Intent(Aim.NOTHING, wish)


def _wish(sentence: Sentence, today: date) -> Wish:
    names = names_in(sentence.words)
    return Wish(
        speciality=speciality_in(sentence),
        names=names,
        people=tuple(word for word in unknown_in(sentence.words) if word not in names),
        clinic=clinic_in(sentence.words),
        for_children="children" in sentence.notions,
        days=days_in(sentence.words, today),
        hours=hours_in(sentence.words),
    )
