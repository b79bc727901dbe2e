"""The house as it runs: the bot as a process of its own, against the stand-ins over HTTP."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from tempfile import NamedTemporaryFile
from typing import Any

import aiohttp

from sandbox.demo import OPERATOR, SCOPES
from sandbox.esia.app import esia_app
from sandbox.esia.keys import DemoKeys, write_keys
from sandbox.esia.rules import Registration
from sandbox.esia.state import Esia
from sandbox.registry import Registry, registry_app
from sandbox.telegram.app import telegram_app
from sandbox.telegram.server import Telegram
from storage.key_ring import KeyRing
from tests import processes
from tests.bot_api import check_exchange
from tests.form import ORDER, SKIP, SUMMARY, Answers, field_asked
from tests.servers import PATIENCE, free_port, serving


@dataclass
class House:
    """The stand-ins, and the process that can be killed and started again; *begin* is what starts it."""

    telegram: Telegram
    registry: Registry
    esia: Esia
    environment: dict[str, str]
    begin: Callable[..., Any] = processes.fork
    process: processes.Forked | asyncio.subprocess.Process | None = None
    errors: list[str] = field(default_factory=list)
    logged: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Start the bot."""
        self.process = await self.begin(environment=self.environment)
        self.reading = asyncio.create_task(self._read_log())

    async def command(self, *words: str) -> str:
        """Run an operator's command beside the bot; return what it said."""
        process = await processes.fork(*words, environment=self.environment)
        said, complaints = await asyncio.gather(process.stdout.read(), process.stderr.read())
        assert await process.wait() == 0, complaints.decode()
        return said.decode()

    async def announce(self, text: str) -> str:
        """Announce a text to everybody."""
        with NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(text)
            file.flush()
            return await self.command("announce", "--all", file.name, "--send")

    async def ready(self) -> None:
        """Wait until the bot takes updates."""
        url = f"http://{self.environment['LISTEN_PRIVATE']}/readyz"
        assert self.process
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while self.process.returncode is None:
                with suppress(aiohttp.ClientError):
                    async with session.get(url) as response:
                        if response.status == 200:
                            return
                await asyncio.sleep(0.05)
        raise AssertionError(f"the bot ended at its start: {self.errors}")

    async def asks(self, door: str) -> tuple[int, str]:
        """Return what one of the private doors says, nothing if it is closed."""
        with suppress(aiohttp.ClientError):
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://{self.environment['LISTEN_PRIVATE']}/{door}") as response,
            ):
                return response.status, await response.text()
        return 0, ""

    async def has_marked_all(self) -> None:
        """Wait until all that was sent is marked as sent, so that a kill repeats none of it."""
        url = f"http://{self.environment['LISTEN_PRIVATE']}/metrics"
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while True:
                async with session.get(url) as response:
                    if "bot_outbox_waiting 0.0" in await response.text():
                        return
                await asyncio.sleep(0.02)

    async def logs(self, words: str) -> None:
        """Wait until the bot's log has *words* in it."""
        async with asyncio.timeout(PATIENCE):
            while not any(words in line for line in self.errors):
                self.logged.clear()
                await self.logged.wait()

    async def _read_log(self) -> None:
        assert self.process
        assert self.process.stderr
        async for line in self.process.stderr:
            self.errors.append(line.decode())
            self.logged.set()

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop the bot with a signal and return its exit code."""
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(number)
        code = await asyncio.wait_for(self.process.wait(), PATIENCE)
        await self.reading
        return code

    async def shows(self, holds: Callable[[], bool], *, chat: int | None = None) -> None:
        """Wait until something holds of what stands in this chat, or in any of them."""
        with self.telegram.listening(chat) as changed:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    changed.clear()
                    await changed.wait()

    def person(self, user: str | int) -> "Person":
        """Return somebody who writes to the bot."""
        return Person(self, user)


@dataclass
class Person:
    """What one user says, taps and sees; *glance* is how many of the newest messages he looks at."""

    house: House
    user: str | int
    glance: int = 1

    def seen(self) -> list[dict[str, Any]]:
        """Return the messages in the chat."""
        return list(self.house.telegram.seen(self.user)["messages"])

    def last(self) -> str:
        """Return what the bot said last, as many messages as the person looks at."""
        said = [message["text"] for message in self.seen() if message["from"] == "bot"]
        return "\n".join(said[-self.glance :])

    def says(self, text: str) -> None:
        """Send a text."""
        self.house.telegram.say(self.user, {"text": text})

    def taps(self, label: str) -> None:
        """Press the newest button with these words."""
        self.house.telegram.tap(self.user, *self.find_button(label))

    def find_button(self, label: str) -> tuple[int, str]:
        """Return the message and the data of the newest button with these words."""
        for message in reversed(self.seen()):
            for row in message["buttons"]:
                for button in row:
                    if label in button["text"] and "callback_data" in button:
                        return message["id"], button["callback_data"]
        raise AssertionError(f"no button {label!r}: {self.seen()[-3:]}")

    async def sees(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of what the person sees."""
        await self.house.shows(holds, chat=self.house.telegram.chat(self.user).id)

    async def reads(self, words: str) -> str:
        """Wait until the bot's newest message has *words* in it."""
        await self.sees(lambda: words in self.last())
        return self.last()

    async def hears(self, label: str) -> None:
        """Wait for a button with these words."""
        await self.sees(lambda: any(label in button["text"] for button in self._buttons()))

    async def presses(self, label: str, words: str) -> str:
        """Press a button when it is there, and wait for the answer."""
        await self.hears(label)
        before = self._texts()
        self.taps(label)
        return await self._is_answered(before, words)

    async def answers(self, text: str, words: str) -> str:
        """Say *text* and wait for the answer."""
        before = self._texts()
        self.says(text)
        return await self._is_answered(before, words)

    async def _is_answered(self, before: dict[int, str], words: str) -> str:
        """Wait for *words* in the newest message or in one that changed: a push may come after the answer."""
        await self.sees(lambda: words in self._told_since(before))
        return self._told_since(before)

    def _told_since(self, before: dict[int, str]) -> str:
        changed = [text for number, text in self._texts().items() if before.get(number) != text]
        return "\n".join([*changed, self.last()])

    def _buttons(self) -> list[dict[str, Any]]:
        return [button for message in self.seen() for row in message["buttons"] for button in row]

    def _texts(self) -> dict[int, str]:
        return {message["id"]: message["text"] for message in self.seen() if message["from"] == "bot"}

    async def goes_on(self, answers: Answers, *, until: str | None = None) -> str:
        """Answer question after question, up to the summary or to the field *until*."""
        while (asked := field_asked(self.last())) not in {None, SUMMARY, until}:
            self.says(answers.get(str(asked), SKIP))
            await self.sees(partial(self._is_asked_on, asked))
        return self.last()

    def _is_asked_on(self, answered: str | None) -> bool:
        """Tell whether a later question is there; an earlier one may stand there that a crash repeated."""
        return ORDER.index(field_asked(self.last())) > ORDER.index(answered)

    async def adds_card(self, answers: Answers) -> None:
        """Add a card by hand."""
        await self.answers("/add", "Шаг 1")
        await self.goes_on(answers)
        await self.presses("Добавить карточку", "Согласие")
        self.taps("Даю согласие")


@cache
def demo_keys() -> DemoKeys:
    """Return the keys of every house: to make them takes a third of a second."""
    return DemoKeys.fresh()


@asynccontextmanager
async def house(tmp_path, *, updates: str = "polling", begin=processes.fork, kind=House, **settings: str):
    """Build a house in *tmp_path*, start it, and check every exchange when it is left."""
    telegram = Telegram(pace=0.05, desk=OPERATOR if "SUPPORT_CHAT" in settings else None)
    registry = Registry(later_seconds=1.0)
    KeyRing.fresh().save(tmp_path / "keys.json")
    port, private = free_port(), free_port()
    keys = demo_keys()
    files = write_keys(keys, tmp_path)
    callback = f"http://127.0.0.1:{port}/esia/callback"
    registration = Registration("DOCTOR73", frozenset({callback}), frozenset(SCOPES), "gateway-secret")
    esia = Esia(keys, registration)

    async def announce(text: str) -> str:
        return await built.announce(text)

    async with (
        serving(telegram_app(telegram, announce=announce)) as api,
        serving(registry_app(registry)) as clinics,
        serving(esia_app(esia)) as gosuslugi,
    ):
        esia.base_url = gosuslugi
        environment = {
            "BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": api,
            "UPDATES": updates,
            "WEBHOOK_SECRET": "journey-secret-0123456789-abcdefgh",
            "LISTEN": f"127.0.0.1:{port}",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LISTEN_PRIVATE": f"127.0.0.1:{private}",
            "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
            "DATA_KEYS": str(tmp_path / "keys.json"),
            "REGISTRY_URL": f"{clinics}/fhir",
            "REGISTRY_TOKEN": registry.token,
            "TELEGRAM_LINK_URL": f"{api}/t.me",
            "ESIA_URL": gosuslugi,
            "ESIA_ISSUER": esia.issuer,
            "ESIA_CLIENT_ID": registration.client_id,
            "ESIA_CLIENT_SECRET": registration.client_secret,
            "ESIA_CERTIFICATE": str(files.certificate),
            "ESIA_PRIVATE_KEY": str(files.private_key),
            "ESIA_TOKEN_KEYS": str(files.token_keys),
            "OPERATOR_NAME": "Министерство «Пример»",
            "OPERATOR_ADDRESS": "Ульяновск, улица Примерная, 1",
            "SEARCH_FIRST_SECONDS": "0.3",
            "SEARCH_DEADLINE_HOURS": "0.0005",
            "WATCH_SECONDS": "0.5",
            **settings,
        }
        built = kind(telegram, registry, esia, environment, begin)
        await built.start()
        await built.ready()
        try:
            yield built
            assert await built.stop() == 0
        finally:
            if built.process and built.process.returncode is None:
                built.process.kill()
                await built.process.wait()
        for method, given, answer in telegram.log:
            check_exchange(method, given, answer)
