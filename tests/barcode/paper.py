"""Barcodes of invented people, written from the rules of FFOMS and not from the reader's code."""

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from patient.sex import Sex
from tests.patient.strategies import days, enp, serials, sexes

CODES = (
    "␠.-‘0123456789АБ"  # the table of the rules, row by row
    "ВГДЕЁЖЗИЙКЛМНОПР"
    "СТУФХЦЧШЩЬЪЫЭЮЯ?"
    "???????????????|"
).replace("␠", " ")
SIGNATURE = bytes(range(100, 165))
INSURER = (1027700000006).to_bytes(6, "big") + (73000).to_bytes(3, "big")


@dataclass(frozen=True)
class Person:
    """What is printed on the paper."""

    surname: str
    given_name: str
    patronymic: str
    sex: Sex
    born: date
    number: str
    last: date | None = None


INVENTED = Person("ТЕСТОВ-ПРИМЕРОВ", "СЕМЁН", "ИЛЬИЧ", Sex.MALE, date(1987, 3, 9), "7356210840000129")


def type_01(person):
    """Names from the last byte to the first, each spelt backwards, patronymic before the others."""
    parts = (person.patronymic, person.surname, person.given_name)
    name = packed("|".join(part[::-1] for part in parts).rjust(56))[::-1]
    return b"\1" + number(person) + name + person_bytes(person) + INSURER + SIGNATURE


def type_02(person):
    """Names as they are spoken."""
    name = packed(f"{person.surname}|{person.given_name}|{person.patronymic}".ljust(68))
    return b"\2" + number(person) + name + person_bytes(person) + SIGNATURE


def number(person):
    return int(person.number).to_bytes(8, "big")


def person_bytes(person):
    sex = b"\1" if person.sex is Sex.MALE else b"\2"
    return sex + days_since_1900(person.born) + (days_since_1900(person.last) if person.last else b"\0\0")


def days_since_1900(day):
    return (day.toordinal() - date(1900, 1, 1).toordinal()).to_bytes(2, "big")


def packed(text):
    bits = "".join(f"{CODES.index(letter):06b}" for letter in text)
    return bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits), 8))


WRITERS = {1: type_01, 2: type_02}
writers = st.sampled_from([type_01, type_02])
names = st.from_regex(r"[А-ЯЁ]{1,9}(-[А-ЯЁ]{1,7})?", fullmatch=True)


@st.composite
def people(draw):
    """Anybody whose name fits into both types."""
    born, sex = draw(days), draw(sexes)
    region = draw(st.sampled_from(["01", "73", "99"]))
    last = draw(st.none() | st.dates(min_value=date(2027, 1, 1), max_value=date(2079, 6, 6)))
    patronymic = draw(st.just("") | names)
    return Person(
        draw(names), draw(names), patronymic, sex, born, enp(born, sex, draw(serials), region), last
    )
