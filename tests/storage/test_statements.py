"""The statements: each is prepared once, whatever came before it and however many rows it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pysqlite3 import dbapi2 as sqlite3

from storage.connection import among
from storage.sqlite.opening import connect

TWO = ("SELECT id FROM told", "DELETE FROM told WHERE id = 1")


@pytest.mark.of_a_file
async def test_a_statement_stays_prepared_whatever_else_was_said(tmp_path):
    """SQLite asks the authorizer about what it prepares, and about nothing that it has prepared."""
    connection = await connect(tmp_path / "new.db")
    await connection.fetch("CREATE TABLE told (id INTEGER PRIMARY KEY)")
    prepared = []
    connection._conn.set_authorizer(lambda *what: prepared.append(what) or sqlite3.SQLITE_OK)
    for statement in (*(f"SELECT {number} FROM told" for number in range(500)), *TWO):
        await connection.fetch(statement)
    assert prepared
    prepared.clear()
    for statement in TWO * 3:
        await connection.fetch(statement)
    await connection.close()
    assert prepared == []


def test_what_is_about_many_rows_comes_in_few_statements():
    """A shared commit marks as many calls as were sent meanwhile."""
    assert len({among(range(count))[0] for count in range(1, 129)}) == 8


def test_many_rows_are_not_made_more_than_a_statement_takes():
    """SQLite takes 32766 values, PostgreSQL's driver one more; a replica may take over what another left."""
    assert len(among(range(20_000))[1]) == 20_000


@given(some.lists(some.integers(0, 20), min_size=1, max_size=40), some.integers(0, 20))
def test_among_finds_just_those(values, wanted):
    """Those that are named again find nothing more."""
    condition, named = among(values)
    connection = sqlite3.connect(":memory:")
    ((is_found,),) = connection.execute(f"SELECT ? {condition}", (wanted, *named)).fetchall()
    connection.close()
    assert bool(is_found) == (wanted in values)
