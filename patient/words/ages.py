"""Whom a doctor sees by age, as far as the registry's title of the speciality says it for sure."""

from enum import Enum

from patient.table import rows
from patient.words.sentence import Sentence

# The beginnings of words. «Детский стоматолог» sees children only, «терапевт» adults only; beside some words
# a «терапевт» is something else: «стоматолог-терапевт», «мануальный терапевт», «подростковый терапевт».
STEMS = """
children: педиатр неонатолог детск pediatr paediatr neonatolog children
adults: терап гериатр геронтолог взросл internist geriatr
either: стоматолог зуб мануальн подростк юнош лучев интенсивн реанимац анестез рефлекс лазер практик семейн
    ультразвук гипербар озон спорт иглорефлекс трудов
"""
TABLE = {name: tuple(said.split()) for name, said in rows(STEMS)}


class Sees(Enum):
    """Whom a doctor sees: only children, only adults, or whoever comes; then nothing is said for sure."""

    CHILDREN = "children"
    ADULTS = "adults"
    ANYBODY = "anybody"


def sees(title: str) -> Sees:
    """Return whom a doctor with this *title* sees."""
    words = [word.text for word in Sentence.read(title).words]
    said = {name for name, stems in TABLE.items() if any(word.startswith(stems) for word in words)}
    if "adults" in said and "either" not in said:
        return Sees.ANYBODY if "children" in said else Sees.ADULTS
    return Sees.CHILDREN if "children" in said else Sees.ANYBODY
