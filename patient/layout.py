"""The wrong keyboard layout: «Bdfyjdf» is «Иванова», typed without a look at the screen.

What is taken for a Russian name is made of pairs of letters that occur in Russian names, and either has
the ending of one or would be no word in Latin letters. Of 19,000 foreign names one in a thousand looks so.
"""

import re

from patient.visible import visible

LONGEST = 120
SHORTEST = 3
MOST_CONSONANTS = 3
LEAST_VOWELS = 0.25
LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
AS_RUSSIAN = str.maketrans(LATIN, RUSSIAN)
KEYS = re.compile(rf"[{re.escape(LATIN)} -]+")
WORD = re.compile(r"[^ -]+")
# What follows each letter in the names and surnames of Russia; ^ begins and $ ends a word.
FOLLOWING = """
^абвгдежзиклмнопрстуфхцчшщэюяё а$абвгдежзийклмнпрстуфхцчшщэюя б$абеилоруъыь в$авгдезиклмнопрстфцчшыьюя
г$авгдеилнору д$авгежиклмнорсуъыьюя е$бвгдежзйклмнопрстфхцчщя ж$адекоуьи з$адеиклмноуыья
и$абвгдезийклмнопрстуфхцчшя й$абгдзклмнорсфця к$аеилнорстуь л$абгеиклмосучыьюяё м$авеимопсуыьяё
н$агдежиклностуфцыьюяё о$бвгдежзийклмнпрстуфхшчя п$аеилопртучыьё р$абвгдезиклмнопстуфхцшыьюяё
с$авеиклмнопстуыьяё т$авдезиклмнорушыьюяё у$абвгдезийклмнпрстфхчшщ ф$аеилорсуьё х$авеилмнору ц$авекоы
ч$аеикнуё ш$авеиклмноуё щ$аеиук ъеяё ы$бгдклмнрстш ь$бвгдеикмнстфхшюяё э$длмрнй ю$бвдклнрстщ
я$бвгезйклмнпрстхчш ё$вджзклмнрт
"""
PAIRS = frozenset(row[0] + letter for row in FOLLOWING.split() for letter in row[1:])
ENDING = re.compile(r"(?:[оеё]в|[оеё]ва|[иы]на?|[сц]кий|[сц]кая|ич|вна|чна|ко|ий|ей|ия|ья)$")
SHORT = frozenset(
    {"егор", "олег", "ефим", "лука", "фома", "руслан", "ульяна", "гульнара", "айгуль", "анна", "иван"}
)


def in_russian_layout(text: str) -> str | None:
    """Return the Russian name that the keys of *text* would give in the other layout, if they give one."""
    plain = visible(text)
    for keys in (plain.rstrip(" ."), plain, plain.rstrip(" .,")):  # the stop of a double space is no «ю»
        if len(keys) <= LONGEST and KEYS.fullmatch(keys) and _are_names(WORD.findall(keys)):
            return keys.translate(AS_RUSSIAN)
    return None


def _are_names(words: list[str]) -> bool:
    return bool(words) and all(map(_is_name, words))


def _is_name(keys: str) -> bool:
    name = keys.translate(AS_RUSSIAN).casefold()
    framed = f"^{name}$"
    if len(name) < SHORTEST or any(framed[at : at + 2] not in PAIRS for at in range(len(name) + 1)):
        return False
    return name in SHORT or bool(ENDING.search(name)) or _is_no_latin_word(keys.casefold())


def _is_no_latin_word(word: str) -> bool:
    """Tell whether nobody would pronounce *word*: few vowels, many consonants together, or no letters."""
    vowels = sum(letter in "aeiouy" for letter in word)
    runs = re.findall(r"[^aeiouy]+", word)
    return (
        not word.isalpha()
        or vowels < LEAST_VOWELS * len(word)
        or max(map(len, runs), default=0) > MOST_CONSONANTS
    )
