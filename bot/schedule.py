"""The schedule: every job, how often it is done, and what wakes it besides; every kind of errand."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from barcode.errors import UnreadablePicture
from barcode.reader import PolisReader
from bot.bot_api import BotApi, CallRefused
from bot.chat_action import ChatAction
from bot.jobs.census import take_census
from bot.jobs.errands import ErrandJob
from bot.jobs.job import Job
from bot.jobs.retention import retain
from bot.jobs.wiping import WipingJob
from bot.settings import Settings
from handlers.booking.jobs import errands as booking
from handlers.booking.jobs.watches import WatchJob
from handlers.cards.jobs import farewell
from handlers.cards.jobs.full_age import FullAgeJob
from handlers.cards.jobs.search import SearchJob
from handlers.directory import jobs as directory
from handlers.ground.config import Config
from handlers.ground.errands import Works
from handlers.messages.jobs import carry_mail
from handlers.notices.jobs import push_notices
from handlers.polis_photo.jobs import PolisPhotos
from handlers.sign_in.jobs import end_late_sign_ins
from handlers.visits.jobs import errands as visits
from handlers.visits.jobs.looks import VisitsJob
from handlers.visits.jobs.reminders import remind
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
    busy = ChatAction(api).shown
    errands = ErrandJob(database, works(database, registry, api, PolisReader(), zone), config, busy)
    search = SearchJob(database, registry, config.pace, zone, busy)
    wiping = WipingJob(database)
    return (
        Job("searches", SECOND, search.run, wakes_on=SearchDue),
        Job("errands", SECOND, errands.run, wakes_on=ErrandQueued),
        Job("photographs", SECOND, errands.run_photos, wakes_on=ErrandQueued),
        Job("mail", SECOND, partial(carry_mail, database, zone)),
        Job("wiping", 5 * SECOND, wiping.run, wakes_on=Erased, starts_at_once=True),
        Job("sign-ins", 10 * SECOND, partial(end_late_sign_ins, database), starts_at_once=True),
        Job("notices", 10 * SECOND, partial(push_notices, database)),
        Job("reminders", 10 * SECOND, partial(remind, database, zone), starts_at_once=True),
        Job("visits", 30 * SECOND, VisitsJob(database, registry, zone).run),
        Job("directory", MINUTE, directory.DirectoryJob(database, registry).run, starts_at_once=True),
        Job("full age", MINUTE, FullAgeJob(database, zone).run, starts_at_once=True),
        Job("watches", settings.watch_every, WatchJob(database, registry, config).run),
        Job("retention", HOUR, partial(retain, database)),
        Job("census", 10 * MINUTE, partial(take_census, database), starts_at_once=True),
    )


def works(database: Database, registry: Registry, api: BotApi, reader: PolisReader, zone: ZoneInfo) -> Works:
    """Return how every kind of errand is done."""
    return {
        **directory.works(database, registry),
        **visits.works(database, registry, zone),
        **booking.works(database, registry, zone),
        **farewell.works(registry, zone),
        **PolisPhotos(partial(_picture, api), reader, zone).works(),
    }


async def _picture(api: BotApi, file: str, most: int) -> bytes:
    try:
        return await api.download(file, most)
    except CallRefused as error:
        raise UnreadablePicture("broken") from error
