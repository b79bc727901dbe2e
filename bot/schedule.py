"""The schedule: every job, how often it is done, and what wakes it besides."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from barcode.reader import PolisReader
from bot.bot_api import BotApi
from bot.jobs.asking import ErrandRunner
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
from handlers.ground.config import Config
from registry.port import Registry
from storage.database import Database
from storage.errands import ErrandQueued
from storage.searches import SearchDue
from storage.transaction import Erased

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def schedule(
    settings: Settings, database: Database, api: BotApi, registry: Registry, config: Config
) -> Sequence[Job]:
    """Return all jobs."""
    zone = config.zone
    errands = ErrandJob(
        database, ErrandRunner(database, registry, PolisPhotos(api, PolisReader(), zone), config), config
    )
    search = SearchJob(database, registry, config.pace, zone)
    wiping = WipingJob(database, settings.database)
    return (
        Job("searches", SECOND, search.run, wakes_on=SearchDue),
        Job("errands", SECOND, errands.run, wakes_on=ErrandQueued),
        Job("photographs", SECOND, errands.run_photos, wakes_on=ErrandQueued),
        Job("mail", SECOND, partial(carry_mail, database, zone)),
        Job("wiping", 5 * SECOND, wiping.run, wakes_on=Erased, starts_at_once=True),
        Job("notices", 10 * SECOND, partial(push_notices, database)),
        Job("reminders", 10 * SECOND, partial(remind, database, zone), starts_at_once=True),
        Job("visits", 30 * SECOND, VisitsJob(database, registry, zone).run),
        Job("directory", MINUTE, DirectoryJob(database, registry).run, starts_at_once=True),
        Job("full age", MINUTE, FullAgeJob(database, zone).run, starts_at_once=True),
        Job("watches", settings.watch_every, WatchJob(database, registry, config).run),
        Job("retention", HOUR, partial(retain, database)),
    )
