"""The plans: what walks over a table that grows is found, whoever issues it."""

import pytest
from pysqlite3 import dbapi2 as sqlite3

from storage.leases import bring_forward, release_leases
from storage.outbox import Outbox
from storage.retention import retire
from tests.plans import walks_of


@pytest.fixture
def connection(migrated):
    opened = sqlite3.connect(str(migrated))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM card",
        "UPDATE search SET lease_until = NULL",
        "SELECT owner FROM dialogue WHERE updated_at < 1",
        "DELETE FROM sent_message WHERE id IN (SELECT id FROM sent_message WHERE mark = x'01')",
        "SELECT id FROM visit WHERE remind_day_on IS NOT NULL OR card = 'x' ORDER BY id LIMIT 8",
        "SELECT id FROM card WHERE id > '' AND frozen_at IS NULL",
        "SELECT owner FROM dialogue WHERE owner > 1",
    ],
)
def test_a_walk_is_found(connection, statement):
    """By table, by index, in what is nested, to the end of a key."""
    assert list(walks_of(connection, statement))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed FROM card WHERE id = 'x'",
        "SELECT owner FROM dialogue WHERE owner > 1 ORDER BY owner LIMIT 25",
        "SELECT number FROM doctor",
        "no SQL at all",
    ],
)
def test_a_way_is_no_walk(connection, statement):
    """A key, a page, a table of the region's."""
    assert not list(walks_of(connection, statement))


@pytest.mark.of_a_file
async def test_a_start_and_a_quiet_hour_walk_nowhere(database, plans):
    """What a start makes free and what an hour deletes is found by its index, where there is none too."""
    await database.write(release_leases)
    await retire(database.write)
    await bring_forward(1.0, database.write)
    await database.write(lambda tx: Outbox(tx).has_enough_pushes())
    assert plans.walks() == []
