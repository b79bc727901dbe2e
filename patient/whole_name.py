"""A whole name where a part of it was asked: «Иванова Мария Петровна» at the surname."""

import re

from patient import fields
from patient.card import CardDraft
from patient.errors import InvalidName
from patient.fields import NAMES, AnyField
from patient.name import PARTICLES, answer_alone
from patient.patronymic import sex_in

LONGEST = 120
SURNAME_LAST = (fields.GIVEN_NAME, fields.PATRONYMIC, fields.SURNAME)
WORD = re.compile(r"[^ ,]+")
SAID_BEFORE = re.compile(
    r"^(?:ф\.? ?и\.? ?о\.?(?= ?[:=-])|меня зовут|моя фамилия|фамилия)(?: ?[:=-] ?| )(?=[^ ]+ +[^ ])",
    re.IGNORECASE,
)
CYRILLIC = re.compile(r"[Ѐ-ԯ]{2}[Ѐ-ԯ'-]*")
PARTICLES_ABROAD = """
фон цу ван дер ден тер де дю ди да до дос дель дела делла ла ле лё аль эль бен бин ибн бинт бар абу умм
мак сан сен санта
"""
FOREIGN = frozenset(PARTICLES_ABROAD.split())


def parts_of(text: str, asked: AnyField) -> CardDraft | None:
    """Return the parts of a name that *text* has besides the one that is *asked*, if it has more."""
    words = _words(answer_alone(text, asked.kind.part))
    parts = _parts(words, asked)
    if not parts:
        return None
    try:
        return CardDraft({part: part.kind.parse(word) for part, word in zip(parts, words, strict=True)})
    except InvalidName:
        return None


def _words(text: str) -> list[str]:
    """Return the words of a name, «Рашид оглы» as one."""
    plain = SAID_BEFORE.sub("", text).strip(" .,")
    words: list[str] = []
    for word in WORD.findall(plain) if len(plain) <= LONGEST else ():
        if words and word.casefold() in PARTICLES:
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _parts(words: list[str], asked: AnyField) -> tuple[AnyField, ...]:
    """Return which part each word is; none where they are one part, as «Ван дер Примеров» is."""
    patronymics = [sex_in(word) is not None for word in words]
    if not any(patronymics) and (asked is not fields.SURNAME or not _is_russian(words)):
        return ()
    match patronymics:
        case [_, True, False]:
            return SURNAME_LAST
        case [_, _, _]:
            return NAMES
        case [False, True]:
            return SURNAME_LAST[:2]
        case [False, False]:
            return NAMES[:2]
        case _:
            return ()


def _is_russian(words: list[str]) -> bool:
    heads = (word.split()[0] for word in words)
    return all(CYRILLIC.fullmatch(head) and head.casefold() not in FOREIGN for head in heads)
