"""Who comes from Gosuslugi is added one after another: the next is offered, and who is kept is known."""

import re

import pytest

from patient.card import CardDraft, OwnerId
from patient.fields import FIELDS
from storage.cards import Cards
from tests.chat import Chat
from tests.form import ANNA, EVA, typed
from tests.handlers.family import opens_card
from tests.handlers.signing import signs_in

ADD, NEXT = "Добавить в картотеку", "Добавить ещё"
MAX = typed("Тестов", "Максим", "Андреевич", "м", "15.03.2021", "пропустить", "731-000-505 13")


def told(chat: Chat, answers, today) -> CardDraft:
    """Return what Gosuslugi tells of a person who would answer so."""
    draft = CardDraft()
    for asked in FIELDS:
        answer = answers.get(asked.name)
        if answer and answer.lower() != "пропустить":
            choice = {"женский": "female", "ж": "female", "м": "male"}.get(answer)
            chosen = next((value for value in asked.choices.values() if value.value == choice), None)
            draft = draft.answered(asked, chosen or asked.read(answer, today))
    return draft


@pytest.fixture
async def came(chat, database):
    """Two children who have come and are listed."""
    today = (await database.write(_now)).date()
    children = (told(chat, EVA, today), told(chat, MAX, today))
    assert "Выберите ребёнка" in await signs_in(chat, database, told(chat, ANNA, today), children)
    return children


async def _now(transaction):
    return transaction.now


def buttons(chat, number):
    rows = chat.messages[number]["reply_markup"]["inline_keyboard"]
    return [button["text"] for row in rows for button in row]


def message_with(chat, words):
    """Return the newest message with these words."""
    return max(number for number, said in chat.messages.items() if words in str(said.get("text", "")))


async def saves(chat):
    await chat.taps("Добавить карточку")
    return await chat.taps("Даю согласие")


async def test_the_next_child_is_offered_where_the_first_was_saved(chat, came, database):
    """Three taps, then two a child, at the end of the chat; each message knows who is kept."""
    listed = message_with(chat, "Выберите ребёнка")
    assert "Проверьте" in await chat.taps(f"{ADD}: Ева")
    assert "успешно добавлена" in await saves(chat)
    first = message_with(chat, "успешно добавлена")
    assert buttons(chat, first)[:2] == ["Просмотреть карточку", f"➕ {NEXT}: Тестов М. А., 2021"]
    kept, other = buttons(chat, listed)[:2]
    assert kept.startswith("✔ Уже в картотеке: ")
    assert other == f"➕ {ADD}: Максим"
    asked = await chat.taps(NEXT)
    assert "Максим" in asked
    assert "Согласие на обработку персональных данных ребёнка" in asked
    assert "успешно добавлена" in await chat.taps("Даю согласие")
    assert NEXT not in " ".join(chat.labels)
    assert ADD not in " ".join(chat.labels)
    assert "Просмотреть карточку" in buttons(chat, first)
    assert [label[:5] for label in buttons(chat, listed)][:2] == ["✔ Уже"] * 2
    assert len(await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())) == 2


async def test_an_old_button_of_who_is_kept_opens_the_card(chat, came):
    """No «Изменение карточки», and what was said of the saving keeps its buttons."""
    listed = message_with(chat, "Выберите ребёнка")
    await chat.taps(f"{ADD}: Ева")
    await saves(chat)
    first = message_with(chat, "успешно добавлена")
    before = buttons(chat, first)
    said = await chat.presses("do:imp:0", listed)
    assert "Изменение" not in said
    assert "Подтверждена Госуслугами" in said
    assert buttons(chat, first) == before


async def test_what_a_question_was_turned_into_stays(chat, came):
    """The next form deletes the question before it, not the word that the last card is kept."""
    await chat.taps(f"{ADD}: Ева")
    await saves(chat)
    first = message_with(chat, "успешно добавлена")
    await chat.says("/add")
    await chat.says("Иванова")
    assert first in chat.messages
    await chat.says("/cancel")
    gone = message_with(chat, "Картотека")
    await chat.says("/add")
    await chat.says("Иванова")
    assert gone in chat.messages


async def test_a_child_whose_card_says_something_else_is_updated(chat, came):
    """Changed since: the list says so, and the card is confirmed again."""
    await chat.taps(f"{ADD}: Ева")
    await saves(chat)
    await opens_card(chat)
    await chat.taps("Изменить")
    await chat.taps("Изменить: имя")
    await chat.says("Елена")
    await chat.taps("Сохранить")
    assert "🔄 Обновить карточку" in " ".join(chat.labels)
    assert "Изменение карточки" in await chat.taps("Обновить карточку")
    assert "сохранена" in await chat.taps("Сохранить")
    assert "Обновить карточку" not in " ".join(chat.labels)


async def test_who_came_alone_is_added_by_two_taps(chat, database):
    """Shown whole with masked numbers, then the consent; the way through the summary stays."""
    today = (await database.write(_now)).date()
    said = await signs_in(chat, database, told(chat, ANNA, today))
    assert "Петровна" in said
    assert "•••-•••-445 95" in said
    assert f"{ADD}: Анна" in " ".join(chat.labels)
    assert "Согласие" in await chat.taps("Всё верно, добавить")
    assert "успешно добавлена" in await chat.taps("Даю согласие")
    assert "✔ Уже в картотеке" in " ".join(chat.labels)
    assert "Всё верно" not in " ".join(chat.labels)


async def test_what_has_to_be_asked_is_asked(chat, database):
    """Without a birth date there is nothing to be right."""
    today = (await database.write(_now)).date()
    await signs_in(chat, database, told(chat, ANNA | {"birth_date": ""}, today))
    assert "Всё верно" not in " ".join(chat.labels)
    assert "дату рождения" in await chat.taps(ADD)


async def test_an_old_forged_or_spent_button_adds_nobody(chat, other_chat, came, database):
    """Another's list, a number that nobody has, and half an hour later."""
    number = max(chat.messages)
    await other_chat.says("/start")
    for what in ("imp", "imp+", "imp!"):
        assert "устарел" in await other_chat.presses(f"do:{what}:0", max(other_chat.messages))
        for index in ("7", "-1", "x", ""):
            assert "Выберите ребёнка" in await chat.presses(f"do:{what}:{index}", number)
    await database.write(lambda tx: tx.execute("UPDATE sign_in SET expires_at = 1"))
    assert "устарел" in await chat.presses("do:imp:0", number)
    assert re.search("О себе", " ".join(chat.labels))
