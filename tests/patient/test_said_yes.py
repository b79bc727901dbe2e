"""Yes and no as people say them; neither is said by anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.said_yes import says_no, says_yes


@pytest.mark.parametrize(
    "text", ["Да", "да!", "ДА", "Да, верно", "всё верно", "Ага", "ок 👍", "Записывайте", "Yes", "OK."]
)
def test_yes(text):
    assert says_yes(text)
    assert not says_no(text)


@pytest.mark.parametrize(
    "text", ["Нет", "нет.", "не так", "Нет, не верно", "неправильно", "No", "not right", "неа"]
)
def test_no(text):
    assert says_no(text)
    assert not says_yes(text)


@pytest.mark.parametrize(
    "text", ["", "все", "Данилова", "Нетто", "да нет Иванова", "Да, Анна", "да 12", "👍"]
)
def test_neither(text):
    assert not says_no(text)
    assert not says_yes(text)


@given(st.text())
def test_nobody_says_both(text):
    assert not (says_yes(text) and says_no(text))
