"""The number of a clinic, as people say it («поликлиника №1», «2-я детская») and as registries write it."""

import re
from collections.abc import Sequence
from itertools import dropwhile

from patient.words.sentence import Word

OF_REGISTRY = re.compile(r"(?:№|\bN|\bno\.?)\s*(\d{1,3})\b|(?<![\d.])(\d{1,3})(?![\d.])", re.IGNORECASE)
LONGEST, WINDOW = 3, 5
IN_WORDS = {"один": 1, "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "one": 1, "two": 2, "three": 3}
PASSED_OVER = frozenset({"number", "city", "children", "clinic", "medical"})


def clinic_in(words: Sequence[Word]) -> int | None:
    """Return the number that stands beside the word for a clinic, none where there is none."""
    for at, word in enumerate(words):
        if word.notion == "clinic":
            before = words[max(at - WINDOW, 0) : at]
            found = _number(words[at + 1 : at + WINDOW], is_before=False)
            if found := found or _number(before[::-1], is_before=True):
                return found
    return None


def number_of(name: str) -> int | None:
    """Return the number in the *name* of a clinic: «Городская поликлиника № 1 им. Семашко»."""
    found = OF_REGISTRY.search(name)
    return int(found[1] or found[2]) if found else None


def _number(words: Sequence[Word], *, is_before: bool) -> int | None:
    """Return the first word's number, adjectives of clinics aside; «12 декабря» is none."""
    rest = list(dropwhile(lambda word: word.notion in PASSED_OVER, words))
    if not rest:
        return None
    name, _, number = (rest[0].notion or "").partition(".")
    following = (rest[1].notion or "").partition(".")[0] if len(rest) > 1 and not is_before else ""
    if name == "nth" and is_before:
        return int(number)
    if not is_before and rest[0].text in IN_WORDS:
        return IN_WORDS[rest[0].text]
    is_number = rest[0].text.isdecimal() and len(rest[0].text) <= LONGEST
    return int(rest[0].text) if is_number and following not in {"month", "day", "hour", "week"} else None
