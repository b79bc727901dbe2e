"""The dialect: one SQL text becomes PostgreSQL's, values stay values and literals literals."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysqlite3 import dbapi2 as sqlite3

from storage.postgres.dialect import numbered, statements, translated
from storage.schema import migrations

WORDS = st.text("abc =,()<>", max_size=8)
LITERALS = st.text("ab?$ ;1", max_size=6).map(lambda text: f"'{text}'")
PIECES = st.lists(st.one_of(WORDS, LITERALS, st.just("?")), max_size=12)


@given(PIECES)
def test_each_mark_has_its_number_and_no_literal_changes(pieces):
    """In their order, from 1."""
    numbers = iter(range(1, len(pieces) + 1))
    expected = "".join(f"${next(numbers)}" if piece == "?" else piece for piece in pieces)
    assert numbered("".join(pieces)) == expected


def test_a_mark_with_a_number_keeps_it():
    assert numbered("a = ?2 AND b = ?1 OR c = ?2") == "a = $2 AND b = $1 OR c = $2"


@given(st.text(max_size=20))
def test_no_text_makes_it_fail_but_a_second_statement(text):
    """Whatever stands there."""
    try:
        assert isinstance(numbered(text), str)
    except ValueError:
        assert ";" in text


@pytest.mark.parametrize("number", sorted(migrations()))
def test_a_migration_falls_into_the_statements_that_sqlite_sees(number):
    """A trigger's own statements are no statements of the migration."""
    script, count, statement = migrations()[number], 0, ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            count, statement = count + 1, ""
    found = list(statements(script))
    assert len(found) == count
    assert not [text for text in found if re.search(r"\b(INTEGER|BLOB|REAL|AUTOINCREMENT|RAISE\()", text)]


def test_a_trigger_that_nobody_can_translate_is_refused():
    with pytest.raises(ValueError, match="trigger"):
        translated("CREATE TRIGGER odd")
