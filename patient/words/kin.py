"""Of whom a sentence speaks: «маму», «сына», «меня»."""

from itertools import pairwise

from patient.relation import Relation
from patient.table import rows
from patient.words.sentence import Sentence, Word

BEGINNINGS = """
grandmother: бабу бабк grandmother grandma
grandfather: дед grandfather grandpa
granddaughter: внуч granddaughter
grandson: внук grandson
mother: мам мать матер mother mom mum
father: пап отец отц father dad
wife: жен wife
husband: муж husband
daughter: доч daughter
son: сын son
child: ребен ребят дет дит малыш малют младен child kid baby
"""
RELATIONS = {Relation(name): tuple(said.split()) for name, said in rows(BEGINNINGS)}
TELLING = frozenset({"tell", "let", "show", "watch", "remind", "know"})  # «подскажите мне»: who is to hear
ONESELF = frozenset({"я", "меня", "мне", "мной", "i", "im", "id", "me", "myself"})


START = Word("")


def relation_in(sentence: Sentence) -> Relation | None:
    """Return who is spoken of, none where nobody is or it is not clear which of several."""
    kin = [word for word in sentence.words if word.notion in {"kin", "kin_child"}]
    told = {_relation(word) for word in kin}
    if told:
        return told.pop() if len(told) == 1 else None
    return Relation.ME if any(_are_oneself(*pair) for pair in pairwise((START, *sentence.words))) else None


def _are_oneself(previous: Word, word: Word) -> bool:
    return word.text in ONESELF and previous.notion not in TELLING


def _relation(word: Word) -> Relation:
    found = (relation for relation, begun in RELATIONS.items() if word.text.startswith(begun))
    return next(found, Relation.KIN)
