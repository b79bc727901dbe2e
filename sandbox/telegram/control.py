"""The hands of a person: what the browser and the journeys do with the sandbox, ``/_sandbox/…``."""

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from aiohttp import web

from sandbox.telegram.arguments import uploaded
from sandbox.telegram.chats import Json
from sandbox.telegram.errors import ApiError
from sandbox.telegram.faults import Fault
from sandbox.telegram.server import Telegram
from sandbox.words import Words

Deed = Callable[[Json], Any]
Announce = Callable[[str], Awaitable[str]]  # sends a text to everybody, and returns what is said of that


@dataclass(frozen=True, slots=True)
class Tip:
    """Something to try in the demo: a title, what will happen, and values to put into the chat.

    ``picture`` is the address of a picture to save and send, if there is one.
    """

    title: Words
    text: Words
    values: Sequence[tuple[Words, Words]] = ()
    picture: str | None = None


class ControlDoor:
    """Routes below ``/_sandbox/``: JSON in, ``{"result": …}`` out, 400 for what makes no sense."""

    def __init__(self, telegram: Telegram, tips: Sequence[Tip], announce: Announce | None = None) -> None:
        self._telegram = telegram
        self._tips = tips
        self._announce = announce

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add everything that tests and the page call."""
        router.add_get("/_sandbox/chat", self.chat)
        router.add_get("/_sandbox/about", self.about)
        router.add_get("/_sandbox/group", self.group)
        router.add_get("/_sandbox/log", self.log)
        router.add_get("/_sandbox/file/{id}", self.file)
        router.add_post("/_sandbox/photo", _given(self._send_file, _form))
        router.add_post("/_sandbox/document", _given(self._send_file, _form))
        for name, deed in self._deeds().items():
            router.add_post(f"/_sandbox/{name}", _given(deed, _json))

    def _deeds(self) -> dict[str, Deed]:
        telegram = self._telegram
        return {
            "say": self._say,
            "send": lambda given: telegram.say(given["user"], given["content"]).number,
            "start": lambda given: telegram.start(given["user"], given.get("payload") or "").number,
            "answer": lambda given: telegram.answer_at_desk(str(given["text"]), given.get("reply_to")),
            "announce": lambda given: self._announced(str(given["text"])),
            "tap": self._tap,
            "contact": lambda given: telegram.share_contact(given["user"], given.get("of")).number,
            "edit": lambda given: telegram.edit(given["user"], given["message_id"], given["text"]),
            "block": lambda given: telegram.set_blocked(given["user"], blocked=given.get("blocked", True)),
            "group": lambda given: telegram.add_to_group(given["user"]),
            "fault": lambda given: telegram.faults.append(Fault(**given)),
            "clock": self._shift,
            "reset": lambda _: telegram.reset(),
        }

    def _say(self, given: Json) -> int:
        """Say a text: in the private chat, or in the group (``type``), there perhaps as a reply."""
        text, is_private = str(given["text"]), given.get("type", "private") == "private"
        if is_private:
            return self._telegram.say(given["user"], {"text": text}).number
        self._telegram.say_in_group(given["user"], text, reply_to=given.get("reply_to"))
        return 0

    async def _announced(self, text: str) -> str:
        if self._announce is None:
            raise KeyError(text)
        return await self._announce(text)

    def _tap(self, given: Json) -> str:
        """Press a button by its data, or the newest with the words on it (of one message, if told)."""
        if "data" in given:
            return self._telegram.tap(given["user"], given["message_id"], given["data"])
        for message in reversed(self._telegram.chat(given["user"]).visible()):
            if message.number != given.get("message_id", message.number):
                continue
            for row in (message.keyboard or {}).get("inline_keyboard", []):
                for button in row:
                    if given["button"] in button["text"] and "callback_data" in button:
                        return self._telegram.tap(given["user"], message.number, button["callback_data"])
        raise KeyError(given["button"])

    def _shift(self, given: Json) -> float:
        self._telegram.shift += float(given["advance"])
        return self._telegram.shift

    def _send_file(self, given: Json) -> int:
        send = self._telegram.send_photo if given["as"] == "photo" else self._telegram.send_document
        return send(given["user"], given["file"], str(given.get("caption", ""))).number

    async def chat(self, request: web.Request) -> web.Response:
        """Return what one person sees."""
        try:
            return web.json_response(self._telegram.seen(request.query["user"]))
        except (KeyError, ValueError):
            raise web.HTTPNotFound(text="no such user") from None

    async def group(self, _: web.Request) -> web.Response:
        """Return what stands in the group."""
        return web.json_response(self._telegram.seen_in_group())

    async def about(self, _: web.Request) -> web.Response:
        """Return what the page needs to know once."""
        people = [
            {"key": user.username.removesuffix("_demo"), "name": user.name, "language": user.language}
            for user in self._telegram.users
        ]
        tips = [dataclasses.asdict(tip) for tip in self._tips]
        desk = {"language": self._telegram.desk.language} if self._telegram.desk else None
        return web.json_response({"bot": self._telegram.bot, "tips": tips, "people": people, "desk": desk})

    async def log(self, _: web.Request) -> web.Response:
        """Return all exchanges with the bot, and what was wrong with them."""
        exchanges = [
            {"method": method, "parameters": given, "answer": answer}
            for method, given, answer in self._telegram.log
        ]
        return web.json_response({"exchanges": exchanges, "violations": self._telegram.violations})

    async def file(self, request: web.Request) -> web.Response:
        """Return a file of the chat, for the page to show."""
        try:
            upload = self._telegram.files.by_id(request.match_info["id"]).upload
        except ApiError:
            raise web.HTTPNotFound from None
        shown = upload.media_type in {"image/jpeg", "image/png"}
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
        kind = upload.media_type if shown else "application/octet-stream"
        return web.Response(body=upload.content, content_type=kind, headers=headers)


async def _json(request: web.Request) -> Json:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    given = await request.json()
    if not isinstance(given, dict):
        raise TypeError
    return given


async def _form(request: web.Request) -> Json:
    form = await request.post()
    given: Json = {name: uploaded(value) for name, value in form.items()}
    return {**given, "as": request.path.rpartition("/")[2]}


def _given(
    deed: Deed, read: Callable[[web.Request], Awaitable[Json]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make a handler that does *deed* with what was posted, unless another site posts it."""

    async def handle(request: web.Request) -> web.Response:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise web.HTTPForbidden
        try:
            done = deed(await read(request))
            return web.json_response({"result": await done if isawaitable(done) else done})
        except (KeyError, ValueError, TypeError, AttributeError, ApiError):
            raise web.HTTPBadRequest(text="this makes no sense here") from None

    return handle
