"""The words by which people, papers and registers say that there is none: no patronymic, polis or phone."""

import re
import unicodedata

from patient.visible import visible

LONGEST = 60
WORDS = re.compile(r"[^\W\d_]+")
SAID = re.compile(
    r"\b(?:нету?|без|отсу[ст]*[вт]?у(?:ет|ют)|прочерк|пусто|н д|б о"
    r"|no(?:ne)?|null|n a|absent|missing|without|not applicable"
    r"|не (?:име(?:ю|ет|ется)|указано?|заполнено|присво(?:ено|или)|дали|было|положено|предусмотрено))\b"
)
ASIDE = frozenset(
    WORDS.findall("""
отчества отчество отчесва отч фамилии полиса полис снилса снилс телефона телефон номера номер данных
у меня него неё нее ребёнка ребенка сына дочери дочки мужа мамы его её ее ему ей ребёнку ребенку такого
в по и же паспорте документе документах свидетельстве просто вообще совсем пока ещё еще
patronymic middle name polis snils phone i have a my in passport
""")
)  # what, whose and where: nothing follows from it
DASHES = frozenset({"Pd", "Pc"})  # Unicode's categories of dashes and of _


def says_none(text: str) -> bool:
    """Tell whether *text* says "none": «нет», «Без отчества», «отчество отсутствует», dashes, or nothing.

    Case, spaces, punctuation and marks that nobody sees do not count.
    """
    plain = visible(text).casefold()
    if len(plain) > LONGEST:
        return False
    if any(map(str.isalnum, plain)):
        rest, times = SAID.subn("", " ".join(WORDS.findall(plain)))
        return times > 0 and ASIDE.issuperset(rest.split()) and not any(map(str.isnumeric, plain))
    return all(unicodedata.category(mark) in DASHES or mark == " " for mark in plain)
