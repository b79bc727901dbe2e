"""The wiring: the conversation as the settings have it, over a database."""

from datetime import timedelta
from functools import cache

from aiogram import Router
from aiogram.utils.token import extract_bot_id

from bot.haste import Haste
from bot.incoming.updates import Updates
from bot.settings import Settings
from bot.version import VERSION
from esia.sign_out import sign_out_url
from handlers import routing
from handlers.ground.config import ChatAddress, Config
from handlers.ground.router import build_router
from handlers.sign_in.standing import SIGNED_OUT_PATH, START_PATH
from patient.attachment import Pace
from patient.limits import Limits
from storage.database import Database


def config_of(settings: Settings, chat: ChatAddress | None = None) -> Config:
    """Return what the conversation knows of the settings, and of what Telegram told of the bot."""
    first, deadline = settings.search_first_seconds, settings.search_deadline_hours
    return Config(
        bot=extract_bot_id(settings.bot_token.get_secret_value()),
        zone=settings.zone,
        pace=Pace(timedelta(seconds=first), timedelta(hours=deadline)),
        watch_every=timedelta(seconds=settings.watch_seconds),
        operator_name=settings.operator_name,
        operator_address=settings.operator_address,
        support_contact=settings.support_contact,
        version=VERSION,
        sign_in_url=settings.public_url + START_PATH if settings.esia_client_id else None,
        sign_out_url=_sign_out_of(settings),
        support_chat=settings.support_chat,
        limits=Limits(settings.most_visits, settings.most_visits_typed, settings.most_bookings_a_day),
        chat=chat or ChatAddress(),
    )


def _sign_out_of(settings: Settings) -> str | None:
    """Return where a person signs out of Gosuslugi: a gateway's way to it is told nowhere."""
    if not settings.esia_client_id or settings.esia_provider != "direct":
        return None
    return sign_out_url(settings.esia_url, settings.esia_client_id, settings.public_url + SIGNED_OUT_PATH)


@cache
def routes() -> Router:
    """Return the router of all updates, made once: it knows neither the settings nor the database."""
    return build_router(take_tap=routing.take_tap, hear=routing.hear, note_membership=routing.note_membership)


def conversation(
    settings: Settings, database: Database, chat: ChatAddress | None = None, haste: Haste | None = None
) -> Updates:
    """Build the conversation over *database*; *haste* is what the sender knows of, too."""
    return Updates(database, routes(), config_of(settings, chat), haste or Haste())
