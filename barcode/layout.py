"""The layout of the barcode on a paper polis, and the gates through which only a true reading comes.

«Система обеспечения выпуска полисов ОМС. Правила формирования штрих-кода на бумажном носителе», ФФОМС and
Goznak, code types 01 and 02 (version 2 of 2011): 130 bytes, numbers big-endian. Both types end with a
signature of 65 bytes, whose key is not public; so the gates stand in for it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from struct import Struct
from typing import Any

from barcode.errors import NotAPolis
from patient import fields
from patient.birth_date import BirthDate
from patient.card import CardDraft
from patient.errors import InvalidBirthDate
from patient.fields import AnyField
from patient.name import FullName, GivenName, Patronymic, Surname
from patient.polis import NEW_DIGITS, Polis
from patient.privacy import Private
from patient.said_none import says_none
from patient.sex import Sex

SIZE = 130
TYPE_01 = 1
TYPE_02 = 2
FIELDS = {  # number, name, sex, birth date, last day; type 01 also names the insurer (ОГРН and ОКАТО)
    TYPE_01: Struct(">xQ42sBHH6x3x65x"),
    TYPE_02: Struct(">xQ51sBHH65x"),
}
FIRST_DAY = date(1900, 1, 1)
NO_LAST_DAY = 0
SEXES = {1: Sex.MALE, 2: Sex.FEMALE}
LETTER_BITS = 6
LETTERS = dict(enumerate(" .-‘0123456789АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЬЪЫЭЮЯ")) | {63: "|"}


@dataclass(frozen=True, slots=True, repr=False)
class PolisOnPaper(Private):
    """What the barcode says; it agrees with itself, and yet the person confirms it."""

    name: FullName
    sex: Sex
    birth_date: BirthDate
    polis: Polis

    def draft(self) -> CardDraft:
        """Return a card's draft with the answers that stand on a polis."""
        answers: dict[AnyField, Any] = {
            fields.SURNAME: self.name.surname,
            fields.GIVEN_NAME: self.name.given_name,
            fields.PATRONYMIC: self.name.patronymic,
            fields.SEX: self.sex,
            fields.BIRTH_DATE: self.birth_date,
            fields.POLIS: self.polis,
        }
        return CardDraft(answers)


def read_polis(content: bytes, *, today: date) -> PolisOnPaper:
    """Read the 130 bytes of a barcode; a misreading is refused rather than shown.

    The number repeats birth date and sex and has a control digit, so each of the three vouches for the
    others; here a doubt is a refusal, for the person can still type what really is so on the paper.

    Raises:
        NotAPolis: the reason is the first gate that it did not pass.
    """
    if len(content) != SIZE:
        raise NotAPolis("length")
    if content[0] not in FIELDS:
        raise NotAPolis("type")
    number, name, sex, born, last = FIELDS[content[0]].unpack(content)
    paper = PolisOnPaper(
        _name(_parts_01(name) if content[0] == TYPE_01 else _parts_02(name)),
        _sex(sex),
        _birth_date(born, last, today),
        _polis(number),
    )
    if paper.polis.doubts(paper.birth_date, paper.sex):
        raise NotAPolis("contradiction")
    return paper


def _parts_02(packed: bytes) -> list[str]:
    """Return surname, given name and patronymic, which stand there as they are spoken."""
    return _text(packed).split("|")


def _parts_01(packed: bytes) -> list[str]:
    """Return the same, which stand there from end to start as patronymic, surname, given name."""
    parts = [part[::-1] for part in _text(packed[::-1]).split("|")]
    return parts[1:] + parts[:1]


def _text(packed: bytes) -> str:
    """Unpack letters of six bits; a space is zero and fills the rest of the field."""
    bits = int.from_bytes(packed, "big")
    shifts = range(len(packed) * 8 - LETTER_BITS, -1, -LETTER_BITS)
    try:
        text = "".join(LETTERS[bits >> shift & 0b111111] for shift in shifts).strip()
    except KeyError:
        raise NotAPolis("name") from None
    if "  " in text:
        raise NotAPolis("name")
    return text


def _name(parts: list[str]) -> FullName:
    """Give the parts, which are in capitals, the case that people write them in."""
    try:
        surname, given_name, patronymic = parts
        return FullName(
            Surname.parse(surname),
            GivenName.parse(given_name),
            None if says_none(patronymic) else Patronymic.parse(patronymic),
        )
    except ValueError:  # other than three parts, or one that is no name
        raise NotAPolis("name") from None


def _sex(code: int) -> Sex:
    if code not in SEXES:
        raise NotAPolis("sex")
    return SEXES[code]


def _birth_date(born: int, last: int, today: date) -> BirthDate:
    """Read days since 1900; a polis that ends does so after the birth."""
    if last != NO_LAST_DAY and last <= born:
        raise NotAPolis("dates")
    try:
        return BirthDate.of(FIRST_DAY + timedelta(born), today=today)
    except InvalidBirthDate:
        raise NotAPolis("dates") from None


def _polis(number: int) -> Polis:
    if number >= 10**NEW_DIGITS:
        raise NotAPolis("number")
    return Polis.parse(f"{number:0{NEW_DIGITS}}")
