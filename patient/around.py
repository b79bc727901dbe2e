"""The words around a number: whose it is, and what it is called."""

import re

from patient.alike import LETTERS

LONGEST = 200
ALIKE = re.escape("".join(LETTERS.values()))
WORD = rf"(?:[^\W\d_]{{2,}}|[^\W\d_{ALIKE}])"  # one letter alone may stand for a digit
BEFORE = re.compile(rf"^(?:{WORD}(?![^\W_])|\((?=[^\W\d])|[^\w+(])+")
AFTER = re.compile(rf"(?:(?<![^\W_]){WORD}|[^\w])+$")


def without_words_before(text: str) -> str:
    """Return *text* from its number on: «мой СНИЛС: 112-233-445 95»; a text without a number as it is."""
    return (BEFORE.sub("", text) or text) if len(text) <= LONGEST else text


def without_words_after(text: str) -> str:
    """Return *text* up to the end of its number: «112-233-445 95 (мамин)»."""
    return (AFTER.sub("", text) or text) if len(text) <= LONGEST else text
