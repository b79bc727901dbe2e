"""What is written into rows outlives releases: earlier rows open, and a new field locks nobody out."""

from functools import partial

import pytest

from patient.card import OwnerId
from patient.form import Form
from storage.bookings import BOOKING
from storage.cards import Cards
from storage.database import Database
from storage.dialogues import DIALOGUE, Dialogues
from storage.errands import ERRAND
from storage.migration import migrate
from storage.resealing import survey
from storage.tables import SEALED
from storage.watches import WATCH
from storage.written import read, written
from tests.storage.earlier import laid_out

ANNA, BORIS, GLEB = OwnerId(1001), OwnerId(2002), OwnerId(3003)
AS_IT_IS = ("dead_update", "index_key", "dialogue", "key_canary", "sign_in")  # content without fields of ours
NEEDED = {
    "announcement": {"text", "sender"},
    "card": {"surname", "given_name", "sex", "birth_date", "polis", "snils"},  # the only number of each
    "card_share": {"host", "invited", "guest"},
    "consent": {"owner", "version", "language", "sha256", "subject"},
    "errand": {"kind"},
    "message": {"text"},
    "notice": {"kind", "parameters"},
    "outbox": {"method", "parameters"},
    "own_visit": {"start"},
    "search": {"deadline_at", "next_at"},
    "sent_message": {"message", "shows"},
    "share_offer": {"host"},
    "support_question": {"text"},
    "visit": {"id", "start", "state"},
    "watch": {"targets"},
}
"""Without these a row is nothing; every other key has a default, and so has a new one."""


@pytest.fixture(params=[5, 14])
async def upgraded(request, tmp_path):
    """A database of an earlier release, with something in every table of its schema."""
    vault = laid_out(tmp_path, request.param)
    database = await Database.open(tmp_path / "bot.db", vault)
    await migrate(database.connection, vault)
    yield database
    await database.close()


@pytest.fixture
async def rows(tmp_path):
    """Each row of the release with schema 14 that holds a JSON object: table, row, content."""
    vault = laid_out(tmp_path, 14)
    database = await Database.open(tmp_path / "bot.db", vault)
    await migrate(database.connection, vault)
    found = []
    for table in SEALED:
        statement = f"SELECT {table.columns} FROM {table.table} WHERE length(sealed) > 0"
        listed = await database.write(lambda tx, s=statement: tx.rows(s))
        found.extend((table, row, table.open(vault, row)) for row in listed)
    await database.close()
    return [each for each in found if isinstance(each[2], dict) and each[0].table not in AS_IT_IS]


def value(table, row, content):
    key, owner, _, *beside = row
    return table.read(key, owner, content, *beside)


async def test_every_row_of_an_earlier_release_opens(upgraded):
    """Each table, and the forms and photographs that stand open in the dialogues."""
    assert (await survey(upgraded.write)).damaged == []
    anna, gleb = [await upgraded.write(lambda tx, o=o: Dialogues(tx).of(o)) for o in (ANNA, GLEB)]
    assert any(dialogue.form for dialogue in (anna, gleb))
    cards = await upgraded.write(lambda tx: Cards(tx, ANNA).owned())
    assert [card.person.name.surname.text for card in cards] == ["Тестова", "Тестова"]


def test_there_is_a_row_of_every_table(rows):
    """The database of this release leaves none out, so the tests below leave none out."""
    assert {table.table for table, _, _ in rows} == NEEDED.keys() | {"booking"}


def test_a_key_that_is_not_there_takes_its_default(rows):
    """Key by key: it is what a new field looks like to the rows of before."""
    needed = {}
    for table, row, content in rows:
        for key in content:
            try:
                value(table, row, {name: content[name] for name in content if name != key})
            except Exception:  # noqa: BLE001 - whatever puts a row aside
                needed.setdefault(table.table, set()).add(key)
    assert needed == NEEDED


def test_a_key_of_a_later_release_is_passed_over(rows):
    """After a step back to this release the rows of the next one open, as far as they can."""
    for table, row, content in rows:
        if table.table not in {"visit", "card"}:
            assert _fields(value(table, row, content | {"later": [1]})) == _fields(value(table, row, content))
        value(table, row, _with_more(content))


@pytest.mark.parametrize("kept", [BOOKING, WATCH, ERRAND], ids=lambda kept: kept.table)
def test_what_is_written_is_what_the_release_before_reads(rows, kept):
    """Key by key the same, whatever the fields are called by now: a step back loses nothing either."""
    contents = [(content, value(table, row, content)) for table, row, content in rows if table is kept]
    assert any(content.get(key) for content, _ in contents for key in ("answers", "told", "kind"))
    for content, read_value in contents:
        assert _as_before(written(read_value), content) == content


async def test_what_a_dialogue_has_begun_is_written_as_before(tmp_path):
    """The open form and the photographs of schema 14, read and kept once more, are what they were."""
    vault = laid_out(tmp_path, 14)
    database = await Database.open(tmp_path / "bot.db", vault)
    await migrate(database.connection, vault)
    before = await begun(database, vault)
    assert {name for content in before.values() for name in content} == {"form", "scans"}
    for owner in before:
        await database.write(partial(keep_again, owner))
    assert await begun(database, vault) == before
    await database.close()


async def begun(database, vault):
    """Return what stands sealed in each dialogue."""
    statement = f"SELECT {DIALOGUE.columns} FROM dialogue WHERE sealed IS NOT NULL"
    rows = await database.write(lambda tx: tx.rows(statement))
    return {row[0]: DIALOGUE.open(vault, row) for row in rows}


async def keep_again(owner, tx):
    dialogue = await Dialogues(tx).of(owner)
    dialogue.stored = ()
    await Dialogues(tx).save(dialogue)


def test_a_form_knows_what_it_was_not_told(rows):
    """Every key of an open form may be missing."""
    whole = written(Form())
    for key in whole:
        assert read(Form, {name: whole[name] for name in whole if name != key} | {"later": 1}) == Form()


def _as_before(found, content):
    """Return *found* without the keys and the last fields that *content* does not have."""
    if isinstance(content, list):
        return [_as_before(*each) for each in zip(found, content, strict=False)]
    if isinstance(content, dict):
        return {name: _as_before(found[name], content[name]) for name in content}
    return found


def _fields(found):
    names = getattr(type(found), "__dataclass_fields__", None)
    return {name: getattr(found, name) for name in names} if names else found


def _with_more(content):
    """Return the content with one more key in each object of it."""
    if isinstance(content, list):
        return [_with_more(each) for each in content]
    if isinstance(content, dict):
        return {name: _with_more(each) for name, each in content.items()} | {"later": None}
    return content
