"""The demo: all stand-ins on one address, and the real bot pointed at them by settings alone."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sandbox.announcing import Announcer
from sandbox.esia.app import esia_app
from sandbox.esia.keys import KeyFiles, make_demo_keys
from sandbox.esia.rules import Registration
from sandbox.esia.state import Esia
from sandbox.polis_picture import show_polis
from sandbox.registry_kinds import KINDS, StandIn
from sandbox.telegram.app import telegram_app
from sandbox.telegram.chats import User
from sandbox.telegram.server import GROUP_ID, Telegram
from sandbox.tips import tips

HOST = "127.0.0.1"
BOT = (sys.executable, "-m", "bot")
SCOPES = (
    *("openid", "fullname", "birthdate", "gender", "snils", "mobile", "medical_doc"),
    *("kid_fullname", "kid_birthdate", "kid_gender", "kid_snils", "kid_medical_doc"),
)
OPERATOR = User(1009, "Ольга", "operator_demo", "+79020000009")
STOP_SECONDS = 15
TAKEN = "Port {port} of {host} is taken, perhaps by another demo: end what listens there and begin again."

READY = """
Ready at {base}/
In English: {base}/?user=emma
The side of support, where questions are answered and announcements made: {base}/?user=desk
Ctrl+C stops it
"""

log = logging.getLogger("demo")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the chat page with the stand-ins and the bot's two doors are found."""

    page: int = 8000
    bot: int = 8073
    private: int = 9073

    def refuse_taken(self) -> None:
        """Let nothing begin that could not listen.

        Raises:
            SystemExit: one of the ports is taken; the sentence says which.
        """
        for port in (self.page, self.bot, self.private):
            try:
                socket.create_server((HOST, port)).close()
            except OSError:
                raise SystemExit(TAKEN.format(host=HOST, port=port)) from None


@dataclass(frozen=True, slots=True)
class Stage:
    """The stand-ins on one address, and the bot's share of the keys in *folder*."""

    ports: Ports
    folder: Path
    telegram: Telegram
    registry: StandIn
    esia: Esia
    keys: KeyFiles
    command: Sequence[str] = BOT

    @classmethod
    def set(cls, ports: Ports, folder: Path, registry: str = "fhir", command: Sequence[str] = BOT) -> "Stage":
        """Make all stand-ins anew; *command* is what runs the bot and its operator's commands."""
        keys, files = make_demo_keys(folder)
        callback = f"http://{HOST}:{ports.bot}/esia/callback"
        registration = Registration("DOCTOR73", frozenset({callback}), frozenset(SCOPES), client_secret="")
        esia = Esia(keys, registration, base_url=f"http://{HOST}:{ports.page}/gosuslugi")
        return cls(ports, folder, Telegram(desk=OPERATOR), KINDS[registry](), esia, files, command)

    @property
    def base(self) -> str:
        """The address of the chat page, below which all stand-ins are."""
        return f"http://{HOST}:{self.ports.page}"

    def application(self) -> web.Application:
        """Make the application that holds them all."""
        announcer = Announcer(self.command, self.bot_settings())
        app = telegram_app(self.telegram, tips(), announcer.announce)
        app.router.add_get("/polis/{key}.png", show_polis)
        app.add_subapp("/registry", self.registry.application())
        app.add_subapp("/gosuslugi", esia_app(self.esia))
        return app

    def bot_settings(self) -> dict[str, str]:
        """Return the environment in which the bot talks to the stand-ins."""
        return {
            "BOT_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.base,
            "TELEGRAM_LINK_URL": f"{self.base}/t.me",
            "PUBLIC_URL": f"http://{HOST}:{self.ports.bot}",
            "LISTEN": f"{HOST}:{self.ports.bot}",
            "LISTEN_PRIVATE": f"{HOST}:{self.ports.private}",
            "DATABASE_URL": f"sqlite:///{self.folder}/bot.db",
            "DATA_KEYS": f"{self.folder}/keys/keys.json",
            **self.registry.bot_settings(f"{self.base}/registry"),
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
            "SUPPORT_CHAT": str(GROUP_ID),
            "SUPPORT_CONTACT": "8 800 000-00-00 (пример)",
        }


async def demo(ports: Ports = Ports(), bot: Sequence[str] = BOT, registry: str = "fhir") -> int:
    """Run until interrupted; what was typed is forgotten with the folder it was kept in.

    Returns:
        The exit code: 1 when the bot ended by itself.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    ports.refuse_taken()
    log.info("Starting the stand-ins and the bot")
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="doctor73-demo-") as folder:
        stage = Stage.set(ports, Path(folder), registry, bot)
        runner = web.AppRunner(stage.application(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, ports.page).start()
            return await _with_bot(stage, stop)
        finally:
            await runner.cleanup()


async def _with_bot(stage: Stage, stop: asyncio.Event) -> int:
    """Make the keys, start the bot, say when it is ready, and stop it when told so."""
    environment = os.environ | stage.bot_settings()
    keys = await asyncio.create_subprocess_exec(*stage.command, "keys", "new", env=environment)
    await keys.wait()
    bot = await asyncio.create_subprocess_exec(*stage.command, env=environment)
    ready = asyncio.create_task(_say_when_ready(stage))
    stopped, ended = asyncio.create_task(stop.wait()), asyncio.create_task(bot.wait())
    await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if not stop.is_set():
        stopped.cancel()
        log.error("The bot has ended; above stands why")
        return 1
    with contextlib.suppress(ProcessLookupError):
        bot.terminate()
    await asyncio.wait_for(ended, STOP_SECONDS)
    return 0


async def _say_when_ready(stage: Stage) -> None:
    await stage.telegram.has_a_bot()
    log.info(READY.format(base=stage.base))
