"""Hiding numbers in free text: what looks like a SNILS, a polis or a phone, however people write it."""

import re

from patient.alike import LETTERS
from patient.errors import PatientError
from patient.phone import Phone
from patient.snils import Snils
from patient.visible import UNSEEN

FEWEST = 9  # digits, from a temporary polis on
DOTS = "•••"
_BETWEEN = r"[\W_]{0,6}"  # whatever is neither letter nor digit, as in «112  -  233 * 445 • 95»
_WORD = r"(?:номера?|ном|серии?|серия|сер|выдан|контрольн\w+|и|number|no|series|and)\b"
_LETTER = "".join(re.escape(letter) for letters in LETTERS.values() for letter in letters)
RUN = re.compile(
    rf"(?:\+|\()*\d(?:{_BETWEEN}(?:{_WORD}{_BETWEEN})?\d|[{_LETTER}]{{1,2}}(?=\d))*", re.IGNORECASE
)
NAMED = re.compile(
    r"(?:полис|енп|омс|снилс|сери[яи]|polis|policy|series|snils)\D{0,24}?\d(?:[\s-]{0,2}\d){4,}",
    re.IGNORECASE,
)
SPAN = r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d|(?:[01]?\d|2[0-3]):[0-5]\d"
MOMENT = re.compile(rf"(?<!\d)(?:{SPAN})(?!\d)")
DIGITS = re.compile(r"\d")
ONE_OF_SEVERAL = re.compile(r"[,;/\n]")
REST_OF_PHONE = 7  # digits: «41-00-00 / 42-00-00»
FROM_FIRST_DIGIT = re.compile(r"\d.*", re.DOTALL)


def hide_numbers(text: str, *, but_phones: bool = False) -> str:
    """Return *text* with dots in place of such numbers, and without the marks that nobody sees.

    Dates and times of day are none. ``but_phones``: what can only be a phone stays, as in an answer that
    names the registry desk's.
    """

    def hidden(found: re.Match[str]) -> str:
        run = found.group()
        return run if _is_harmless(run) or (but_phones and _are_phones(run)) else DOTS

    seen = RUN.sub(hidden, text.translate(UNSEEN))
    return NAMED.sub(lambda found: FROM_FIRST_DIGIT.sub(DOTS, found.group()), seen)


def holds_number(text: str) -> bool:
    """Tell whether there is such a number in *text*."""
    return hide_numbers(text) != text.translate(UNSEEN)


def _is_harmless(run: str) -> bool:
    return len(DIGITS.findall(MOMENT.sub("", run))) < FEWEST


def _are_phones(run: str) -> bool:
    """Tell whether *run* is a phone, or several in a row, of which the later ones may leave out the code."""
    if _is_phone(run):
        return True
    first, *others = ONE_OF_SEVERAL.split(run)
    return _is_phone(first) and all(
        len(DIGITS.findall(each)) <= REST_OF_PHONE or _is_phone(each) for each in others
    )


def _is_phone(run: str) -> bool:
    try:
        Phone.parse(run)
    except PatientError:
        return False
    try:
        Snils.parse(run)
    except PatientError:
        return True
    return False
