"""A Bot API that answers at once, and people who do the card dialogue as fast as they are answered."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bench.updates import message, tap

TYPED = ("/add", "Тестова", "Анна", "Петровна", "женский", "13.10.1979", "7349020886007312", "112-233-445 95",
         "+79020000001")  # fmt: skip
TAPPED = ("Добавить", "Даю согласие")
STEPS = len(TYPED) + len(TAPPED)
BOT = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


@dataclass
class Town:
    """Who waits for what, how long answers took, and how often each method was called.

    Its people and updates are numbered from the microsecond in which it was ``born``: a file that is kept
    knows those of earlier towns.
    """

    hook: str = ""
    latencies: list[float] = field(default_factory=list)
    methods: Counter[str] = field(default_factory=Counter)
    waiting: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    messages: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    born: int = field(default_factory=lambda: time.time_ns() // 1000)
    updates: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self.updates = itertools.count(self.born)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self.api)
        return app

    def begin_counting(self) -> None:
        self.latencies.clear()
        self.methods.clear()

    async def api(self, request: web.Request) -> web.Response:
        """Answer a call; what shows a text with buttons wakes the person who waits for it."""
        method = request.match_info["method"]
        self.methods[method] += 1
        if request.content_type == "application/json":
            given = json.loads(await request.read() or b"{}")
        else:
            given = dict(await request.post())
            given["reply_markup"] = json.loads(given.get("reply_markup", "null"))
        number = int(given.get("message_id") or next(self.messages))
        chat = int(given.get("chat_id", 1))
        future = self.waiting.get(chat)
        is_screen = "text" in given and "inline_keyboard" in (given.get("reply_markup") or {})
        if is_screen and future and not future.done():
            future.set_result(given | {"number": number})
        body = json.dumps({"ok": True, "result": _result(method, chat, number)})
        return web.Response(text=body, content_type="application/json")

    async def live(self, user: int, session: aiohttp.ClientSession, until: float) -> None:
        """Go through the dialogue again and again, each time as somebody new."""
        for round_ in itertools.count():
            chat = self.born + user * 10_000 + round_
            shown: dict[str, Any] = {}
            for step in (*TYPED, *TAPPED):
                if time.monotonic() > until:
                    return
                update = message(chat, step) if step in TYPED else tap(chat, step, shown)
                self.waiting[chat] = asyncio.get_running_loop().create_future()
                begun = time.monotonic()
                body = json.dumps({"update_id": next(self.updates)} | update)
                async with session.post(self.hook, data=body) as response:
                    assert response.status == 200
                shown = await asyncio.wait_for(self.waiting[chat], 20)
                self.latencies.append(time.monotonic() - begun)
            del self.waiting[chat]


def _result(method: str, chat: int, number: int) -> Any:
    if method == "getMe":
        return BOT
    if method.startswith(("answer", "delete", "set")):
        return True
    return {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x"}
