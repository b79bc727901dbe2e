"""The chat page: static files under a strict policy, and a stream of what a person sees."""

import asyncio
import json
from contextlib import suppress
from html import escape
from pathlib import Path

from aiohttp import web
from yarl import URL

from sandbox.telegram.server import Telegram
from sandbox.words import Words, language_of

FOLDER = Path(__file__).parent / "static"
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
KEEP_ALIVE_SECONDS = 15
RECONNECT_MILLISECONDS = 1000
SHARE = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<title>{title}</title><link rel="icon" href="/page/icon.svg">'
    '<link rel="stylesheet" href="/page/share.css">'
    "<main><h1>{title}</h1><p>{words}</p><ul>{people}</ul></main></html>"
)
SHARE_TITLE = Words("Кому отправить ссылку?", "To whom shall the link go?")


class PageDoor:
    """The page at ``/``, also at ``/t.me/<bot>?start=…``, where links back from a sign-in lead."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the page, its files and its stream."""
        router.add_get("/", self.page)
        router.add_get("/t.me/share/url", self.share)
        router.add_get("/t.me/{bot}", self.page)
        router.add_get("/page/{name}", self.page)
        router.add_get("/favicon.ico", self.icon)
        router.add_get("/_sandbox/events", self.events)

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Serve the page or one of its files."""
        path = FOLDER / request.match_info.get("name", "index.html")
        if path.parent != FOLDER or path.suffix not in TYPES or not path.is_file():
            raise web.HTTPNotFound
        kind = TYPES[path.suffix]
        return web.Response(text=path.read_text(), content_type=kind, charset="utf-8", headers=HEADERS)

    async def icon(self, _: web.Request) -> web.StreamResponse:
        """Serve the icon to whoever looks for one where no page names it."""
        return web.Response(text=(FOLDER / "icon.svg").read_text(), content_type=TYPES[".svg"])

    async def share(self, request: web.Request) -> web.StreamResponse:
        """Ask to whom to send a link, as https://t.me/share/url does; who is chosen opens it at once."""
        link = URL(request.query.get("url", ""))
        if not link.path.startswith("/t.me/"):
            raise web.HTTPBadRequest(text="only links into the chat are sent here")
        people = "".join(
            f'<li><a href="{escape(str(link.relative().update_query(user=user.username)))}">'
            f"{escape(user.name)}</a></li>"
            for user in self._telegram.users
        )
        language = language_of(request)
        text = SHARE.format(
            language=language,
            title=SHARE_TITLE.of(language),
            words=escape(request.query.get("text", "")),
            people=people,
        )
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers=HEADERS)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send a person's chat again whenever something has changed (server-sent events)."""
        try:
            user = request.query["user"]
            chat = self._telegram.looked_at(user).id
        except (KeyError, ValueError):
            raise web.HTTPNotFound(text="no such user") from None
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        await response.write(f"retry: {RECONNECT_MILLISECONDS}\n\n".encode())
        with self._telegram.listening(chat) as changed, suppress(ConnectionError):
            await self._stream(response, changed, user)
        return response

    async def _stream(self, response: web.StreamResponse, changed: asyncio.Event, user: str) -> None:
        while not self._telegram.is_closing:
            changed.clear()
            seen = json.dumps(self._telegram.seen(user), ensure_ascii=False)
            await response.write(f"data: {seen}\n\n".encode())
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), KEEP_ALIVE_SECONDS)
