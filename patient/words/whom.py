"""Whom a sentence names: a speciality, in the words of a patient or of a registry, and what may be a name."""

from collections.abc import Sequence
from functools import lru_cache

from patient.name import compared
from patient.table import rows
from patient.words.intent import Wish
from patient.words.names import likeness
from patient.words.pattern import Pattern
from patient.words.sentence import SPECIALITIES, Sentence, Word
from patient.words.specialities import ACHING, TOGETHER, Speciality, foremost

MOST_NAMES, LONGEST = 4, 60
BEFORE_A_NAME = SPECIALITIES | {"to", "at", "doctor", "receive", "clinic"}
AFTER_A_CLINICS_NAME = {"clinic", "city", "medical"}
CALLED = tuple((Speciality(name), Pattern.parse(text)) for name, text in rows(TOGETHER))
ACHES = tuple((Speciality(name), Pattern.parse(text)) for name, text in rows(ACHING))


def speciality_in(sentence: Sentence) -> Speciality | None:
    """Return whom a sentence names by one word, by two together, or by what aches."""
    one = foremost(sentence.specialities)
    called = (speciality for speciality, pattern in (*CALLED, *ACHES) if pattern.fits(sentence.notions))
    return one[0] if one else next(called, None)


@lru_cache(maxsize=1000)
def specialities_of(title: str) -> frozenset[Speciality]:
    """Return what a registry's *title* of a doctor says: «Врач-травматолог-ортопед», «Педиатр участковый»."""
    sentence = Sentence.read(title)
    called = (speciality for speciality, pattern in CALLED if pattern.fits(sentence.notions | {"doctor"}))
    return frozenset(foremost(sentence.specialities) or called)


def suits(wish: Wish, title: str) -> bool:
    """Tell whether a registry's *title* is the speciality of which the wish speaks."""
    return wish.speciality is not None and wish.speciality in specialities_of(title)


def is_named(wish: Wish, name: str) -> bool:
    """Tell whether the wish speaks of somebody of this *name*."""
    return likeness(compared(name), wish.names) > 0


def is_for_children(title: str) -> bool:
    """Tell whether the title of a doctor or the name of a clinic says that children are seen."""
    notions = Sentence.read(title).notions
    return "children" in notions or Speciality.PAEDIATRICIAN in notions


def names_in(words: Sequence[Word]) -> tuple[str, ...]:
    """Return the unknown words that stand where names do: after «к», «врач», «педиатр», beside a clinic."""
    names: list[str] = []
    is_name = False
    around = zip((Word(""), *words), words, (*words[1:], Word("")), strict=False)
    for previous, word, following in around:
        stands_there = previous.notion in BEFORE_A_NAME or following.notion in AFTER_A_CLINICS_NAME
        is_name = word.is_unknown and (is_name or stands_there)
        names += [word.text] * is_name
    return tuple(names[:MOST_NAMES])


def unknown_in(words: Sequence[Word]) -> tuple[str, ...]:
    """Return all words that may be a name, none where there are too many for one."""
    unknown = tuple(word.text for word in words if word.is_unknown and len(word.text) <= LONGEST)
    return unknown if len(unknown) <= MOST_NAMES else ()
