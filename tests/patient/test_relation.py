"""Relations: whose card is meant, and where nobody can know that."""

from datetime import date
from itertools import count

import pytest

from patient.birth_date import BirthDate
from patient.card import Card, CardId, OwnerId
from patient.fields import BIRTH_DATE, SEX
from patient.relation import Relation, meant
from patient.sex import Sex
from tests.people import changed
from tests.registry.demo_people import person

TODAY = date(2026, 11, 26)
numbers = count()


def card(sex, year):
    born = {SEX: Sex.FEMALE if sex == "f" else Sex.MALE, BIRTH_DATE: BirthDate(date(year, 1, 1))}
    return Card(CardId(str(next(numbers))), OwnerId(1), changed(person("p3"), born))


HER, HIM, MOTHER, FATHER = card("f", 1985), card("m", 1983), card("f", 1958), card("m", 1955)
GRANDMOTHER, GIRL, BOY, OTHER_BOY = card("f", 1935), card("f", 2019), card("m", 2015), card("m", 2022)
ALONE = [HER]
COUPLE = [HER, HIM, GIRL, BOY]
ALL = [HER, MOTHER, FATHER, GRANDMOTHER, GIRL]


@pytest.mark.parametrize(
    ("relation", "cards", "expected"),
    [
        (Relation.ME, [HER, GIRL, BOY], [HER]),
        (Relation.ME, COUPLE, [HER, HIM]),
        (Relation.ME, [GIRL], []),
        (Relation.MOTHER, ALONE, []),
        (Relation.MOTHER, [HER, GIRL], []),
        (Relation.MOTHER, [HER, MOTHER, BOY], [MOTHER]),
        (Relation.MOTHER, [HIM, MOTHER], [MOTHER]),
        (Relation.MOTHER, ALL, [MOTHER, GRANDMOTHER]),
        (Relation.MOTHER, [MOTHER, GIRL], []),
        (Relation.FATHER, ALL, [FATHER]),
        (Relation.FATHER, COUPLE, []),
        (Relation.GRANDMOTHER, ALL, [GRANDMOTHER]),
        (Relation.GRANDFATHER, ALL, []),
        (Relation.WIFE, COUPLE, [HER]),
        (Relation.HUSBAND, COUPLE, [HIM]),
        (Relation.HUSBAND, ALONE, []),
        (Relation.WIFE, ALONE, []),
        (Relation.HUSBAND, [HER, FATHER], []),
        (Relation.SON, COUPLE, [BOY]),
        (Relation.SON, [*COUPLE, OTHER_BOY], [BOY, OTHER_BOY]),
        (Relation.SON, ALL, []),
        (Relation.DAUGHTER, COUPLE, [GIRL]),
        (Relation.GRANDSON, COUPLE, [BOY]),
        (Relation.CHILD, ALL, [GIRL]),
        (Relation.CHILD, COUPLE, [GIRL, BOY]),
        (Relation.KIN, ALL, []),
    ],
)
def test_who_is_meant(relation, cards, expected):
    """By sex and age, as far as they tell it: an only grown-up may be who speaks."""
    assert meant(relation, cards, TODAY) == expected


def test_whose_card_is_kept_is_not_who_speaks():
    """With that adult's own consent: so an only one is the mother, and nobody's «меня»."""
    assert meant(Relation.ME, [MOTHER], TODAY, {MOTHER.id}) == []
    assert meant(Relation.MOTHER, [MOTHER], TODAY, {MOTHER.id}) == [MOTHER]
    assert meant(Relation.FATHER, [MOTHER], TODAY, {MOTHER.id}) == []
    assert meant(Relation.ME, [HER, MOTHER], TODAY, {MOTHER.id}) == [HER]


@pytest.mark.parametrize("relation", Relation)
def test_without_cards_nobody_is_meant(relation):
    """Whoever is named."""
    assert meant(relation, [], TODAY) == []
