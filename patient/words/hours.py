"""The hours that a sentence names: «утром», «после обеда», «после 17», «в 15:30», "at 3 pm"."""

import re
from collections.abc import Iterator, Sequence
from datetime import time

from patient.watch import BOUNDS, Hours
from patient.words.sentence import Word

NOON = 12
OPENS = 7  # nobody sees patients at «3 часа» of the night
MOST = (24, 60)  # hours and minutes
DATE = re.compile(r"[0-9]{1,2}[.](?:0?[1-9]|1[0-2])")
BY_WORD = {
    "morning": Hours.MORNING,
    "daytime": Hours.AFTERNOON,
    "noon": Hours.AFTERNOON,
    "evening": Hours.EVENING,
}
BY_TWO = {("by", "noon"): Hours.MORNING, ("after", "of_work"): Hours.EVENING}
NOTHING = Word("")


def hours_in(words: Sequence[Word]) -> Hours:
    """Return the hours that are welcome, any where nothing is said of them."""
    return next(_named(words), None) or next(_by_the_clock(words), Hours.ANY)


def hours_of_move(words: Sequence[Word]) -> Hours:
    """Return the hours to which a visit is to be moved: the last that are named, «с утра на вечер»."""
    return ([*_by_the_clock(words), *_named(words)] or [Hours.ANY])[-1]


def _named(words: Sequence[Word]) -> Iterator[Hours]:
    for previous, word in zip((NOTHING, *words), words, strict=False):
        if previous.notion == "greeting" or previous.text == "good":
            continue  # «добрый вечер» is no wish
        found = BY_TWO.get((previous.notion or "", word.notion or "")) or BY_WORD.get(word.notion or "")
        if found:
            yield found


def _by_the_clock(words: Sequence[Word]) -> Iterator[Hours]:
    around = zip((NOTHING, *words), words, (*words[1:], NOTHING), strict=False)
    for previous, word, following in around:
        hour = _hour(word, following, is_bounded=previous.notion in {"after", "by"})
        if hour is None:
            continue
        if previous.notion != "by":
            yield next(each for each in BY_WORD.values() if _holds(each, hour))
        elif hour <= NOON:
            yield Hours.MORNING


def _hour(word: Word, following: Word, *, is_bounded: bool) -> int | None:
    """Return the hour that a figure tells: with minutes, with «часов», or bare after «после» and «до»."""
    parts = word.text.replace(".", ":").split(":")
    if not _is_time(parts) or (DATE.fullmatch(word.text) and following.notion != "hour"):
        return None
    is_said = len(parts) > 1 or following.notion == "hour"
    is_bare = is_bounded and (following.notion or "").partition(".")[0] not in {"month", "day", "clinic"}
    if not (is_said or is_bare):
        return None
    hour = int(parts[0])
    return hour + NOON if hour < OPENS or (following.text == "pm" and hour < NOON) else hour


def _is_time(parts: Sequence[str]) -> bool:
    return len(parts) <= len(MOST) and all(
        part.isdecimal() and int(part) < most for part, most in zip(parts, MOST, strict=False)
    )


def _holds(hours: Hours, hour: int) -> bool:
    start, end = BOUNDS[hours]
    return start <= time(hour) < end
