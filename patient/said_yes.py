"""The words by which people say yes and no to what was just asked of them."""

import re

from patient.visible import visible

LONGEST = 40
WORDS = re.compile(r"[^\W_]+")
YES = frozenset(
    WORDS.findall("""
да ага угу так верно правильно именно точно хорошо ок окей записать записывай записывайте
yes yep yeah right correct sure ok okay
""")
)
NO = frozenset(WORDS.findall("нет неа не неверно неправильно ошибка no nope not wrong incorrect"))
BESIDE = frozenset(WORDS.findall("все это it is that"))


def says_yes(text: str) -> bool:
    """Tell whether *text* says yes and no more: «Да», «всё верно», "Yes, that is right"."""
    words = _words(text)
    return not YES.isdisjoint(words) and (YES | BESIDE).issuperset(words)


def says_no(text: str) -> bool:
    """Tell whether *text* says no and no more: «Нет», «не так», "No, that is wrong"."""
    words = _words(text)
    return not NO.isdisjoint(words) and (NO | YES | BESIDE).issuperset(words)


def _words(text: str) -> list[str]:
    plain = visible(text).casefold().replace("ё", "е")
    return WORDS.findall(plain) if len(plain) <= LONGEST else []
