"""The schedule: all jobs and all kinds of errands, the rooms' and the process's own."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from barcode.errors import UnreadablePicture
from bot.bot_api import BotApi
from bot.bot_api.errors import CallRefused
from bot.jobs.errands import ErrandJob
from bot.jobs.upkeep import TermsJob, WipingJob, retain, take_census
from bot.outgoing.chat_action import typing_in
from handlers.booking import jobs as booking
from handlers.cards import jobs as cards
from handlers.directory import jobs as directory
from handlers.ground.config import Config
from handlers.ground.errands import Works
from handlers.ground.jobs import MINUTE, SECOND, Job, Means
from handlers.ground.tables import merged
from handlers.messages import jobs as messages
from handlers.notices import jobs as notices
from handlers.polis_photo import jobs as polis_photo
from handlers.sign_in import jobs as sign_in
from handlers.visits import jobs as visits
from registry.port import Registry
from storage.database import Database
from storage.errands import ErrandQueued
from storage.set_back import ClockSetBack
from storage.transaction import Erased

HOUR = timedelta(hours=1)
JOBS: Sequence[Callable[[Means], Sequence[Job]]] = (
    booking.jobs,
    cards.jobs,
    directory.jobs,
    messages.jobs,
    notices.jobs,
    sign_in.jobs,
    visits.jobs,
)
WORKS: Sequence[Callable[[Means], Works]] = (
    booking.works,
    directory.works,
    polis_photo.works,
    visits.works,
)


def means_of(database: Database, registry: Registry, api: BotApi, config: Config) -> Means:
    """Return what the rooms' jobs are made of."""
    return Means(database, registry, config, partial(_picture, api), partial(typing_in, api))


def schedule(means: Means) -> Sequence[Job]:
    """Return all jobs."""
    return [*_own(means), *(job for jobs in JOBS for job in jobs(means))]


def works(means: Means) -> Works:
    """Return how every kind of errand is done."""
    return merged(*(works_of(means) for works_of in WORKS))


def _own(means: Means) -> Sequence[Job]:
    """Return the jobs that are of no room."""
    database = means.database
    errands = ErrandJob(database, works(means), means.config, means.busy)
    wiping = WipingJob(database)
    return (
        Job("errands", SECOND, errands.run, wakes_on=ErrandQueued),
        Job("photographs", SECOND, errands.run_photos, wakes_on=ErrandQueued),
        Job("wiping", 5 * SECOND, wiping.run, wakes_on=Erased, starts_at_once=True),
        Job("terms", MINUTE, TermsJob(database).run, wakes_on=ClockSetBack, starts_at_once=True),
        Job("retention", HOUR, partial(retain, database)),
        Job("census", 10 * MINUTE, partial(take_census, database), starts_at_once=True),
    )


async def _picture(api: BotApi, file: str, most: int) -> bytes:
    try:
        return await api.download(file, most)
    except CallRefused as error:
        raise UnreadablePicture("broken") from error
