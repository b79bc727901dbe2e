"""«Нет отчества», in the words of people, papers and registers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.said_none import says_none

NONE = (
    "нет", "Нет.", "НЕТ", " нет ", "«нет»", "(нет)", "не\u200bт", "\u202aнет\u202c", "нету",
    "без отчества", "Без  Отчества", "нет отчества", "отчества нет", "отсутствует", "Отчество отсутствует",
    "\u2068без отчества\u2069", "без\u00a0отчества",
    "у меня нет отчества", "У него нет.", "у ребёнка нет отчества", "н/д", "б/о", "absent",
    "прочерк", "не указано", "нет полиса", "полиса нет", "нет СНИЛС", "без телефона",
    "нет номера телефона", "I have no phone",
    "- - -", "–", "﹣", "‑", "No middle name", "without a patronymic", "not applicable",
    "Нет, отчества нет", "нет у меня отчества", "без отч.", "отчества нет в паспорте", "в свидетельстве нет",
    "не было", "Нет-нет", "у сына просто нет отчества", "отчество не положено",
    "у него его нет", "no phone, none",
    "отсутсвует", "отсуствует", "нет отчесва", "ребёнку не дали отчество", "не заполнено",
    "не имеется", "null", "None", "n/a", "no patronymic", "-", "—", "--", "−", "_", "", " \n",
)  # fmt: skip
SOMETHING = (
    "Петровна",
    "Нетова",
    "Нетович",
    "Ноевич",
    "нет1",
    "0",
    "5",
    ".",
    "?",
    "…",
    "нет Петровна",
    "Н",
    "Нетесова",
    "Безруков",
    "Нина",
    "Без Отечества",
    "без имени",
    "нет, есть",
    "отчество",
    "у меня",
    "не без отчества",
    "нет Отчествович",
    "нетотчества",
    "7356",
    "-1",
    "нет" * 99,
    "—" * 99,
)


@pytest.mark.parametrize("text", NONE)
def test_that_there_is_none_is_said_in_many_ways(text):
    assert says_none(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_a_name_or_a_slip_does_not_say_none(text):
    assert not says_none(text)


@given(text=st.text(max_size=30) | st.sampled_from(NONE), case=st.sampled_from([str.upper, str.title]))
def test_case_and_unseen_marks_never_count(text, case):
    """«НЕТ» with a zero-width space in it is «нет»."""
    marked = "\u200b".join(text)
    assert says_none(marked) == says_none(text)
    assert not says_none(text) or says_none(case(text))
