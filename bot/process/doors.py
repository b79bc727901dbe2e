"""The doors: the public server for Telegram and browsers, and the operator's private one."""

from contextlib import AsyncExitStack

from aiohttp import web

from bot.incoming.updates import Updates
from bot.incoming.webhook import UPDATE_BYTES, Webhook
from bot.monitoring import metrics
from bot.monitoring.counting import counted
from bot.settings import Settings
from bot.settings.settings import WEBHOOK_PATH
from bot.web.addresses import Addresses
from bot.web.browser import origin_of
from bot.web.headers import be_strict
from bot.web.server import named, serve
from handlers.ground.config import ChatAddress
from storage.database import Database


async def open_public_door(
    settings: Settings, database: Database, chat: ChatAddress, updates: Updates, stack: AsyncExitStack
) -> None:
    """Serve Telegram and browsers until the *stack* is left."""
    public = web.Application(client_max_size=UPDATE_BYTES, middlewares=[named])
    places = Addresses(settings.public_url, settings.telegram_link_url, chat)
    be_strict(public, is_https=places.is_https, sign_in_origin=origin_of(settings.esia_url))
    if settings.webhook_secret:
        webhook = Webhook(updates, settings.webhook_secret.get_secret_value())
        public.router.add_post(WEBHOOK_PATH, webhook.receive)
    if sign_in := _sign_in(settings, database, places, stack):
        public.add_subapp("/esia", sign_in)
    await open_door(public, settings.listen, stack)


async def open_door(application: web.Application, listen: str, stack: AsyncExitStack) -> None:
    """Serve one application until the *stack* is left."""
    runner = await serve(application, listen)
    stack.push_async_callback(runner.cleanup)


def _sign_in(
    settings: Settings, database: Database, places: Addresses, stack: AsyncExitStack
) -> web.Application | None:
    """Make the pages of the sign-in, if it is open; only then is it imported what they take."""
    if not settings.esia_client_id:
        return None
    from bot.monitoring.validity import watch_ends  # noqa: PLC0415
    from bot.opening.sign_in import provider_of  # noqa: PLC0415
    from bot.web.sign_in import SignInPages  # noqa: PLC0415

    provider = provider_of(settings)
    if provider is None:
        return None
    watch_ends(provider)
    stack.push_async_callback(provider.aclose)
    return SignInPages(database, counted(provider, metrics.ASKED_ESIA), places).application()
