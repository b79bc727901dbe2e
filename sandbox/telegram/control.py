"""The page and the hands of a person: what the browser and the journeys do with the sandbox."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sandbox.telegram.chats import Json
from sandbox.telegram.server import Fault, Telegram

PAGE = Path(__file__).parent / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
KEEP_ALIVE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Tip:
    """Something to try in the demo: a title, what will happen, and values to copy into the chat."""

    title: str
    text: str
    values: Sequence[tuple[str, str]] = ()


class ControlDoor:
    """Routes below ``/_sandbox/`` and the static page."""

    def __init__(self, telegram: Telegram, tips: Sequence[Tip]) -> None:
        self._telegram = telegram
        self._tips = tips

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the page and everything that it calls."""
        router.add_get("/", self.page)
        router.add_get("/t.me/{bot}", self.page)
        router.add_get("/page/{name}", self.page)
        router.add_get("/_sandbox/chat", self.chat)
        router.add_get("/_sandbox/events", self.events)
        router.add_get("/_sandbox/about", self.about)
        router.add_get("/_sandbox/log", self.log)
        for name, deed in self._deeds().items():
            router.add_post(f"/_sandbox/{name}", _posted(deed))

    def _deeds(self) -> dict[str, Callable[[Json], object]]:
        telegram = self._telegram
        return {
            "say": lambda given: telegram.say(given["user"], {"text": given["text"]}).number,
            "send": lambda given: telegram.say(given["user"], given["content"]).number,
            "start": self._start,
            "tap": self._tap,
            "contact": lambda given: telegram.share_contact(given["user"], given.get("of")).number,
            "edit": lambda given: telegram.edit(given["user"], given["message_id"], given["text"]),
            "block": lambda given: telegram.set_blocked(given["user"], blocked=given["blocked"]),
            "group": lambda given: telegram.say_in_group(given["user"], given["text"]),
            "fault": lambda given: telegram.faults.append(Fault(**given)),
            "clock": self._shift,
        }

    def _start(self, given: Json) -> int:
        payload = f" {given['payload']}" if given.get("payload") else ""
        return self._telegram.say(given["user"], {"text": f"/start{payload}"}).number

    def _tap(self, given: Json) -> str:
        """Press a button by its data, or the newest one that has the words on it."""
        if "data" in given:
            return self._telegram.tap(given["user"], given["message_id"], given["data"])
        for message in reversed(self._telegram.chat(given["user"]).visible()):
            for row in (message.keyboard or {}).get("inline_keyboard", []):
                for button in row:
                    if given["button"] in button["text"] and "callback_data" in button:
                        data = button["callback_data"]
                        return self._telegram.tap(given["user"], message.number, data)
        raise web.HTTPNotFound(text="no such button")

    def _shift(self, given: Json) -> None:
        self._telegram.shift += float(given["advance"])

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Serve the page and its two files."""
        path = PAGE / request.match_info.get("name", "index.html")
        if path.parent != PAGE or path.suffix not in TYPES or not path.exists():
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
        return web.Response(
            text=path.read_text(), content_type=TYPES[path.suffix], charset="utf-8", headers=headers
        )

    async def chat(self, request: web.Request) -> web.Response:
        """Return what one person sees."""
        return web.json_response(self._telegram.seen(request.query["user"]))

    async def about(self, _: web.Request) -> web.Response:
        """Return what the page needs to know once."""
        tips = [{"title": tip.title, "text": tip.text, "values": list(tip.values)} for tip in self._tips]
        users = [user.username.removesuffix("_demo") for user in self._telegram.users]
        return web.json_response({"bot": self._telegram.bot, "tips": tips, "users": users})

    async def log(self, _: web.Request) -> web.Response:
        """Return all exchanges with the bot."""
        return web.json_response([list(entry) for entry in self._telegram.log])

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send a person's chat again whenever something has changed (server-sent events)."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        changed = asyncio.Event()
        self._telegram.listeners.add(changed)
        try:
            while True:
                changed.clear()
                seen = json.dumps(self._telegram.seen(request.query["user"]), ensure_ascii=False)
                await response.write(f"data: {seen}\n\n".encode())
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), KEEP_ALIVE_SECONDS)
        except ConnectionError:
            return response
        finally:
            self._telegram.listeners.discard(changed)


def _posted(deed: Callable[[Json], object]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response({"result": deed(await request.json())})
        except (KeyError, ValueError, TypeError):
            raise web.HTTPBadRequest from None

    return handle
