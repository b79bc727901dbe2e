"""A button's label: how wide a phone shows it, and what is left out of one that is too long.

Telegram shows a label in one line and cuts what is wider than its button, so the last words are lost, by
which people or clinics often differ.
"""

import unicodedata
from collections.abc import Sequence

ROW = 300 * 0.993  # pixels of a row of buttons on a narrow phone, less what the table rounds away
TAIL = 0.45 * ROW
MARK = "…"
# Advances of Roboto at 15 px, as Android's Telegram writes, in thirds of a pixel
# (Roboto: Copyright 2015 Google Inc., Apache License 2.0)
THIRDS = {
    8: "'",
    9: ",‘’",
    10: ";",
    11: " :ijl|і\xa0",
    12: "!-.I[]·І",
    14: '"`',
    15: "(rt{}•",
    16: ")f„“”",
    17: "°",
    18: "\\",
    19: "*/^г",
    20: "_",
    21: "?yу«»",
    22: "vxzтх",
    23: "<ksз",
    24: ">Laceаексчьэё",
    25: "$0123456789=FJbdghnpuГбря",
    26: "+EoqЕвийлнопЁ",
    27: "STYZЗТдц",
    28: "#&BKPRXБВРУХЬъ§",
    29: "ACUVАКСЯ",
    30: "DЭ–…",
    31: "GOQ~ОЧ",
    32: "HNИЙЛНП",
    33: "%Цмф",
    34: "wДЪж",
    35: "Фы—",
    36: "ш",
    37: "щю",
    39: "MmМЫ",
    40: "@WЮ",
    41: "Ж",
    42: "Ш",
    44: "Щ",
    46: "№",
}
OTHER_LETTER, EMOJI = 12.0, 20.0
FIRST_SYMBOL = "\N{LEFTWARDS ARROW}"
UNSEEN = ("Mn", "Cf")  # marks on a letter, joiners of emoji


class _Advances(dict[str, float]):
    """How many pixels each letter takes; those that the table lacks are reckoned."""

    def __missing__(self, letter: str) -> float:
        if unicodedata.category(letter) in UNSEEN:
            return 0
        return EMOJI if letter >= FIRST_SYMBOL else OTHER_LETTER


ADVANCES = _Advances({letter: thirds / 3 for thirds, letters in THIRDS.items() for letter in letters})


def width(text: str) -> float:
    """Return how many pixels *text* takes in one line."""
    return sum(map(ADVANCES.__getitem__, text))


def fits(labels: Sequence[str]) -> bool:
    """Tell whether *labels* stand whole beside each other in a row."""
    return all(width(label) <= ROW / len(labels) for label in labels)


def fitting(*wordings: str) -> str:
    """Return the first of *wordings* (the fullest comes first) that fits, else the last one, shortened."""
    return next((words for words in wordings if fits([words])), None) or _shortened(wordings[-1])


def beginning(text: str) -> str:
    """Return as much of a sentence as fits, for a list that tells by other means which is which."""
    return text if fits([text]) else _head(text, ROW - width(MARK)) + MARK


def _shortened(text: str) -> str:
    """Leave out the middle: people and clinics differ by their beginning and by their end."""
    tail = _tail(text)
    return _head(text, ROW - width(f"{MARK} {tail}")) + f"{MARK} {tail}"


def _tail(text: str) -> str:
    """Return the last words, or the last letters of a last word that is too long itself."""
    starts = [at for at in range(1, len(text)) if text[at - 1] == " "]
    ends = [text[at:] for at in (*starts, *range(1, len(text))) if width(text[at:]) <= TAIL]
    return ends[0] if ends else ""


def _head(text: str, pixels: float) -> str:
    at = next(at for at in range(len(text), -1, -1) if width(text[:at]) <= pixels)
    return text[:at].rstrip(" ,.:;-–—(«")
