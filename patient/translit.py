"""Russian in Latin letters, as people type it who have no others: «zapisatsya k vrachu»."""

import re

SOUNDS = {
    "shch": "щ",
    "sch": "щ",
    "zh": "ж",
    "kh": "х",
    "ts": "ц",
    "ch": "ч",
    "sh": "ш",
    "yu": "ю",
    "ju": "ю",
    "ya": "я",
    "ja": "я",
    "yo": "е",
    "ye": "е",
}
SOUNDS |= dict(zip("abvgdeziklmnoprstufhcyjxqw'", "абвгдезиклмнопрстуфхцыйкквь", strict=True))
LETTERS = re.compile("|".join(map(re.escape, SOUNDS)))


def in_cyrillic(text: str) -> str:
    """Return *text* as it sounds in Russian; what is no Latin letter stays."""
    return LETTERS.sub(lambda found: SOUNDS[found.group()], text.casefold())
