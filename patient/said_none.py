"""The words by which people, papers and registers say that there is none: no patronymic, polis or phone."""

import re
import unicodedata

from patient.visible import visible

LONGEST = 60
WORDS = re.compile(r"[^\W\d_]+")
NONE = frozenset(
    {
        "нет",
        "нету",
        "без",
        "не имею",
        "не имеет",
        "не имеется",
        "не указан",
        "не указано",
        "отсутствует",
        "отсутствуют",
        "нет данных",
        "прочерк",
        "пусто",
        "н д",
        "б о",
        "no",
        "none",
        "null",
        "n a",
        "absent",
        "missing",
        "without",
        "not applicable",
    }
)
WHAT = frozenset(
    {
        "отчества",
        "отчество",
        "полиса",
        "полис",
        "снилса",
        "снилс",
        "телефона",
        "телефон",
        "номера",
        "номера телефона",
        "patronymic",
        "a patronymic",
        "middle name",
        "polis",
        "snils",
        "phone",
    }
)
WHOSE = ("", "у меня ", "у него ", "у неё ", "у нее ", "у ребёнка ", "у ребенка ", "i have ")
SAID = NONE.union(*({f"{none} {what}", f"{what} {none}"} for none in NONE for what in WHAT))
FORMS = frozenset(whose + said for whose in WHOSE for said in SAID)
DASHES = frozenset({"Pd", "Pc"})  # Unicode's categories of dashes and of _


def says_none(text: str) -> bool:
    """Tell whether *text* says "none": «нет», «Без отчества», «отчество отсутствует», dashes, or nothing.

    Case, spaces, punctuation and marks that nobody sees do not count.
    """
    plain = visible(text).casefold()
    if len(plain) > LONGEST:
        return False
    if any(map(str.isalnum, plain)):
        return " ".join(WORDS.findall(plain)) in FORMS and not any(map(str.isnumeric, plain))
    return all(unicodedata.category(mark) in DASHES or mark == " " for mark in plain)
