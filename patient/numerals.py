"""Numbers in words, as dictation and letters have them: «восемьдесят пятого», «сто двенадцать»."""

import re
from collections.abc import Iterator

from patient.lexicon import Lexicon
from patient.table import rows

# An ordinal ends its number: «двенадцатое третьего» are two.
UP_TO_TWENTIETH = """
nth.1: перв-
nth.2: втор-
nth.3: трет- третьего третьему
nth.4: четверт-
nth.5: пят-
nth.6: шест-
nth.7: седьм-
nth.8: восьм-
nth.9: девят-
nth.10: десят-
nth.11: одиннадцат-
nth.12: двенадцат-
nth.13: тринадцат-
nth.14: четырнадцат-
nth.15: пятнадцат-
nth.16: шестнадцат-
nth.17: семнадцат-
nth.18: восемнадцат-
nth.19: девятнадцат-
nth.20: двадцат-
"""
OTHERS = """
0: ноль нуль ноля нулевого
1: один одна одно
2: два две
3: три
4: четыре
5: пять
6: шесть
7: семь
8: восемь
9: девять
10: десять
11: одиннадцать
12: двенадцать
13: тринадцать
14: четырнадцать
15: пятнадцать
16: шестнадцать
17: семнадцать
18: восемнадцать
19: девятнадцать
20: двадцать
30: тридцать
40: сорок
50: пятьдесят
60: шестьдесят
70: семьдесят
80: восемьдесят
90: девяносто
100: сто
200: двести
300: триста
400: четыреста
500: пятьсот
600: шестьсот
700: семьсот
800: восемьсот
900: девятьсот
1000: тысяча тысячу тысячи тысяч
nth.30: тридцат-
nth.40: сороков-
nth.50: пятидесят-
nth.60: шестидесят-
nth.70: семидесят-
nth.80: восьмидесят- восемидесят-
nth.90: девяност-
nth.900: девятисот-
nth.1000: тысячн-
nth.2000: двухтысячн-
"""
LEXICON = Lexicon(rows(UP_TO_TWENTIETH + OTHERS))
WORD = re.compile(r"[^\W\d_]+")
THOUSAND = 1000
TEN = 10
FEWEST_LETTERS = 3


def in_figures(text: str) -> str:
    """Return *text* in small letters with figures for its numbers in words; other words stay as they are.

    «Тысяча девятьсот восемьдесят пятого» is 1985, «сто двенадцать двести» 112 200, «ноль три» 03.
    """
    return " ".join(_figures(text.split()))


def _figures(words: list[str]) -> Iterator[str]:
    zeros, number, least = "", 0, 0  # least: of what is added to the number, it must stay below this
    for word in words:
        value, is_last = _value(word)
        is_part = value is not None and 0 < value < least
        if number and not is_part and not (value == THOUSAND and number < TEN):
            yield f"{zeros}{number}"
            zeros, number = "", 0
        if value is None:
            yield from filter(None, (zeros, word))
            zeros, least = "", 0
            continue
        if value == 0:
            zeros, least = f"{zeros}0", TEN
            continue
        number = number * THOUSAND if value == THOUSAND and number else number + value
        least = 0 if is_last else _room(value)
    if zeros or number:
        yield f"{zeros}{number or ''}"


def _room(value: int) -> int:
    """Return below which number what follows *value* belongs to it: «двадцать» takes units, «сто» tens."""
    return 0 if value == TEN else next((size for size in (1000, 100, 10) if value % size == 0), 0)


def _value(word: str) -> tuple[int | None, bool]:
    """Return the number that *word* stands for, if it is one, and whether it is an ordinal."""
    bare = word.strip(" .,;:-").replace("ё", "е")
    notion = LEXICON.notion(bare) if WORD.fullmatch(bare) and len(bare) >= FEWEST_LETTERS else None
    if notion is None:
        return None, False
    kind, _, number = notion.rpartition(".")
    return int(number), bool(kind)
