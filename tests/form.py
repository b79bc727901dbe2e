"""The form of a card, walked through by the names of its fields: however many there are."""

import re
from collections.abc import Mapping
from typing import Any

from patient.fields import FIELDS

SKIP = "Пропустить"
SUMMARY = "summary"
ORDER = (None, *(asked.name for asked in FIELDS), SUMMARY)
QUESTION = re.compile(r"Шаг (\d+) из \d+|Проверьте карточку")

Answers = Mapping[str, str]  # by the names of the fields; those that are not told are skipped

TYPED = ("surname", "given_name", "patronymic", "sex", "birth_date", "polis", "snils")


def typed(*answers: str) -> dict[str, str]:
    """Return what somebody types of name, sex, birth date, polis and SNILS, as far as it goes."""
    return dict(zip(TYPED, answers, strict=False))


ANNA = typed("Тестова", "Анна", "Петровна", "женский", "12.10.1979", SKIP, "112-233-445 95")
EVA = typed("Тестова", "Ева", "Андреевна", "ж", "28.02.2019", "7397089771999991")


def field_asked(said: str) -> str | None:
    """Return the field for which the bot asks in the last of what it *said*, or that it is the summary."""
    numbers = QUESTION.findall(said)
    if not numbers:
        return None
    return FIELDS[int(numbers[-1]) - 1].name if numbers[-1] else SUMMARY


async def goes_on(chat: Any, said: str, answers: Answers, *, until: str | None = None) -> str:
    """Answer from what was *said* on, up to another question than a field's or to the field *until*."""
    for _ in FIELDS:
        asked = field_asked(said)
        if asked in {None, SUMMARY, until}:
            break
        said = await chat.says(answers.get(str(asked), SKIP))
    return said


async def comes_to(chat: Any, field: str, answers: Answers = ANNA) -> str:
    """Begin a card and come to the question of a *field*; return it."""
    return await goes_on(chat, await chat.says("/add"), answers, until=field)
