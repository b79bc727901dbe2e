"""What the tests share: a real database, the real conversation over it, and people in chats with it."""

import os
import shutil

import pytest
import pytest_asyncio
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from bot.process import conversation
from bot.settings import Settings
from handlers.ground.config import ChatAddress
from storage.database import Database
from storage.key_ring import KeyRing
from storage.migration import migrate
from tests.chat import Chat
from tests.plans import Plans

for name in [name for name in os.environ if name.startswith(("BOT_", "ESIA_", "REGISTRY_"))]:
    del os.environ[name]

# a shared machine is slow at times, and no test here is about time; a test has the same examples each time,
# so that a change is red of what it changed: others are looked for by `make hunt`, and not by chance
house = hypothesis_settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
hunt = hypothesis_settings(house, derandomize=False, max_examples=3000)
hypothesis_settings.register_profile("house", house)
hypothesis_settings.register_profile("hunt", hunt)
hypothesis_settings.load_profile(os.environ.get("EXAMPLES", "house"))


def pytest_generate_tests(metafunc):
    """Have what says so go through both engines."""
    if "engine" in metafunc.fixturenames and metafunc.definition.get_closest_marker("on_both"):
        metafunc.parametrize("engine", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def engine(request):
    """What keeps the rows: SQLite unless the test or ``ENGINE`` says otherwise."""
    is_of_a_file = request.node.get_closest_marker("of_a_file")
    return getattr(request, "param", None) or (
        "sqlite" if is_of_a_file else os.environ.get("ENGINE", "sqlite")
    )


@pytest.fixture(scope="session")
def postgres(vault):
    """A PostgreSQL database for all tests that want one."""
    from tests.postgres import House  # noqa: PLC0415 - few tests need it

    built = House.built(vault)
    yield built
    built.cluster.end()


@pytest.fixture
def database_url(engine, tmp_path, request):
    """Where a test keeps everything; what is there is as good as new."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path}/bot.db"
    server = request.getfixturevalue("postgres")
    server.empty()
    return server.place.url


@pytest.fixture
def settings(tmp_path, monkeypatch, database_url):
    """Settings as a test's own operator would make them."""
    monkeypatch.chdir(tmp_path)
    return Settings(
        bot_token="1:test",
        database_url=database_url,
        data_keys=tmp_path / "keys.json",
        operator_name="Министерство «Пример»",
        operator_address="Ульяновск, улица Примерная, 1",
        support_contact="8 800 000-00-00",
    )


@pytest.fixture(scope="session")
def ring():
    """The key ring of whatever database a test is given."""
    return KeyRing.fresh()


@pytest.fixture(scope="session")
def vault(ring):
    return ring.vault()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated(vault, tmp_path_factory):
    """A file at the present schema, of which each test has a copy: to make one takes 40 ms."""
    path = tmp_path_factory.mktemp("migrated") / "bot.db"
    opened = await Database.open(path, vault)
    await migrate(opened.connection, vault)
    await opened.close()
    return path


@pytest.fixture(scope="session")
def plans(migrated):
    """The statements that were issued, each of which is explained once."""
    return Plans(migrated)


@pytest.fixture
async def database(engine, settings, vault, migrated, plans):
    if engine == "sqlite":
        shutil.copy(migrated, settings.database)
    opened = await Database.open(settings.database, vault)
    if engine == "sqlite":
        await opened.connection.set_trace_callback(plans.note)
    yield opened
    await opened.close()
    assert plans.walks() == []


@pytest.fixture
def updates(settings, database):
    return conversation(settings, database, ChatAddress("https://t.me/doctor73_test_bot"))


@pytest.fixture
def chat(updates, database):
    """Anna's chat."""
    return Chat(updates, database)


@pytest.fixture
def other_chat(updates, database):
    """Boris's chat."""
    return Chat(updates, database, user=2002, name="Борис", username="boris")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium():
    """A Chromium for all tests of pages."""
    from tests.chromium import launched  # noqa: PLC0415 - few tests need it

    async with launched() as browser:
        yield browser
