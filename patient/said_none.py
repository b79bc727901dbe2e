"""The words by which people, papers and registers say that somebody has no patronymic."""

import re
import unicodedata

WORDS = re.compile(r"[^\W\d_]+")
NONE = frozenset(
    {
        "нет",
        "нету",
        "без",
        "не имею",
        "не имеет",
        "не имеется",
        "не указано",
        "отсутствует",
        "отсутствуют",
        "no",
        "none",
        "null",
        "n a",
    }
)
WHAT = frozenset({"отчества", "отчество", "patronymic", "middle name"})
FORMS = NONE.union(*({f"{none} {what}", f"{what} {none}"} for none in NONE for what in WHAT))
DASHES = frozenset({"Pd", "Pc"})  # Unicode's categories of dashes and of _


def says_none(text: str) -> bool:
    """Tell whether *text* says "none": «нет», «Без отчества», «отчество отсутствует», dashes, or nothing.

    Case, spaces, punctuation and marks that nobody sees do not count.
    """
    plain = _visible(unicodedata.normalize("NFKC", text)).casefold()
    if any(map(str.isalnum, plain)):
        return " ".join(WORDS.findall(plain)) in FORMS and not any(map(str.isnumeric, plain))
    return all(unicodedata.category(mark) in DASHES or mark in " −" for mark in plain)


def _visible(text: str) -> str:
    """Return *text* without format characters, its white space as spaces."""
    return "".join(" " if mark.isspace() else mark for mark in text if unicodedata.category(mark) != "Cf")
