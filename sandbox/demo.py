"""The demo: all stand-ins on one address, and the real bot pointed at them by settings alone."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sandbox.esia.app import esia_app
from sandbox.esia.keys import KeyFiles, make_demo_keys
from sandbox.esia.rules import Registration
from sandbox.esia.state import Esia
from sandbox.polis_picture import show_polis
from sandbox.registry import Registry, registry_app
from sandbox.telegram.app import telegram_app
from sandbox.telegram.server import Telegram
from sandbox.tips import tips

HOST, PORT = "127.0.0.1", 8000
BOT = "http://127.0.0.1:8073"
SCOPES = (
    *("openid", "fullname", "birthdate", "gender", "snils", "mobile", "medical_doc"),
    *("kid_fullname", "kid_birthdate", "kid_gender", "kid_snils", "kid_medical_doc"),
)
STOP_SECONDS = 15

log = logging.getLogger("demo")


@dataclass(frozen=True, slots=True)
class Stage:
    """The stand-ins on one address, and the bot's share of the keys in *folder*."""

    base: str
    folder: Path
    telegram: Telegram
    registry: Registry
    esia: Esia
    keys: KeyFiles

    @classmethod
    def set(cls, base: str, folder: Path) -> "Stage":
        """Make all stand-ins anew."""
        keys, files = make_demo_keys(folder)
        registration = Registration(
            "DOCTOR73", frozenset({f"{BOT}/esia/callback"}), frozenset(SCOPES), client_secret=""
        )
        esia = Esia(keys, registration, base_url=f"{base}/gosuslugi")
        return cls(base, folder, Telegram(), Registry(), esia, files)

    def application(self) -> web.Application:
        """Make the application that holds them all."""
        app = telegram_app(self.telegram, tips())
        app.router.add_get("/polis/{key}.png", show_polis)
        app.add_subapp("/registry", registry_app(self.registry))
        app.add_subapp("/gosuslugi", esia_app(self.esia))
        return app

    def bot_settings(self) -> dict[str, str]:
        """Return the environment in which the bot talks to the stand-ins."""
        return {
            "BOT_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.base,
            "TELEGRAM_LINK_URL": f"{self.base}/t.me",
            "PUBLIC_URL": BOT,
            "DATABASE_URL": f"sqlite:///{self.folder}/bot.db",
            "DATA_KEYS": f"{self.folder}/keys.json",
            "REGISTRY_URL": f"{self.base}/registry/fhir",
            "REGISTRY_TOKEN": self.registry.token,
            "SEARCH_FIRST_SECONDS": "3",
            "SEARCH_DEADLINE_HOURS": "0.0167",
            "WATCH_SECONDS": "3",
            "ESIA_URL": self.esia.base_url,
            "ESIA_ISSUER": self.esia.issuer,
            "ESIA_CLIENT_ID": self.esia.registration.client_id,
            "ESIA_SIGNER": "gostcrypto",
            "ESIA_CERTIFICATE": str(self.keys.certificate),
            "ESIA_PRIVATE_KEY": str(self.keys.private_key),
            "ESIA_TOKEN_KEYS": str(self.keys.token_keys),
            "OPERATOR_NAME": "Министерство здравоохранения (пример)",
            "OPERATOR_ADDRESS": "г. Ульяновск, ул. Примерная, д. 1",
            "SUPPORT_CONTACT": "8 800 000-00-00 (пример)",
        }


async def demo() -> None:
    """Run until interrupted; what was typed is forgotten with the folder it was kept in."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="doctor73-demo-") as folder:
        stage = Stage.set(f"http://{HOST}:{PORT}", Path(folder))
        runner = web.AppRunner(stage.application(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, PORT).start()
            await _with_bot(stage.bot_settings(), stage.base, stop)
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
