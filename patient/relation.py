"""Relations: whose card is meant by «маму» or «сына», as far as sex and age tell it."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import Enum

from patient.card import Card, CardId
from patient.sex import Sex

A_GENERATION = 16  # years at least
MALE, FEMALE = Sex.MALE, Sex.FEMALE


class Relation(Enum):
    """Who somebody is to the one who speaks; ``KIN`` is whom neither sex nor age gives away."""

    ME = "me"
    MOTHER = "mother"
    FATHER = "father"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    WIFE = "wife"
    HUSBAND = "husband"
    SON = "son"
    DAUGHTER = "daughter"
    GRANDSON = "grandson"
    GRANDDAUGHTER = "granddaughter"
    CHILD = "child"
    KIN = "kin"


CHILDREN = {
    Relation.CHILD: (MALE, FEMALE),
    Relation.SON: (MALE,),
    Relation.GRANDSON: (MALE,),
    Relation.DAUGHTER: (FEMALE,),
    Relation.GRANDDAUGHTER: (FEMALE,),
}
ELDERS = {
    Relation.MOTHER: (FEMALE, 1),
    Relation.FATHER: (MALE, 1),
    Relation.GRANDMOTHER: (FEMALE, 2),
    Relation.GRANDFATHER: (MALE, 2),
}
SPOUSES = {Relation.WIFE: FEMALE, Relation.HUSBAND: MALE}


def meant(
    relation: Relation, cards: Sequence[Card], today: date, kept: Collection[CardId] = ()
) -> list[Card]:
    """Return those of *cards* that may be meant; only where it is one, that one is.

    Who speaks has a card of his own or none: whether an only grown-up is he or his mother nobody knows,
    unless it is one of those that are *kept* for somebody else with that one's own consent.
    """
    children = [card for card in cards if card.person.is_child(today)]
    adults = [card for card in cards if card not in children]
    if relation in CHILDREN:
        return [card for card in children if card.person.sex in CHILDREN[relation]]
    if relation in ELDERS:
        sex, generations = ELDERS[relation]
        elders = [card for card in _elders(adults, generations, today) if card.person.sex is sex]
        return elders or [card for card in adults if card.id in kept and card.person.sex is sex]
    if relation in SPOUSES:
        return _spouses(adults, SPOUSES[relation], today)
    return [card for card in adults if card.id not in kept] if relation is Relation.ME else []


def _elders(adults: Sequence[Card], generations: int, today: date) -> list[Card]:
    """Return who is older than the youngest of *adults* by so many generations."""
    youngest = min((card.person.age(today) for card in adults), default=0)
    return [card for card in adults if card.person.age(today) - youngest >= generations * A_GENERATION]


def _spouses(adults: Sequence[Card], sex: Sex, today: date) -> list[Card]:
    """Return who is of this *sex* and no elder, where one of the other sex is there to be married to."""
    elders = _elders(adults, 1, today)
    peers = [card for card in adults if card not in elders]
    is_pair = any(card.person.sex is not sex for card in peers)
    return [card for card in peers if card.person.sex is sex] if is_pair else []
