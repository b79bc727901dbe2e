"""Rows of another release: who has a card or an open form finds everything as it was."""

from functools import partial

import pytest

from handlers.cards.stages import FORM_STAGES
from storage.cards import CARD
from storage.dialogues import DIALOGUE
from tests.chat import adds_card


async def change(database, table, changed):
    """Seal every row of a table anew as another release would have written it."""

    async def work(tx):
        for row in await tx.rows(f"SELECT {table.columns} FROM {table.table} WHERE sealed IS NOT NULL"):
            key, owner = row[:2]
            content = changed(table.open(tx.vault, row))
            sealed = tx.vault.seal(content, table.binding(key, owner))
            await tx.execute(f"UPDATE {table.table} SET sealed = ? WHERE {table.key} = ?", sealed, key)

    await database.write(work)


def without(content, *names):
    return {name: content[name] for name in content if name not in names}


def as_of_before(field, content):
    return without(content, field) | {"later": 1}


@pytest.fixture
async def asked_for_name(chat):
    """A form that stands open at its second question."""
    await chat.says("/add")
    assert "имя" in await chat.says("Тестова")
    return chat


@pytest.mark.parametrize("missing", ["phone", "patronymic", "polis"])
async def test_a_card_from_before_a_field_opens(chat, database, missing):
    """What may be empty and was not asked for yet is empty; the card is shown, changed and found."""
    await adds_card(chat)
    await change(database, CARD, partial(as_of_before, missing))
    assert "1 карточка" in await chat.says("/cards")
    assert "Дата рождения" in await chat.taps("Тестова")
    await chat.taps("Изменить")
    await chat.taps("Изменить: имя")
    assert "Анна" not in await chat.says("Инна")
    assert "сохранен" in (await chat.taps("Сохранить")).lower()


async def test_an_open_form_from_before_a_field_goes_on(asked_for_name, database):
    """Only what the first release wrote is there, and a key that nobody knows: the next answer is taken."""
    first = ("draft", "field", "revision")
    await change(
        database,
        DIALOGUE,
        lambda data: {"form": {name: data["form"][name] for name in first} | {"later": 1}},
    )
    assert "тчество" in await asked_for_name.says("Анна")
    assert "Тестова" not in await asked_for_name.says("/help")


async def test_a_form_that_nobody_can_read_keeps_nobody_out(asked_for_name, database, caplog):
    """It asks for a field of a later release: it is gone, and everything else answers."""
    await change(database, DIALOGUE, lambda data: {"form": data["form"] | {"field": "e-mail"}})
    assert "сломалось" not in await asked_for_name.says("Анна")
    for command in ("/start", "/cards", "/help", "/cancel"):
        assert "сломалось" not in await asked_for_name.says(command)
    assert "фамили" in (await asked_for_name.says("/add")).lower()
    assert "a form cannot be read: ValueError" in caplog.text
    assert "Тестова" not in caplog.text


def test_a_form_of_an_earlier_release_stands_where_it_stood():
    """The states are kept by names that no release may change: a form that stood would be laid aside."""
    kept = "question guess contradiction doubt kind review twin consent consent_text"
    assert {f"CardForm:{name}" for name in kept.split()} == FORM_STAGES
