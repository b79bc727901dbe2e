"""A name in any case: «к Ладошкиной» is to Ладошкина, «Льву» to Лев."""

import re
from collections.abc import Iterable

FEWEST_LETTERS = 3
FEWEST_OF_A_PLACE = 5
WORD = re.compile(r"[^\W\d_]+")
ENDING = re.compile(
    r"(?<=..)(?:ого|его|ому|ему|ыми|ими|ами|ями|еем|аем|ой|ою|ей|ея|ею|ее|ай|аю|ае|ый|ий|ая|яя|ую|юю|ым|им|ом|ем"
    r"|ых|их|[аяуюеыоиьй])$"
)
VOWEL = re.compile(r"(?<=..)[аяуюеыоиьй]$")
SOFT = re.compile(r"[ийь]+$")
FLEETING = re.compile(r"[еоь](?=[бвгджзклмнпрстфхцчшщ]$)")  # Павел, Павла; Лев, Льва; Кравец, Кравца


def beginning(word: str) -> str:
    """Return the letters that a name has in all its cases."""
    stem = ENDING.sub("", word)
    return stem if len(stem) >= FEWEST_LETTERS else word


def likeness(name: str, typed: Iterable[str]) -> int:
    """Return how many of the *typed* words stand in *name*, in whatever case.

    A place is also found as an adjective: «в Димитровграде». Both are in the form in which names are
    compared.
    """
    known = [_keys(word) for word in WORD.findall(name)]
    return sum(any(_are_one(_keys(word), keys) for keys in known) for word in typed)


def _are_one(typed: frozenset[str], keys: frozenset[str]) -> bool:
    places = {f"{key}ск" for key in typed if len(key) >= FEWEST_OF_A_PLACE}
    return bool((typed | places) & keys)


def _keys(word: str) -> frozenset[str]:
    """Return what is left of *word* without an ending: «им» may be one (Зоркиным) or none (Максим)."""
    stems = (ending.sub("", word) for ending in (ENDING, VOWEL))
    return frozenset(FLEETING.sub("", SOFT.sub("", stem)) for stem in stems)
