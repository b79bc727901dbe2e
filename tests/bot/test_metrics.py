"""The metrics move: with what is asked, kept, done and left undone."""

from datetime import UTC, datetime, timedelta
from math import inf, isnan

import pytest

from bot.bot_api import BotApi
from bot.bot_api.errors import TelegramUnreachable, TokenRefused
from bot.jobs.running import attempt, expect
from bot.jobs.upkeep import take_census
from bot.monitoring import metrics
from bot.monitoring.counting import counted, counted_registry
from bot.monitoring.surroundings import watch_disk
from bot.monitoring.validity import watch_ends
from bot.version import VERSION
from esia.errors import EsiaRefused, EsiaUnavailable
from esia.provider import Validity
from esia.token_keys import LONG_AGO
from handlers.ground.jobs import Job
from registry.errors import RegistryRefused, RegistryUnavailable
from registry.fhir.client import FhirRegistry
from sandbox.registry import Registry, registry_app
from sandbox.registry.faults import Fault as RegistryFault
from sandbox.registry.faults import FaultKind
from sandbox.telegram.app import telegram_app
from sandbox.telegram.faults import Fault
from sandbox.telegram.server import Telegram
from storage.census import SOME
from storage.errors import StorageUnavailable
from storage.last_backup import Backups
from storage.outbox import Call, Outbox
from storage.places import Server
from tests.chat import adds_card
from tests.faults import full_disk
from tests.metered import figure, moving
from tests.registry.demo_people import SYSTEMS, person
from tests.servers import PATIENCE, free_port, serving

HOUR = timedelta(hours=1)


def telling(method, result):
    return moving("bot_calls_total", method=method, result=result)


async def test_calls_of_telegram_count_by_method_and_result():
    """What went well, what was refused, what did not arrive."""
    telegram = Telegram()
    async with serving(telegram_app(telegram)) as base:
        api = BotApi(telegram.token, base)
        with telling("getMe", "ok"):
            await api.call("getMe", {})
        telegram.faults.append(Fault("getUpdates", 409))
        with (
            moving("bot_calls_total", method="getUpdates", result="TokenRefused"),
            pytest.raises(TokenRefused),
        ):
            await api.call("getUpdates", {"timeout": 0})
        await api.close()
    api = BotApi("1:test", f"http://127.0.0.1:{free_port()}")
    with (
        moving("bot_calls_total", method="getMe", result="TelegramUnreachable"),
        pytest.raises(TelegramUnreachable),
    ):
        await api.call("getMe", {})
    await api.close()


@pytest.fixture
async def clinics():
    """The registry as the jobs ask it, and its stand-in."""
    stand_in = Registry()
    async with serving(registry_app(stand_in)) as base:
        asked = counted_registry(FhirRegistry(f"{base}/fhir", stand_in.token, SYSTEMS, call_seconds=PATIENCE))
        yield asked, stand_in
        await asked.aclose()


def asked(operation, result="ok"):
    return moving("bot_registry_seconds_count", operation=operation, result=result)


async def test_what_is_asked_of_the_registry_counts_by_what_came_of_it(clinics):
    """An answer, a refusal, an outage, and a person whom it does not know."""
    registry, stand_in = clinics
    with asked("look"):
        await registry.look(person("p1"))
    with asked("clinics"):
        await registry.directory.clinics()
    stand_in.faults.append(RegistryFault(FaultKind.DOWN))
    with asked("look", "unavailable"):
        await registry.look(person("p1"))
    with asked("clinics", "unavailable"), pytest.raises(RegistryUnavailable):
        await registry.directory.clinics()
    stand_in.faults.clear()
    stand_in.token = "another"
    with asked("look", "refused"):
        await registry.look(person("p1"))
    with asked("clinics", "refused"), pytest.raises(RegistryRefused):
        await registry.directory.clinics()


class Gosuslugi:
    """A provider that answers as it is told to; what stands behind the real ones is tried elsewhere."""

    ends = Validity()
    error = None

    async def authorization_url(self, state, verifier):
        return f"https://esia.example/{state}/{verifier}"

    async def fetch(self, code, verifier, state):
        raise self.error

    def validity(self):
        return self.ends


@pytest.mark.parametrize(
    ("error", "result"), [(EsiaUnavailable("x"), "unavailable"), (EsiaRefused("x"), "refused")]
)
async def test_what_is_asked_of_esia_counts_too(error, result):
    """By the class of what it said."""
    provider = Gosuslugi()
    provider.error = error
    with moving("bot_esia_seconds_count", operation="authorization_url", result="ok"):
        await counted(provider, metrics.ASKED_ESIA).authorization_url("state", "verifier")
    with moving("bot_esia_seconds_count", operation="fetch", result=result), pytest.raises(type(error)):
        await counted(provider, metrics.ASKED_ESIA).fetch("code", "verifier", "state")


async def test_days_left_are_told():
    """Of certificate and token keys; what never ends has no last day, and what is not there has ended."""
    provider = Gosuslugi()
    watch_ends(provider)
    assert figure("bot_certificate_days_left") == inf
    now = datetime.now(UTC)
    provider.ends = Validity(now + timedelta(days=10), now - timedelta(days=1))
    assert 9.9 < figure("bot_certificate_days_left") <= 10
    assert figure("bot_token_key_days_left") < 0
    provider.ends = Validity(token_keys=LONG_AGO)
    assert figure("bot_token_key_days_left") < -100_000


@pytest.mark.of_a_file
async def test_jobs_tell_when_they_last_did_what_was_due():
    """What fails is counted, and keeps the time of the last success."""
    ends = []

    async def run():
        if ends:
            raise ends.pop()

    job = Job("mail", HOUR, run)
    expect(job)
    metrics.JOB_SUCCEEDED.of("mail").set(0)
    for error in (StorageUnavailable("disk"), RegistryUnavailable("down")):
        ends.append(error)
        with moving("bot_job_failures_total", name="mail"):
            await attempt(job)
    ends.append(ValueError())
    with moving("bot_job_failures_total", name="mail"), pytest.raises(ValueError):
        await attempt(job)
    assert figure("bot_job_last_success_timestamp_seconds", name="mail") == 0
    await attempt(job)
    assert figure("bot_job_last_success_timestamp_seconds", name="mail") > 1e9


@pytest.mark.of_a_file
async def test_commits_are_timed_and_their_failures_counted(database):
    """On a disk that is well, and on one that is full."""
    with moving("bot_commit_seconds_count"):
        await database.prove_writes()
    with full_disk(), moving("bot_failed_commits_total"), pytest.raises(StorageUnavailable):
        await database.prove_writes()


@pytest.mark.of_a_file
async def test_a_scrape_tells_what_waits_and_for_how_long(database, look):
    """The oldest call of the outbox, what is due, whether a change reaches the disk."""
    await database.write(lambda tx: Outbox(tx).add(1001, Call("sendMessage", {"text": "раз"})))
    await database.write(lambda tx: tx.execute("UPDATE outbox SET created_at = created_at - 100"))
    await look("/metrics")
    assert 100 <= figure("bot_outbox_oldest_seconds") < 200
    assert figure("bot_writes") == 1
    assert figure("bot_hears") == 1
    with full_disk():
        await look("/metrics")
        assert figure("bot_writes") == 0


async def test_searches_that_nobody_carries_out_are_told(chat, look):
    """Until the job takes them up."""
    await adds_card(chat)
    await chat.database.write(lambda tx: tx.execute("UPDATE search SET next_at = next_at - 60"))
    await look("/metrics")
    assert figure("bot_due", name="searches") == 1
    assert 60 <= figure("bot_overdue_seconds", name="searches") < 160
    assert figure("bot_due", name="errands") == 0


@pytest.mark.of_a_file
async def test_the_census_counts_everybody_some_at_a_time(database):
    """However many there are."""
    await database.write(
        lambda tx: tx.execute(
            "WITH RECURSIVE some(owner) AS (SELECT 1 UNION ALL SELECT owner + 1 FROM some WHERE owner <= ?)"
            " INSERT INTO dialogue (owner, updated_at) SELECT owner, 0 FROM some",
            2 * SOME,
        )
    )
    await take_census(database)
    assert figure("bot_people") == 2 * SOME + 1
    assert figure("bot_cards") == 0


@pytest.mark.on_both
async def test_a_backup_tells_when_it_was_made(look, database, tmp_path):
    """And how much room it left where it lies, whichever engine keeps the rows."""
    await look("/metrics")
    assert figure("bot_last_backup_timestamp_seconds") == 0
    copy = tmp_path / "copy.db"
    for size in (1, 2):
        copy.write_bytes(bytes(size))
        await database.write(lambda tx: Backups(tx).note(copy))
        await look("/metrics")
        assert figure("bot_last_backup_timestamp_seconds") > 1e9
        assert figure("bot_backup_bytes") == size
        assert figure("bot_backup_room_bytes") > 0


def test_room_on_the_disk_is_told_of_a_file(tmp_path):
    """Nobody knows it of a folder that is gone, or of a server: nobody is woken by that."""
    watch_disk(tmp_path / "bot.db")
    assert figure("bot_disk_free_bytes") > 0
    for place in (tmp_path / "nowhere" / "bot.db", Server("postgresql://bot@db.example/bot")):
        watch_disk(place)
        assert isnan(figure("bot_disk_free_bytes"))


def test_the_release_is_told():
    """So that a dashboard shows when it changed."""
    assert figure("bot_build_info", version=VERSION) == 1
