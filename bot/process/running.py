"""The process: opens everything in order, runs until it is told to stop, closes in reverse."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

from bot.bot_api import BotApi
from bot.bot_api.insisting import offer
from bot.haste import Haste
from bot.incoming.polling import Polling
from bot.incoming.updates import ALLOWED_UPDATES, Updates
from bot.incoming.webhook import WebhookAddress
from bot.jobs.clock import Clock, Tick
from bot.jobs.running import Wakers, attempt, expect
from bot.jobs.schedule import means_of, schedule
from bot.monitoring import metrics
from bot.monitoring.counting import counted_registry
from bot.monitoring.surroundings import watch_disk
from bot.opening.registry import registry_of
from bot.outgoing import Sender
from bot.outgoing.introduction import introduce
from bot.process import service_manager
from bot.process.beginning import NotBegun, begin
from bot.process.doors import open_door, open_public_door
from bot.process.supervision import Supervisor
from bot.process.wiring import config_of, conversation
from bot.replica import Replica
from bot.settings import Settings
from bot.web import health
from handlers.ground.config import ChatAddress
from locales import own
from storage.database import Database
from storage.leases import release_leases, try_damaged_rows_again
from storage.sole_use import sole_use

log = logging.getLogger(__name__)

DRAIN_SECONDS = 10.0
LINGER_SECONDS = 3.0  # a replica that stops serves whom its balancer sends until that knows
JOB_SECONDS = 5.0  # for a job that is under way when the process is told to stop
STOPPING_SECONDS = 60.0  # longer than all patience below together; then the process ends as it is


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT; then take nothing more and send what waits.

    Raises:
        GivenUp: something without which the bot is deaf or mute ended again and again.
        TimeoutError: the stop did not come to its end.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with suppress(NotBegun):
        async with asyncio.timeout(None) as limit, opened(settings, stop) as supervisor:
            gc.collect()
            gc.freeze()  # aiogram's models live as long as the process: no collection need walk them
            log.info("ready, updates by %s", settings.updates)
            try:
                await supervisor.watch(stop)
            finally:
                limit.reschedule(loop.time() + STOPPING_SECONDS)
                service_manager.say("STOPPING=1")
            log.info("stopping")


@asynccontextmanager
async def opened(settings: Settings, stop: asyncio.Event) -> AsyncIterator[Supervisor]:
    """Open the house from the ground up; nothing here waits for Telegram.

    Raises:
        NotBegun: *stop* was set while others were waited for.
    """
    async with AsyncExitStack() as outermost, AsyncExitStack() as stack:
        own.read_first(settings.texts_dir)
        stack.enter_context(sole_use(settings.database))
        database = await begin(settings, stop, stack)
        watch_disk(settings.database)
        api = BotApi(settings.bot_token.get_secret_value(), settings.telegram_api_url)
        stack.push_async_callback(api.close)
        haste, replica = Haste(), Replica(database, is_alone=database.is_alone)
        haste.replicas = lambda: replica.living_ones
        stack.push_async_callback(replica.leave)
        sender = Sender(database, api, haste, replica)
        stack.push_async_callback(sender.drain, DRAIN_SECONDS)
        await database.write(try_damaged_rows_again)
        await sender.start()
        if replica.is_alone:
            await database.write(release_leases)
        clock = await _start_jobs(settings, database, api, replica, stack)
        chat = ChatAddress()
        updates = conversation(settings, database, chat, haste)
        supervisor, intake = Supervisor(), intake_of(settings, api, updates)
        replica.outlived = supervisor.give_up
        troubles = partial(troubles_of, supervisor, intake, replica)
        health_page = health.application(database, troubles)
        await open_public_door(settings, database, chat, updates, stack)
        await open_door(health_page, settings.listen_private, outermost)  # tells to the end that it stops
        stack.push_async_callback(supervisor.close)
        supervisor.keep("writer", database.serve)
        supervisor.keep("clock", clock.serve)
        supervisor.keep(settings.updates, partial(replica.while_leading, intake.run))
        if service_manager.listens():
            attend = partial(service_manager.attend, database, lambda: supervisor.troubles, troubles)
            supervisor.keep("service manager", attend)
        _introduce(settings, api, chat, supervisor)
        has_guests = settings.updates == "webhook" or settings.esia_client_id
        stack.push_async_callback(replica.resign, LINGER_SECONDS if has_guests else 0.0)
        yield supervisor


def _introduce(settings: Settings, api: BotApi, chat: ChatAddress, supervisor: Supervisor) -> None:
    """Have Telegram told once what it must know, however long that takes."""
    if settings.updates == "polling":
        supervisor.keep("end of webhook", partial(offer, api, "deleteWebhook", {}), has_end=True)
    introduction = partial(introduce, api, chat, settings.telegram_link_url)
    supervisor.keep("introduction", introduction, has_end=True)


def intake_of(settings: Settings, api: BotApi, updates: Updates) -> Polling | WebhookAddress:
    """Return what keeps updates coming."""
    if settings.updates == "webhook" and settings.webhook_secret:
        parameters = {
            "url": settings.webhook_url,
            "secret_token": settings.webhook_secret.get_secret_value(),
            "allowed_updates": ALLOWED_UPDATES,
        }
        return WebhookAddress(api, parameters)
    return Polling(api, updates)


def troubles_of(supervisor: Supervisor, intake: Polling | WebhookAddress, replica: Replica) -> list[str]:
    """Tell what keeps the bot from hearing people; what Telegram thinks of it is the leader's matter."""
    told = [intake.trouble] if replica.leads else []
    return [*supervisor.troubles, *filter(None, told), *(["it is stopping"] if replica.is_stopping else [])]


async def _start_jobs(
    settings: Settings, database: Database, api: BotApi, replica: Replica, stack: AsyncExitStack
) -> Clock:
    registry = counted_registry(registry_of(settings))
    metrics.LEFT_OUT.set_function(lambda: registry.left_out)
    stack.push_async_callback(registry.aclose)
    jobs = schedule(means_of(database, registry, api, config_of(settings)))
    stack.push_async_callback(Wakers(database, jobs).close, JOB_SECONDS)
    clock = Clock()
    for job in jobs:
        expect(job)
        clock.every(job.every, partial(_tick, replica, partial(attempt, job)), at_once=job.starts_at_once)
    clock.start()
    stack.push_async_callback(clock.stop, JOB_SECONDS)
    return clock


async def _tick(replica: Replica, run: Tick) -> None:
    """Do a job by the clock; the other replicas only do what their own commits wake."""
    if replica.leads:
        await run()
