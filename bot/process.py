"""The process: opens everything in order, runs until it is told to stop, closes in reverse."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache, partial

from aiogram import Dispatcher
from aiohttp import web

from bot import metrics, service_manager
from bot.bot_api import BotApi
from bot.clock import Clock, Tick
from bot.counted_registry import CountedRegistry
from bot.haste import Haste
from bot.insisting import offer
from bot.introduction import introduce
from bot.jobs.running import Wakers, attempt, expect
from bot.opening import begin_database
from bot.outgoing import Sender
from bot.polling import Polling
from bot.registry_kind import registry_of
from bot.replica import Replica
from bot.schedule import means_of, schedule
from bot.secrecy import keep_memory_private
from bot.settings import Settings
from bot.severed import severed_bot
from bot.supervision import Supervisor
from bot.surroundings import watch_disk
from bot.updates import ALLOWED_UPDATES, UPDATE_BYTES, Updates, Webhook
from bot.version import VERSION
from bot.web import health
from bot.web.browser import origin_of
from bot.web.headers import strict_headers
from bot.web.server import named, serve
from bot.webhook_address import WebhookAddress
from handlers import routing
from handlers.ground.config import ChatAddress, Config
from handlers.ground.router import build_router
from handlers.sign_in.standing import START_PATH
from locales import own
from patient.attachment import Pace
from patient.limits import Limits
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.leases import bring_forward, release_leases, try_damaged_rows_again
from storage.sole_use import sole_use

log = logging.getLogger(__name__)

WEBHOOK_PATH = "/telegram/webhook"
DRAIN_SECONDS = 10.0
LINGER_SECONDS = 3.0  # a replica that stops takes webhooks until its balancer knows
JOB_SECONDS = 5.0  # for a job that is under way when the process is told to stop
STOPPING_SECONDS = 60.0  # longer than all patience below together; then the process ends as it is


@dataclass(frozen=True, slots=True)
class Running:
    """What is open while the process runs."""

    database: Database
    chat: ChatAddress
    updates: Updates


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT; then take nothing more and send what waits.

    Raises:
        GivenUp: something without which the bot is deaf or mute ended again and again.
        TimeoutError: the stop did not come to its end.
    """
    keep_memory_private()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with asyncio.timeout(None) as limit, opened(settings) as supervisor:
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
async def opened(settings: Settings) -> AsyncIterator[Supervisor]:
    """Open the house from the ground up; nothing here waits for Telegram."""
    async with AsyncExitStack() as stack:
        own.read_first(settings.texts_dir)
        stack.enter_context(sole_use(settings.database))
        database = await begin_database(settings)
        stack.push_async_callback(database.close)
        watch_disk(settings.database)
        api = BotApi(settings.bot_token.get_secret_value(), settings.telegram_api_url)
        stack.push_async_callback(api.close)
        haste, replica = Haste(), Replica(database, is_alone=database.is_alone)
        stack.push_async_callback(replica.leave)
        sender = Sender(database, api, haste, replica)
        stack.push_async_callback(sender.drain, DRAIN_SECONDS)
        await database.write(try_damaged_rows_again)
        await sender.start()
        if replica.is_alone:
            await database.write(release_leases)
        clock = await _start_jobs(settings, database, api, replica, stack)
        chat = ChatAddress()
        running = Running(database, chat, conversation(settings, database, chat, haste))
        supervisor, intake = Supervisor(), intake_of(settings, api, running.updates)
        troubles = partial(troubles_of, supervisor, intake, replica)
        health_page = health.application(database, troubles)
        await _open_doors(settings, running, health_page, stack)
        stack.push_async_callback(supervisor.close)
        supervisor.keep("writer", database.serve)
        supervisor.keep("clock", clock.serve)
        supervisor.keep(settings.updates, partial(replica.while_leading, intake.run))
        if isinstance(intake, Polling):
            supervisor.keep("end of webhook", partial(offer, api, "deleteWebhook", {}), has_end=True)
        if service_manager.listens():
            attend = partial(service_manager.attend, database, lambda: supervisor.troubles, troubles)
            supervisor.keep("service manager", attend)
        supervisor.keep(
            "introduction", partial(introduce, api, chat, settings.telegram_link_url), has_end=True
        )
        stack.push_async_callback(replica.resign, LINGER_SECONDS if settings.updates == "webhook" else 0.0)
        yield supervisor


def intake_of(settings: Settings, api: BotApi, updates: Updates) -> Polling | WebhookAddress:
    """Return what keeps updates coming."""
    if settings.updates == "webhook" and settings.webhook_secret:
        parameters = {
            "url": settings.public_url.rstrip("/") + WEBHOOK_PATH,
            "secret_token": settings.webhook_secret.get_secret_value(),
            "allowed_updates": ALLOWED_UPDATES,
        }
        return WebhookAddress(api, parameters)
    return Polling(api, updates)


def troubles_of(supervisor: Supervisor, intake: Polling | WebhookAddress, replica: Replica) -> list[str]:
    """Tell what keeps the bot from hearing people; what Telegram thinks of it is the leader's matter."""
    told = [intake.trouble] if replica.leads else []
    return [*supervisor.troubles, *filter(None, told), *(["it is stopping"] if replica.is_stopping else [])]


def world_of(settings: Settings, chat: ChatAddress | None = None) -> Config:
    """Return what the conversation knows of the settings, and of what Telegram told of the bot."""
    return Config(
        zone=settings.zone,
        pace=Pace(settings.search_first, settings.search_deadline),
        watch_every=settings.watch_every,
        operator_name=settings.operator_name,
        operator_address=settings.operator_address,
        support_contact=settings.support_contact,
        version=VERSION,
        sign_in_url=settings.public_url.rstrip("/") + START_PATH if settings.esia_client_id else None,
        support_chat=settings.support_chat,
        limits=Limits(settings.most_visits, settings.most_visits_typed, settings.most_bookings_a_day),
        chat=chat or ChatAddress(),
    )


@cache
def routes() -> Dispatcher:
    """Return the dispatcher with all routes, made once: it knows neither the settings nor the database."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(
        build_router(take_tap=routing.take_tap, hear=routing.hear, note_membership=routing.note_membership)
    )
    return dispatcher


def conversation(
    settings: Settings, database: Database, chat: ChatAddress | None = None, haste: Haste | None = None
) -> Updates:
    """Build the dispatcher with all routes over *database*; *haste* is what the sender knows of, too."""
    bot = severed_bot(settings.bot_token.get_secret_value())
    return Updates(database, routes(), bot, world_of(settings, chat), haste or Haste())


async def _start_jobs(
    settings: Settings, database: Database, api: BotApi, replica: Replica, stack: AsyncExitStack
) -> Clock:
    registry = CountedRegistry(registry_of(settings))
    metrics.LEFT_OUT.set_function(lambda: registry.left_out)
    stack.push_async_callback(registry.aclose)
    jobs = schedule(means_of(database, registry, api, world_of(settings)))
    stack.push_async_callback(Wakers(database, jobs).close, JOB_SECONDS)
    clock = Clock(partial(_bring_forward, database) if replica.is_alone else None)
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


async def _bring_forward(database: Database, seconds: float) -> None:
    try:
        await bring_forward(seconds, database.write)
    except StorageUnavailable as error:
        log.error("what waits keeps waiting for %.0f s longer: %s", seconds, error)  # noqa: TRY400


async def _open_doors(
    settings: Settings, running: Running, health_page: web.Application, stack: AsyncExitStack
) -> None:
    headers = strict_headers(
        is_https=settings.public_url.startswith("https:"), sign_in_origin=origin_of(settings.esia_url)
    )
    public = web.Application(client_max_size=UPDATE_BYTES, middlewares=[named, headers])
    if settings.webhook_secret:
        webhook = Webhook(running.updates, settings.webhook_secret.get_secret_value())
        public.router.add_post(WEBHOOK_PATH, webhook.receive)
    if sign_in := await _sign_in(settings, running, stack):
        public.add_subapp("/esia", sign_in)
    for application, listen in ((public, settings.listen), (health_page, settings.listen_private)):
        runner = await serve(application, listen)
        stack.push_async_callback(runner.cleanup)


async def _sign_in(settings: Settings, running: Running, stack: AsyncExitStack) -> web.Application | None:
    """Make the pages of the sign-in, if it is open; only then is it imported what they take."""
    if not settings.esia_client_id:
        return None
    from bot.counted_esia import CountedEsia, watch_ends  # noqa: PLC0415
    from bot.esia_provider import provider_of  # noqa: PLC0415
    from bot.web.sign_in import Addresses, SignInPages  # noqa: PLC0415

    provider = provider_of(settings)
    if provider is None:
        return None
    provider = CountedEsia(provider)
    watch_ends(provider)
    stack.push_async_callback(provider.aclose)
    places = Addresses(settings.public_url, settings.esia_url, settings.telegram_link_url, running.chat)
    return SignInPages(running.database, provider, places).application()
