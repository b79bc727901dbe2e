"""Every alert fires when what it watches is broken: real parts, broken stand-ins, Prometheus' own engine."""

import asyncio
import os
import resource
import time
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from pysqlite3 import dbapi2 as sqlite3

from bot.bot_api import BotApi
from bot.incoming.polling import Polling
from bot.incoming.webhook import WebhookAddress
from bot.jobs.clock import Clock
from bot.jobs.running import attempt, expect
from bot.monitoring import metrics
from bot.monitoring.counting import counted, counted_registry
from bot.monitoring.surroundings import watch_disk
from bot.monitoring.validity import watch_ends
from bot.outgoing import Sender
from bot.process.supervision import Forbearance, Supervisor
from bot.replica import Replica
from bot.web import health
from esia.certificate import SystemCertificate
from esia.demo_gost import DemoGost
from esia.demo_signer import GostcryptoSigner
from esia.direct import DirectEsia
from esia.errors import EsiaError
from esia.gateway import EsiaGateway
from esia.token_keys import TokenKeys
from esia.tokens import TokenVerifier
from esia.wire import Wire
from handlers.booking.jobs.giving_back import tell_operator
from handlers.ground.jobs import Job
from registry.errors import RegistryError
from registry.fhir.client import FhirRegistry
from sandbox.esia.keys import DemoKeys, write_keys
from sandbox.registry import Registry, registry_app
from sandbox.registry.faults import Fault as RegistryFault
from sandbox.registry.faults import FaultKind
from sandbox.telegram.app import telegram_app
from sandbox.telegram.faults import Fault
from sandbox.telegram.server import Telegram
from storage.database import Database
from storage.errands import Errand, ErrandKind
from storage.errors import StorageUnavailable
from storage.key_ring import KeyRing
from storage.last_backup import Backups
from storage.migration import migrate
from storage.outbox import Call, Outbox
from storage.places import Server
from tests import monitor
from tests.chat import adds_card
from tests.esia.conftest import CLIENT
from tests.esia.forge import ISSUER
from tests.faults import full_disk
from tests.journeys.house import house
from tests.journeys.team import another, stops
from tests.metered import figure
from tests.postgres import Cluster
from tests.registry.demo_people import SYSTEMS, person
from tests.servers import PATIENCE, free_port, serving

MINUTE = timedelta(minutes=1)
FOR_EVER = 10**6


class Watch:
    """What was scraped of the private door."""

    def __init__(self, base, folder, troubles):
        self.base, self.folder, self.troubles, self.scrapes = base, folder, troubles, []

    async def look(self):
        """Scrape once: first while all is well, then twice of what is broken."""
        self.scrapes.append(await monitor.scraped(self.base))

    async def look_twice(self, between=0.05):
        await self.look()
        await asyncio.sleep(between)
        await self.look()

    def fired(self, **more):
        """Return the alerts, but for what a busy machine's disk would cause by itself."""
        fired = {name.removeprefix("Doctor73") for name in monitor.fired(*self.scrapes, self.folder, **more)}
        return fired - {"CommitsAreSlow"}


@pytest.fixture
async def watch(database, settings, tmp_path):
    """The private door as it is after a start; one scrape is made while all is well."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"copy")
    await database.write(lambda tx: Backups(tx).note(copy))
    watch_disk(settings.database)
    await Replica(database, is_alone=True).join()
    expect(Job("mail", MINUTE, asyncio.Event().wait))
    troubles = []
    told = lambda: [text for each in troubles for text in each()]  # noqa: E731
    async with serving(health.application(database, told)) as base:
        watch = Watch(base, tmp_path, troubles)
        await watch.look()
        yield watch


async def until(holds):
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.01)


@contextmanager
def going(work):
    """Have *work* go on within."""
    task = asyncio.create_task(work)
    yield
    task.cancel()


@asynccontextmanager
async def telegram_with(*faults):
    """Telegram's stand-in with what goes wrong with it, and our door to it."""
    telegram = Telegram()
    telegram.faults.extend(faults)
    async with serving(telegram_app(telegram)) as base:
        api = BotApi(telegram.token, base)
        yield api
        await api.close()


def trouble(intake):
    return lambda: list(filter(None, [intake.trouble]))


@pytest.mark.parametrize("code", [401, 409])
async def test_a_refused_token_and_a_second_process(watch, updates, code):
    """Telegram gives the updates to nobody, or to another one."""
    async with telegram_with(Fault("getUpdates", code, count=FOR_EVER)) as api:
        polling = Polling(api, updates)
        watch.troubles.append(trouble(polling))
        with going(polling.run()):
            await until(lambda: polling.trouble)
            await watch.look_twice()
    assert watch.fired() == {"IsDeaf", "TokenRefused"}


async def test_a_telegram_that_is_away(watch, updates):
    """No poll works, for longer than one may take."""
    api = BotApi("1:test", f"http://127.0.0.1:{free_port()}")
    polling = Polling(api, updates, silence=0.01)
    watch.troubles.append(trouble(polling))
    with going(polling.run()):
        await until(lambda: polling.trouble)
        await watch.look_twice()
    await api.close()
    assert watch.fired() == {"IsDeaf"}


async def test_a_webhook_that_telegram_does_not_take(watch):
    """Its address is not set, so nothing arrives."""
    async with telegram_with(Fault("setWebhook", 500, count=FOR_EVER)) as api:
        address = WebhookAddress(api, {"url": "https://bot.example/telegram/webhook"})
        watch.troubles.append(trouble(address))
        with going(address.run()):
            await asyncio.sleep(0.05)
            await watch.look_twice()
    assert watch.fired() == {"IsDeaf"}


async def test_a_full_disk(watch, database):
    """Each update is refused, and Telegram keeps it."""
    with full_disk():
        await watch.look()
        with pytest.raises(StorageUnavailable):
            await database.prove_writes()
        await watch.look()
    assert watch.fired() == {"CannotWrite", "CommitsFail"}


async def test_a_locked_database(watch, database, settings):
    """Whatever is to be kept waits for whoever holds the file."""
    other = sqlite3.connect(str(settings.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = [asyncio.create_task(database.prove_writes()) for _ in range(400)]
    await asyncio.sleep(0)
    await watch.look_twice(0)
    other.close()
    await asyncio.gather(*waiting)
    assert watch.fired() == {"CannotWrite", "WorkPilesUp"}


async def test_commits_that_take_long(watch, database):
    """One of them waits for a slow disk, or for slow work."""
    for _ in range(2):
        await database.write(lambda _: asyncio.sleep(0.6))
        await watch.look()
    assert monitor.fired(*watch.scrapes, watch.folder) == {"Doctor73CommitsAreSlow"}


async def says(database, chat, text="раз"):
    call = Call("sendMessage", {"chat_id": chat, "text": text})
    await database.write(lambda tx: Outbox(tx).add(chat, call))


def calls(method, result):
    return lambda: figure("bot_calls_total", method=method, result=result)


@asynccontextmanager
async def sending(database, api):
    sender = Sender(database, api)
    await sender.start()
    yield
    await sender.drain(0)


async def test_answers_that_telegram_does_not_take(watch, database):
    """They wait in the outbox, and the first of them longer and longer."""
    async with telegram_with(Fault("*", 500, count=FOR_EVER)) as api, sending(database, api):
        await says(database, 1001)
        await watch.look_twice()
    assert watch.fired() == {"AnswersWait"}


async def test_a_telegram_that_slows_us_down(watch, database):
    """It answers 429 again and again."""
    busy, refused = Fault("*", 429, retry_after=1, count=FOR_EVER), calls("sendMessage", "TooManyRequests")
    async with telegram_with(busy) as api, sending(database, api):
        await watch.look()
        before = refused()
        for chat in range(4):
            await says(database, 1001 + chat)
        await until(lambda: refused() >= before + 4)
        await watch.look()
    assert watch.fired() == {"AnswersWait", "TelegramSlowsDown"}


async def test_a_call_that_fails_in_ourselves(watch, database):
    """A person's chat cannot have become a supergroup: what says so is no Telegram."""

    async def moved(_):
        told = {
            "ok": False,
            "error_code": 400,
            "description": "moved",
            "parameters": {"migrate_to_chat_id": -100},
        }
        return web.json_response(told, status=400)

    app = web.Application()
    app.router.add_post("/{path:.*}", moved)
    given_up = figure("bot_calls_given_up_total")
    async with serving(app) as base:
        api = BotApi("1:test", base)
        async with sending(database, api):
            await says(database, 1001)
            await until(lambda: figure("bot_calls_given_up_total") > given_up)
            await watch.look_twice()
        await api.close()
    assert watch.fired() == {"CallsGivenUp"}


@asynccontextmanager
async def registry_with(*faults, token=None):
    stand_in = Registry()
    stand_in.faults.extend(faults)
    async with serving(registry_app(stand_in)) as base:
        client = FhirRegistry(f"{base}/fhir", token or stand_in.token, SYSTEMS, call_seconds=PATIENCE)
        registry = counted_registry(client)
        yield registry
        await registry.aclose()


@pytest.mark.parametrize(
    ("faults", "token", "alerts"),
    [
        ([RegistryFault(FaultKind.DOWN)], None, {"RegistryIsDown"}),
        ([], "wrong", {"RegistryRefuses"}),
        ([RegistryFault(FaultKind.OVERSIZED)], None, {"RegistryRefuses"}),
    ],
)
async def test_a_registry_in_trouble(watch, faults, token, alerts):
    """Down, with another token, with answers that are none."""
    async with registry_with(*faults, token=token) as registry:
        for _ in range(2):
            await registry.look(person("p1"))
            with suppress(RegistryError):
                await registry.directory.clinics()
            await watch.look()
    assert watch.fired() == alerts


async def test_a_registry_that_takes_its_time(watch):
    """One call of each look takes seconds."""
    stand_in = Registry()
    async with serving(registry_app(stand_in)) as base:
        client = FhirRegistry(f"{base}/fhir", stand_in.token, SYSTEMS, call_seconds=PATIENCE)
        registry = counted_registry(client)
        for _ in range(2):
            stand_in.faults.append(RegistryFault(FaultKind.SLOW, seconds=3, times=1))
            await registry.look(person("p1"))
            await watch.look()
        await registry.aclose()
    assert watch.fired() == {"RegistryIsSlow"}


async def test_a_sign_in_that_does_not_work(watch):
    """ESIA, or the gateway before it, does not answer."""
    gateway = EsiaGateway(
        Wire(f"http://127.0.0.1:{free_port()}"), CLIENT, "secret", lambda: datetime.now(UTC)
    )
    provider = counted(gateway, metrics.ASKED_ESIA)
    for _ in range(2):
        with pytest.raises(EsiaError):
            await provider.fetch("code", "v" * 43, "state")
        await watch.look()
    await provider.aclose()
    assert watch.fired() == {"SignInFails"}


async def test_certificate_and_keys_that_end(watch, tmp_path):
    """In ten days both are over, and nobody signs in any more."""
    files = write_keys(DemoKeys.fresh(datetime.now(UTC) - timedelta(days=355)), tmp_path)
    certificate, gost = SystemCertificate.load(files.certificate), DemoGost("http://localhost")
    clock = lambda: datetime.now(UTC)  # noqa: E731
    verifier = TokenVerifier(TokenKeys(files.token_keys), ISSUER, "DEMO73", clock, gost)
    signer = GostcryptoSigner(certificate, files.private_key, gost)
    provider = DirectEsia(Wire("http://127.0.0.1:9"), CLIENT, signer, verifier, clock)
    watch_ends(provider)
    await watch.look_twice()
    await provider.aclose()
    assert watch.fired() == {"CertificateEnds", "TokenKeysEnd"}


async def test_a_job_that_hangs(watch):
    """It never comes back, and the clock begins it no second time."""
    job = Job("mail", MINUTE, asyncio.Event().wait)
    with going(attempt(job)):
        await watch.look_twice()
    assert watch.fired(still=('bot_job_last_success_timestamp_seconds{name="mail"',)) == {"JobIsLate"}


async def test_a_job_that_fails(watch):
    """Run after run."""

    async def run():
        raise StorageUnavailable("disk")

    for _ in range(2):
        await attempt(Job("mail", MINUTE, run))
        await watch.look()
    assert watch.fired() == {"JobFails"}


async def test_searches_that_nobody_carries_out(chat, watch):
    """What is due stays due."""
    await adds_card(chat)
    await chat.database.write(lambda tx: tx.execute("DELETE FROM outbox"))
    await chat.database.write(lambda tx: tx.execute("UPDATE search SET next_at = next_at - 5"))
    await watch.look_twice()
    assert watch.fired() == {"WorkIsOverdue"}


async def test_a_part_that_ended(watch):
    """It was begun again, and ends anew."""
    supervisor = Supervisor(Forbearance(pause=0.01, most=FOR_EVER))

    async def end():
        raise ValueError

    before = figure("bot_unexpected_ends_total", name="polling")
    supervisor.keep("polling", end)
    await until(lambda: figure("bot_unexpected_ends_total", name="polling") > before)
    await watch.look_twice()
    await supervisor.close()
    assert watch.fired() == {"PartEnded"}


async def test_an_update_that_nobody_can_handle(watch, updates, database):
    """It is kept for the operator, and its person got an apology."""
    await updates.take({"update_id": 1, "message": {"text": 7}})
    await watch.look_twice()
    assert watch.fired() == {"UpdateIsDead"}


async def test_a_row_that_cannot_be_read(watch, chat, database):
    """It is passed over from then on."""
    await adds_card(chat)
    await database.write(lambda tx: tx.execute("UPDATE card SET sealed = x'0102'"))
    await chat.says("/cards")
    await database.write(lambda tx: tx.execute("DELETE FROM search"))
    await watch.look_twice()
    assert watch.fired() == {"RowIsDamaged"}


async def test_a_time_that_is_held_in_vain(watch):
    """The operator is told which one."""
    tell_operator(Errand("x", 1001, ErrandKind.GIVE_BACK, 0, "go:home::0", visit="v1"))
    await watch.look_twice()
    assert watch.fired() == {"TimeIsHeld"}


@pytest.mark.on_both
async def test_a_backup_of_long_ago(watch, database):
    """The timer has stopped, or its disk is full."""
    await database.write(lambda tx: tx.execute("UPDATE last_backup SET made_at = made_at - 3 * 3600"))
    await watch.look_twice()
    assert watch.fired() == {"BackupIsOld"}


@pytest.mark.on_both
async def test_a_folder_of_backups_that_fills(watch, database):
    """Soon no copy fits any more."""
    await database.write(lambda tx: tx.execute("UPDATE last_backup SET room = 9 * bytes"))
    await watch.look_twice()
    assert watch.fired() == {"BackupsFill"}


async def test_a_disk_without_room(watch):
    """Such as a file system that has none at all."""
    watch_disk(Path("/proc/bot.db"))
    await watch.look_twice()
    assert watch.fired() >= {"DiskFills"}


async def test_a_clock_that_jumps(watch):
    """By an hour."""
    ahead = [0.0]
    clock = Clock(wall=lambda: time.monotonic() + ahead[0], look_seconds=0.01)
    clock.start()
    before = figure("bot_clock_jumps_total")
    with going(clock.serve()):
        await asyncio.sleep(0.05)
        ahead[0] = 3600
        await until(lambda: figure("bot_clock_jumps_total") > before)
    await watch.look_twice()
    await clock.stop(1)
    assert watch.fired() == {"ClockJumped"}


async def test_files_that_run_out(watch):
    """Nearly as many are open as may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(each.name) for each in Path("/proc/self/fd").iterdir())
    opened = [os.open("/dev/null", os.O_RDONLY)]
    while opened[-1] < highest + 200:  # the lowest number that is free comes next: none below is
        opened.append(os.open("/dev/null", os.O_RDONLY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (opened[-1] + 16, hard))
    try:
        await watch.look_twice()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for each in opened:
            os.close(each)
    assert watch.fired() == {"FilesRunOut"}


async def test_replicas_of_which_none_leads(vault, tmp_path):
    """The one that led is killed while the database is away: the other one cannot know of it."""
    cluster = Cluster.begun()
    databases = [await Database.open(Server(cluster.url("postgres")), vault) for _ in range(2)]
    await migrate(databases[0].connection, vault)
    await databases[0].write(lambda tx: Backups(tx).note(tmp_path))
    watch_disk(Server(cluster.url("postgres")))
    first, second = (Replica(database, is_alone=False) for database in databases)
    await first.join()
    async with serving(health.application(databases[1])) as base:
        well = await monitor.scraped(base)
        first._beating.cancel()
        await second.join()
        cluster.stop()
        scrapes = [await monitor.scraped(base) for _ in range(2)]
        cluster.start()
        await second.leave()
    for database in databases:
        await database.close()
    cluster.end()
    fired = {name.removeprefix("Doctor73") for name in monitor.fired(well, *scrapes, tmp_path)}
    assert fired - {"CommitsAreSlow"} == {"CannotWrite", "CommitsFail", "NobodyLeads"}


async def test_two_that_lead(tmp_path):
    """One token, and each over a database of its own: two bots of which neither knows the other."""
    async with house(tmp_path) as home:
        await home.command("backup", str(tmp_path / "copy.db"))
        KeyRing.fresh().save(tmp_path / "others.json")
        own = {"DATABASE_URL": f"sqlite:///{tmp_path}/other.db", "DATA_KEYS": str(tmp_path / "others.json")}
        bots = [home, another(home, **own)]
        looks = [partial(monitor.scraped, f"http://{bot.environment['LISTEN_PRIVATE']}") for bot in bots]
        well = await looks[0]()
        await bots[1].start()
        await bots[1].ready()
        two = [monitor.beside(*[await look() for look in looks]) for _ in range(2)]
        await stops(bots[1])
    assert "Doctor73NobodyLeads" in monitor.fired(well, *two, tmp_path)


async def test_a_process_that_is_killed_and_one_that_starts_again_and_again(tmp_path):
    """The whole bot, killed with no time to say so; a busy machine may tell that others are slow, too."""
    async with house(tmp_path) as home:
        look = partial(monitor.scraped, f"http://{home.environment['LISTEN_PRIVATE']}")
        await home.command("backup", str(tmp_path / "copy.db"))
        well = await look()
        await home.stop(9)
        gone = await look()
        assert monitor.fired(well, gone, gone, tmp_path) == {"Doctor73Down"}
        starts = []
        for _ in range(2):
            await home.start()
            await home.ready()
            starts.append(await look())
            if len(starts) < 2:
                await home.stop(9)
    assert "Doctor73RestartsAgain" in monitor.fired(well, *starts, tmp_path)


def test_every_alert_is_tried_here():
    """And no other one is awaited."""
    text = Path(__file__).read_text()
    assert {name for name in monitor.rules() if f'"{name.removeprefix("Doctor73")}"' not in text} == {
        "Doctor73Down",
        "Doctor73RestartsAgain",
    }
