"""What the eye sees of a text: the one cleaning of what people type and registries and ESIA tell.

Phones, PDF files and web pages put marks into what is copied from them that nobody sees: zero widths,
isolates that turn the line, soft hyphens, variation selectors. They separate nobody and are no mistake.
Keyboards of other languages write other shapes of the same: Arabic and wide digits, wide letters, keycaps.
"""

import unicodedata
from itertools import chain

# Unicode's Default_Ignorable_Code_Point where no category tells it, and the empty Braille cell
BLANK = (*"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0", *map(chr, range(0x180B, 0x1810)))
KEYCAP = "\N{COMBINING ENCLOSING KEYCAP}"
WIDE = {chr(0xFEE0 + code): chr(code) for code in range(ord("!"), ord("~") + 1)}
SELECTORS = (*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0)))
LONGEST_COMPOSED = 1000
HYPHENS = "‐‑‒–—―−﹘﹣－˗⁃⸺⸻"
SEEN = {
    " ",
    "\t",
    "\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x1f",
    "\x85",
}  # what split() parts at


def _digits() -> dict[str, str]:
    """Return the digits of all scripts that keyboards have, and those of ornate letters, with ASCII's."""
    letters = map(chr, chain(range(0x10000), range(0x1D7CE, 0x1D800)))
    return {letter: str(unicodedata.decimal(letter)) for letter in letters if letter.isdecimal()}


def _unseen() -> dict[int, str | None]:
    """Return the table that takes away what has no shape, and gives all digits and all hyphens one."""
    letters = map(chr, chain(range(0x10000), range(0xE0000, 0xE0080)))
    shapeless = (letter for letter in letters if unicodedata.category(letter) in {"Cf", "Cc"})
    gone: dict[str, str | None] = dict.fromkeys((*shapeless, *BLANK, *SELECTORS, KEYCAP))
    kept = {letter: what for letter, what in gone.items() if letter not in SEEN}
    return str.maketrans(kept | WIDE | _digits() | dict.fromkeys(HYPHENS, "-"))


UNSEEN = _unseen()


def visible(text: str) -> str:
    """Return *text* as it is seen: composed letters, one kind of hyphen, single spaces between words.

    Cheap, so that it may come before any bound: a text too long to be an answer is not composed, which
    takes long where thousands of marks hang on one letter.
    """
    shown = text.translate(UNSEEN)
    composed = unicodedata.normalize("NFC", shown) if len(shown) <= LONGEST_COMPOSED else shown
    return " ".join(composed.split())
