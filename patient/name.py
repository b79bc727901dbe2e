"""Surname, given name and patronymic, as the document says them.

Cyrillic with Ё and the letters of the peoples of Russia, or Latin throughout (a foreign document);
spaces, hyphens, apostrophes and dots; 1–60 characters. What the eye does not see, and what a keyboard
adds by itself (the full stop of a double space), is no part of a name.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from patient.errors import InvalidName, NamedPart
from patient.privacy import Private
from patient.visible import visible

LONGEST = 60
CYRILLIC = "Ѐ-ҁҊ-ԯ"
LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
WRITTEN = re.compile(f"[{CYRILLIC}{LATIN}][{CYRILLIC}{LATIN} .'-]*")
APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛`ʼʻʽʹ´′＇ꞌ", "'"))
STRESSES = str.maketrans({"ѐ": "е", "Ѐ": "Е", "ѝ": "и", "Ѝ": "И"})
STRESS = re.compile(f"(?<=[{CYRILLIC}])[\u0300\u0301]+")  # of a Latin letter it is a part
SPACED_OUT = re.compile(r"[^\W\d_](?: [^\W\d_]){2,}")  # as the boxes of a form are filled in
JOINT = re.compile(r" ?([-'])[ '-]*")
EDGES = '«»„“”", -'
LAST_STOP = re.compile(rf"(?<=[^\W\d_]{{2}})[.{EDGES}]+$")  # «М.» keeps its own
PARTICLES = frozenset({"оглы", "кызы", "улы", "уулу", "гызы", "оглу", "угли", "кизи"})
PART = re.compile(r"[^ .'-]+")
# Chuvash and Tatar letters are often typed by Latin ones that look the same; ə is of no other name's script.
LATIN_ALIKE = str.maketrans("abcehkmoptxyăĕçÿəɵ", "авсенкмортхуӑӗҫӳәө")  # small; registers write capitals
SEEN_ALIKE = str.maketrans("ABCEHKMOPTXYaceopxyĂĔÇŸăĕçÿƏəƟɵ", "АВСЕНКМОРТХУасеорхуӐӖҪӲӑӗҫӳӘәӨө")
COMBINING_DOT = "\u0307"  # what lower() leaves of the Turkish İ
ALIKE = str.maketrans({"-": " ", "'": None, COMBINING_DOT: None})
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
WHOSE = "(?: (?:моя|мо[её]|реб[её]нка|сына|дочери|дочки|внука|внучки|мамы|папы|мужа|жены|бабушки|дедушки))?"
SAID_BEFORE = {  # «фамилия: Иванова» answers the question; «имя: …» at the surname does not
    part: re.compile(rf"^(?:{'|'.join(words)})(?: ?[:=-] ?| )(?=[^\W\d_])", re.IGNORECASE)
    for part, words in {
        "surname": (
            rf"(?:моя )?(?:фамилия|фам\.){WHOSE}|(?:я|это)(?=[ :])|граждан(?:ин|ка)|гр\.|г-н|г-жа",
            r"(?:my )?(?:surname|(?:last|family) name)(?: is)?",
        ),
        "given_name": (
            rf"(?:мо[её] )?имя{WHOSE}|(?:я|это)(?=[ :])",
            r"(?:(?:меня|е[её]|его|сына|дочь|дочку|реб[её]нка|маму|папу|мужа|жену) )?зовут",
            r"(?:my )?(?:(?:first|given) )?name(?: is)?|i am",
        ),
        "patronymic": (
            rf"(?:мо[её] )?(?:отчество|отч\.){WHOSE}|по отцу",
            r"(?:my )?(?:patronymic|middle name)(?: is)?",
        ),
    }.items()
}
NO_PATRONYMIC = "нет"  # what registers write where there is none


@dataclass(frozen=True, slots=True, repr=False)
class NamePart(Private):
    """One part of a name; a part in hand is a valid one."""

    part: ClassVar[NamedPart]

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a part of a name as people type it.

        Raises:
            InvalidName: ``empty``, ``command``, ``digits``, ``characters``, ``mixed_scripts``
                or ``long``.
        """
        tidy = _tidy(answer_alone(text, cls.part))
        if reason := _fault(tidy):
            raise InvalidName(reason, cls.part)
        return cls(_cased(tidy))


class Surname(NamePart):
    """Фамилия."""

    __slots__ = ()
    part = "surname"


class GivenName(NamePart):
    """Имя."""

    __slots__ = ()
    part = "given_name"


class Patronymic(NamePart):
    """Отчество; one who has none has ``None`` in its place."""

    __slots__ = ()
    part = "patronymic"


@dataclass(frozen=True, slots=True, repr=False)
class FullName(Private):
    """The whole name."""

    surname: Surname
    given_name: GivenName
    patronymic: Patronymic | None = None

    @property
    def full(self) -> str:
        """«Иванова Мария Петровна»."""
        parts = (self.surname, self.given_name, self.patronymic)
        return " ".join(part.text for part in parts if part)

    @property
    def short(self) -> str:
        """«Иванова М. П.»."""
        return self._called(self.surname.text)

    @property
    def masked(self) -> str:
        """«И••• М. П.»: who is meant knows himself, and nobody else learns who it is."""
        return self._called(f"{self.surname.text[0]}•••")

    def _called(self, surname: str) -> str:
        initials = (f"{part.text[0]}." for part in (self.given_name, self.patronymic) if part)
        return " ".join((surname, *initials))

    def may_be(self, surname: str, given: str) -> bool:
        """Tell whether this can be the person of whom a register tells *surname* and *given*.

        *given* are the given names and the patronymic as far as they are told, perhaps as initials: word by
        word they may not contradict; what only one side tells is compared with nothing.
        """
        mine = _words(" ".join(part.text for part in (self.given_name, self.patronymic) if part))
        pairs = zip(mine, _words(given), strict=False)
        return same_name(self.surname.text, surname) and all(_may_be_one(*pair) for pair in pairs)


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings are one name.

    Case, the dots over Ё, apostrophes, and whether a hyphen or a space joins two names don't count:
    registers have «Гасан-оглы» and «Гасан оглы», «О'Нил» and «Онил» of one person, and Latin letters that
    look like the Cyrillic ones around them.
    """
    return _alike(one) == _alike(other)


def compared(text: str) -> str:
    """Return the form in which names are compared."""
    return _tidy(text).casefold().replace("ё", "е")


def _alike(text: str) -> str:
    return _of_one_script(compared(text)).translate(ALIKE)


def _of_one_script(text: str) -> str:
    return text.translate(LATIN_ALIKE) if re.search(f"[{CYRILLIC}]", text) else text


def in_one_script(text: str) -> str | None:
    """Return a Russian name in Russian letters alone, where each Latin one among them looks like one."""
    russian = text.translate(SEEN_ALIKE)
    is_mixed = russian != text and re.search(f"[{CYRILLIC}]", text)
    return russian if is_mixed and not re.search(f"[{LATIN}]", russian) else None


def _words(names: str) -> list[str]:
    return [word for word in WORD.findall(_of_one_script(compared(names))) if word != NO_PATRONYMIC]


def _may_be_one(one: str, other: str) -> bool:
    """Tell whether two words can be one name: they are equal, or one is the other's initial."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def answer_alone(text: str, part: NamedPart) -> str:
    """Return *text* without words before it that only repeat the question."""
    return SAID_BEFORE[part].sub("", visible(text))


def _tidy(text: str) -> str:
    """Return *text* with one kind of hyphen and apostrophe, and no space or mark but between words."""
    plain = STRESS.sub("", visible(text).translate(APOSTROPHES).translate(STRESSES))
    if SPACED_OUT.fullmatch(plain):
        plain = plain.replace(" ", "")
    return LAST_STOP.sub("", JOINT.sub(r"\1", plain).strip(EDGES))


def _fault(text: str) -> str | None:
    """Return what is wrong with *text*, if anything."""
    faults = (
        ("empty", not text),
        ("command", text.startswith("/")),
        ("digits", any(letter.isdigit() for letter in text)),
        ("characters", not WRITTEN.fullmatch(text)),
        ("mixed_scripts", re.search(f"[{CYRILLIC}]", text) and re.search(f"[{LATIN}]", text)),
        ("long", len(text) > LONGEST),
    )
    return next((reason for reason, holds in faults if holds), None)


def _cased(text: str) -> str:
    """Give each part its capital where all letters are small or capital, or were typed with Caps Lock."""
    if not (text.islower() or text.isupper() or text.swapcase().istitle()):
        return text
    return PART.sub(lambda part: _capital(part.group(), is_first=part.start() == 0), text)


def _capital(part: str, *, is_first: bool) -> str:
    small = part[1:].lower().replace(COMBINING_DOT, "")
    if not is_first and part.lower() in PARTICLES:
        return part[0].lower() + small
    head = part[0].upper()
    return (head if len(head) == 1 else part[0]) + small  # ß has no capital of one letter
