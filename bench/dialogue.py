"""The full card dialogue in updates a second: the real process, durable and encrypted, beside stock aiogram.

Virtual people talk to the bot over its webhook in a closed loop: each says the next thing as soon as the
bot has answered the last. The Bot API of the bench only answers; the bot has one core, the load the other.
"""

import asyncio
import itertools
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from storage.key_ring import KeyRing
from tests.journeys.house import free_port

PEOPLE = 40
SECONDS = 8.0
RUNS = 3
SECRET = "bench-secret-0123456789-abcdefghijk"
TYPED = ("/add", "Тестова", "Анна", "Петровна", "женский", "13.10.1979", "7349020886007312", "112-233-445 95",
         "+79020000001")  # fmt: skip
TAPPED = ("Добавить", "Даю согласие")
STEPS = len(TYPED) + len(TAPPED)


@dataclass
class Bench:
    """A Bot API that answers at once, and the people behind it."""

    hook: str = ""
    answered: int = 0
    latencies: list[float] = field(default_factory=list)
    waiting: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    async def api(self, request: web.Request) -> web.Response:
        """Answer a call; what shows a text wakes the person who waits for it."""
        if request.content_type == "application/json":
            given = json.loads(await request.read())
        else:
            given = dict(await request.post())
            given["reply_markup"] = json.loads(given.get("reply_markup", "null"))
        number = next(self.numbers)
        if "text" in given and "chat_id" in given:
            chat = int(given["chat_id"])
            future = self.waiting.get(chat)
            markup = given.get("reply_markup") or {}
            if future and not future.done() and "inline_keyboard" in markup:
                future.set_result(given | {"number": int(given.get("message_id", number))})
        message = {
            "message_id": number,
            "date": 1,
            "chat": {"id": int(given.get("chat_id", 1)), "type": "private"},
            "text": "x",
        }
        result: Any = (
            True if request.match_info["method"].startswith(("answer", "delete", "set")) else message
        )
        return web.Response(body=json.dumps({"ok": True, "result": result}), content_type="application/json")

    async def live(self, user: int, session: aiohttp.ClientSession, until: float) -> None:
        """Go through the dialogue again and again, each time as somebody new."""
        for round_ in itertools.count():
            chat = user * 100_000 + round_ + 1
            shown: dict[str, Any] = {}
            for step in (*TYPED, *TAPPED):
                if time.monotonic() > until:
                    return
                update = message(chat, step) if step in TYPED else tap(chat, step, shown)
                self.waiting[chat] = asyncio.get_running_loop().create_future()
                begun = time.monotonic()
                body = json.dumps({"update_id": next(self.numbers)} | update)
                async with session.post(self.hook, data=body) as response:
                    assert response.status == 200
                shown = await asyncio.wait_for(self.waiting[chat], 20)
                self.latencies.append(time.monotonic() - begun)
                self.answered += 1
            del self.waiting[chat]


def user_of(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Анна", "language_code": "ru"}


def message(chat: int, text: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": chat, "type": "private", "first_name": "Анна"},
        "from": user_of(chat),
        "text": text,
    }
    if text.startswith("/"):
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"message": body}


def tap(chat: int, label: str, shown: dict[str, Any]) -> dict[str, Any]:
    rows = shown["reply_markup"]["inline_keyboard"]
    data = next(b["callback_data"] for row in rows for b in row if label in b["text"])
    chat_json = {"id": chat, "type": "private", "first_name": "Анна"}
    shown_message = {"message_id": shown["number"], "date": 1, "chat": chat_json, "text": "x"}
    query = {
        "id": "1",
        "from": user_of(chat),
        "chat_instance": "1",
        "data": data,
        "message": shown_message,
    }
    return {"callback_query": query}


async def measure(module: str, folder: Path) -> tuple[float, float, float]:
    """Return updates a second, CPU seconds per 1,000 updates, and the 99th percentile in ms."""
    bench = Bench()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", bench.api)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    api_port, port = free_port(), free_port()
    await web.TCPSite(runner, "127.0.0.1", api_port).start()
    bench.hook = f"http://127.0.0.1:{port}/telegram/webhook"
    KeyRing.fresh().save(folder / "keys.json")
    environment = os.environ | {
        "BOT_TOKEN": "1:bench",
        "OPERATOR_NAME": "Bench",
        "OPERATOR_ADDRESS": "Here",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{api_port}",
        "UPDATES": "webhook",
        "WEBHOOK_SECRET": SECRET,
        "LISTEN": f"127.0.0.1:{port}",
        "LISTEN_PRIVATE": f"127.0.0.1:{free_port()}",
        "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "DATA_KEYS": f"{folder}/keys.json",
        "REGISTRY_URL": "http://127.0.0.1:9/",
        "SEARCH_FIRST_SECONDS": "900",  # the dialogue is measured, not the search
        "LOG_LEVEL": "ERROR",
    }
    cores = sorted(os.sched_getaffinity(0))
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, env=environment)
    os.sched_setaffinity(process.pid, {cores[0]})
    try:
        return await load(bench, process.pid)
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await runner.cleanup()


async def load(bench: Bench, pid: int) -> tuple[float, float, float]:
    """Warm up for two seconds, then count."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:
        await up(session, bench.hook)
        until = time.monotonic() + 2 + SECONDS
        people = [asyncio.create_task(bench.live(user, session, until)) for user in range(1, PEOPLE + 1)]
        await asyncio.sleep(2)
        bench.answered, bench.latencies = 0, []
        cpu, begun = cpu_seconds(pid), time.monotonic()
        await asyncio.gather(*people)
        seconds, used = time.monotonic() - begun, cpu_seconds(pid) - cpu
    p99 = statistics.quantiles(bench.latencies, n=100)[98] * 1000
    return bench.answered / seconds, used / bench.answered * 1000, p99


async def up(session: aiohttp.ClientSession, hook: str) -> None:
    """Wait until the bot listens."""
    while True:
        try:
            async with session.post(hook, data=b"{}"):
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.1)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure both in turn and print the medians and the ratio."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows: dict[str, list[tuple[float, float, float]]] = {"bot": [], "bench.stock": []}
    for _ in range(RUNS):
        for module, runs in rows.items():
            with tempfile.TemporaryDirectory() as folder:
                runs.append(asyncio.run(measure(module, Path(folder))))
    print(f"{'who':<14}{'updates/s':>10}{'CPU s / 1,000':>15}{'p99 ms':>9}")
    medians = {}
    for module, runs in rows.items():
        medians[module] = [statistics.median(column) for column in zip(*runs, strict=True)]
        rate, cpu, p99 = medians[module]
        print(f"{module:<14}{rate:>10.0f}{cpu:>15.2f}{p99:>9.0f}")
    print(f"ratio of updates/s: {medians['bot'][0] / medians['bench.stock'][0]:.2f}")
