"""What the tests of storage share: a database that people have lived in."""

import pytest
from pysqlite3 import dbapi2 as sqlite3

from storage.backup import restore
from storage.database import Database
from storage.migration import migrate
from tests.postgres import beside_the_loop
from tests.storage.earlier import laid_out


def pytest_generate_tests(metafunc):
    """Run what asks for a database on both engines, unless it is about SQLite's file, or about a server."""
    if "engine" in metafunc.fixturenames and not metafunc.definition.get_closest_marker("of_a_file"):
        is_of_a_server = metafunc.definition.get_closest_marker("of_a_server")
        metafunc.parametrize(
            "engine", ["postgres"] if is_of_a_server else ["sqlite", "postgres"], indirect=True
        )


@pytest.fixture(scope="session")
def moved(postgres, tmp_path_factory):
    """The same on PostgreSQL, where its people have moved; tests have copies."""
    folder = tmp_path_factory.mktemp("moved")
    place = postgres.another()
    beside_the_loop(restore(folder / "bot.db", place, laid_out(folder)))
    return place


@pytest.fixture
def lived_in_place(engine, tmp_path, request):
    if engine == "sqlite":
        return tmp_path / "bot.db"
    return request.getfixturevalue("postgres").another(request.getfixturevalue("moved"))


@pytest.fixture
async def lived_in(lived_in_place, tmp_path):
    """A database that people have used, with something in every table."""
    vault = laid_out(tmp_path)
    database = await Database.open(lived_in_place, vault)
    await migrate(database.connection, vault)
    yield database
    await database.close()


@pytest.fixture
def new_place(engine, tmp_path, request):
    """Where nothing was ever kept."""
    return tmp_path / "new.db" if engine == "sqlite" else request.getfixturevalue("postgres").another()


@pytest.fixture
def thief(engine, settings, request):
    """Who changes what is kept by other ways than ours, with no trigger before him."""

    async def steals(*statements):
        if engine == "postgres":
            server = request.getfixturevalue("postgres")
            return await server.execute("SET session_replication_role = replica", *statements)
        file = sqlite3.connect(settings.database)
        file.executescript("DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted")
        file.executescript(";".join(statements))
        return file.close()

    return steals


@pytest.fixture
def all_bytes(engine, settings, request):
    """All that a thief of what is kept would have in hand."""

    async def read():
        if engine == "postgres":
            return await request.getfixturevalue("postgres").all_bytes()
        file = settings.database
        return b"".join(file.with_name(file.name + ending).read_bytes() for ending in ("", "-wal"))

    return read
