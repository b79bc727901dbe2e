"""The demo: both stand-ins on one address, and the real bot pointed at them by settings alone."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from sandbox.people import PEOPLE, DemoPerson
from sandbox.registry import Registry, registry_app
from sandbox.telegram.app import telegram_app
from sandbox.telegram.control import Tip
from sandbox.telegram.server import Telegram

HOST, PORT = "127.0.0.1", 8000
SEXES = {"male": "мужской", "female": "женский"}
STOP_SECONDS = 15

log = logging.getLogger("demo")


def tip(person: DemoPerson) -> Tip:
    """Describe a person for the page."""
    year, month, day = person.birth_date.split("-")
    snils = person.snils and f"{person.snils[:3]}-{person.snils[3:6]}-{person.snils[6:9]} {person.snils[9:]}"
    values = (
        ("Фамилия", person.surname),
        ("Имя", person.given_name),
        ("Отчество", person.patronymic),
        ("Пол", SEXES[person.sex]),
        ("Дата рождения", f"{day}.{month}.{year}"),
        ("Полис", person.polis),
        ("СНИЛС", snils),
    )
    named = f"{person.surname} {person.given_name}"
    return Tip(named, person.tale, [(name, value) for name, value in values if value])


def bot_settings(base: str, folder: Path, telegram: Telegram, registry: Registry) -> dict[str, str]:
    """Return the environment in which the bot talks to the sandbox at *base*."""
    return {
        "BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": base,
        "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "DATA_KEYS": f"{folder}/keys.json",
        "REGISTRY_URL": f"{base}/registry/fhir",
        "REGISTRY_TOKEN": registry.token,
        "SEARCH_FIRST_SECONDS": "3",
        "SEARCH_DEADLINE_HOURS": "0.0167",
        "OPERATOR_NAME": "Министерство здравоохранения (пример)",
        "OPERATOR_ADDRESS": "г. Ульяновск, ул. Примерная, д. 1",
        "SUPPORT_CONTACT": "8 800 000-00-00 (пример)",
    }


async def demo() -> None:
    """Run until interrupted; what was typed is forgotten with the folder it was kept in."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    telegram, registry = Telegram(), Registry()
    app = telegram_app(telegram, [tip(person) for person in PEOPLE])
    app.add_subapp("/registry", registry_app(registry))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    base = f"http://{HOST}:{PORT}"
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="doctor73-demo-") as folder:
        try:
            await web.TCPSite(runner, HOST, PORT).start()
            settings = bot_settings(base, Path(folder), telegram, registry)
            await _with_bot(settings, base, stop)
        finally:
            await runner.cleanup()


async def _with_bot(settings: Mapping[str, str], base: str, stop: asyncio.Event) -> None:
    """Make the keys, start the bot, and stop it when told so."""
    environment = os.environ | dict(settings)
    keys = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "keys", "new", env=environment)
    await keys.wait()
    bot = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", env=environment)
    log.info("\nОткройте в браузере: %s/\nОстановить: Ctrl+C\n", base)
    stopped = asyncio.create_task(stop.wait())
    ended = asyncio.create_task(bot.wait())
    await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    with contextlib.suppress(ProcessLookupError):
        bot.terminate()
    await asyncio.wait_for(ended, STOP_SECONDS)
