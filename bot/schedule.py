"""The schedule: every job, how often it is done, and what wakes it besides."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from barcode.reader import PolisReader
from bot.bot_api import BotApi
from bot.jobs.asking import Asking
from bot.jobs.directory import DirectoryJob
from bot.jobs.errands import ErrandJob
from bot.jobs.full_age import FullAgeJob
from bot.jobs.job import Job
from bot.jobs.mail import carry_mail
from bot.jobs.notices import push_notices
from bot.jobs.polis_photo import PolisPhotos
from bot.jobs.reminders import remind
from bot.jobs.retention import retain
from bot.jobs.search import SearchJob
from bot.jobs.visits import VisitsJob
from bot.jobs.watches import WatchJob
from bot.jobs.wiping import WipingJob
from bot.settings import Settings
from handlers.world import World
from registry.client import ClinicRegistry
from storage.database import Database
from storage.errands import ErrandWished
from storage.searches import SearchWished
from storage.transaction import Erased

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def schedule(
    settings: Settings, database: Database, api: BotApi, registry: ClinicRegistry, world: World
) -> Sequence[Job]:
    """Return all jobs."""
    zone = world.zone
    errands = ErrandJob(
        database, Asking(database, registry, PolisPhotos(api, PolisReader(), zone), world), world
    )
    search = SearchJob(database, registry, world.pace, zone)
    wiping = WipingJob(database, settings.database)
    return (
        Job("searches", SECOND, search.run, wakes_on=SearchWished),
        Job("errands", SECOND, errands.run, wakes_on=ErrandWished),
        Job("photographs", SECOND, errands.run_photos, wakes_on=ErrandWished),
        Job("mail", SECOND, partial(carry_mail, database, zone)),
        Job("wiping", 5 * SECOND, wiping.run, wakes_on=Erased, starts_at_once=True),
        Job("notices", 10 * SECOND, partial(push_notices, database)),
        Job("reminders", 10 * SECOND, partial(remind, database, zone), starts_at_once=True),
        Job("visits", 30 * SECOND, VisitsJob(database, registry, zone).run),
        Job("directory", MINUTE, DirectoryJob(database, registry).run, starts_at_once=True),
        Job("full age", MINUTE, FullAgeJob(database, zone).run, starts_at_once=True),
        Job("watches", settings.watch_every, WatchJob(database, registry, world).run),
        Job("retention", HOUR, partial(retain, database)),
    )
