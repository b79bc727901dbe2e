"""What the tests of storage share: a database that people have lived in."""

import pytest

from storage.database import Database
from storage.migration import migrate
from tests.storage.earlier import laid_out


@pytest.fixture
async def lived_in(tmp_path):
    """A database that people have used, with something in every table."""
    vault = laid_out(tmp_path)
    database = await Database.open(tmp_path / "bot.db", vault)
    await migrate(database.connection, vault)
    yield database
    await database.close()
