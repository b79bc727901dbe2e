"""Letters that people type, or a recogniser reads, for the digits that look like them."""

import re

LETTERS = {
    "0": "OoОо",
    "1": "lIiІі|",
    "2": "Zz",
    "3": "ЗзЭэ",
    "4": "Чч",
    "5": "Ss",
    "6": "Бб",
    "8": "BВв",
    "9": "gq",
}
AS_DIGITS = str.maketrans({letter: digit for digit, letters in LETTERS.items() for letter in letters})
NUMBER = re.compile(r"\S*[0-9]\S*")


def digits_meant(text: str) -> str:
    """Return *text* with digits in place of the letters that look like them, in its numbers alone."""
    return NUMBER.sub(lambda number: number.group().translate(AS_DIGITS), text)
