"""A clinic's name, ever shorter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.clinic_name import said, wordings


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (
            "Государственное учреждение здравоохранения «Городская поликлиника № 4»",
            "Городская поликлиника № 4",
        ),
        ("Областное государственное бюджетное учреждение здравоохранения «ЦРБ»", "ЦРБ"),
        ('ГУЗ "Городская поликлиника №1 им. С.М.Кирова"', "Городская поликлиника №1 им. С.М.Кирова"),
        ("ГБУЗ УО «Детская поликлиника»", "Детская поликлиника"),
        ("ЧУЗ «Больница «РЖД-Медицина» города Ульяновск»", "Больница «РЖД-Медицина» города Ульяновск"),
        ("ГУЗ ЦК МСЧ имени В.А. Егорова", "ЦК МСЧ имени В.А. Егорова"),
        ("ООО «Мать и дитя»", "Мать и дитя"),
        ("Районная больница (пример)", "Районная больница"),
        ("Гурьевская больница", "Гурьевская больница"),
        ("ГУЗ", "ГУЗ"),
        ("«»", "«»"),
        ("", ""),
    ],
)
def test_a_legal_form_is_left_out(name, short):
    """Whatever it is; and nothing is left of no name."""
    assert said(name) == short


def test_adjectives_shorten_one_by_one():
    """From the left, before a vowel; a town keeps more letters; a famous name goes before."""
    *_, last = wordings("ГУЗ «Ульяновская областная детская поликлиника № 6 им. Кирова»")
    assert last == "Ульян. обл. детск. поликлиника № 6"


@given(st.text(max_size=80))
def test_any_name_has_a_wording(name):
    """Each is no longer than the one before, and none is empty unless the name is."""
    found = list(wordings(name))
    assert found[0] == name
    assert all(found) or not name
    assert [len(each) for each in found] == sorted(map(len, found), reverse=True)
