"""The sign-in in the browser: from the chat's link to ESIA and back to the ticket (the return ticket).

A login link can be forwarded to a victim, and state, PKCE and cookies do not help (RFC 10027): so what ESIA
brings is handed over only to the Telegram user who began, by a ticket that the browser's owner carries back.
"""

import asyncio
import logging
import secrets
import uuid
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from bot.web import pages
from bot.web.headers import strict_headers
from bot.web.server import patiently
from esia.callback import parse_callback
from esia.errors import EsiaError
from esia.person import SignedInPerson
from esia.provider import EsiaProvider
from handlers.telling import texts_for
from handlers.turn import message
from handlers.views import sign_in as chat_views
from handlers.world import ChatAddress
from locales.texts import DEFAULT, Texts, language_of, texts
from patient.sign_in import ImportedPeople
from storage.audit import Audit
from storage.database import Database
from storage.outbox import Call, Outbox
from storage.sign_ins import Attempt, SignIns
from storage.transaction import Transaction

log = logging.getLogger(__name__)

FETCH_SECONDS = 25.0
COOKIE_SECONDS = 900
SAME_SITE = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Places:
    """Where the pages live, and where Telegram and in it the chat are."""

    public_url: str
    sign_in_url: str
    telegram_url: str
    chat: ChatAddress

    @property
    def way_back(self) -> str:
        """Where a link out of the pages leads: into the chat, as soon as its name is known."""
        return self.chat.url or self.telegram_url

    @property
    def is_https(self) -> bool:
        """Whether cookies may insist on it."""
        return self.public_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """The cookie's name; the prefix makes the browser refuse what is not ours."""
        return "__Host-sign-in" if self.is_https else "sign-in"


class SignInPages:
    """The routes below ``/esia/``."""

    def __init__(self, database: Database, provider: EsiaProvider, places: Places) -> None:
        self._database = database
        self._provider = provider
        self._places = places

    def application(self) -> web.Application:
        """Make the application, which is mounted at ``/esia``."""
        origin = _origin(self._places.sign_in_url)
        headers = strict_headers(is_https=self._places.is_https, sign_in_origin=origin)
        app = web.Application(middlewares=[headers])
        app.router.add_get("/start/{token}", self.ask)
        app.router.add_post("/start/{token}", self.begin)
        app.router.add_get("/callback", self.come_back)
        app.router.add_get("/done", self.show_way_back)
        app.router.add_get("/page.css", _style)
        return app

    async def ask(self, request: web.Request) -> web.Response:
        """Name the account and ask; previews and repeated looks have no effect."""
        token = request.match_info["token"]
        attempt = await self._database.write(lambda tx: SignIns(tx).offered(token))
        t = await self._texts(request, attempt)
        if attempt is None:
            return self._dead_end(t, "expired", HTTPStatus.GONE)
        if self._places.chat.url is None:  # the way back would lead nowhere
            return pages.page(t, "not_ready", status=HTTPStatus.SERVICE_UNAVAILABLE)
        return pages.ask_page(t, attempt.content["account"])

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """Spend the link and send the browser to ESIA with a fresh signed request."""
        if not _is_same_site(request, self._places.public_url):
            return self._dead_end(_texts(request), "foreign", HTTPStatus.FORBIDDEN)
        answer = (await patiently(request.post())).get("answer")
        token = request.match_info["token"]
        if answer != "yes":
            return await self._refuse(request, token)
        cookie, state = secrets.token_urlsafe(32), str(uuid.uuid4())
        attempt = await self._database.write(lambda tx: SignIns(tx).begin(token, cookie, state))
        t = await self._texts(request, attempt)
        if attempt is None:
            return self._dead_end(t, "expired", HTTPStatus.GONE)
        try:
            url = await self._provider.authorization_url(state)
        except EsiaError as error:
            return self._failure(t, error)
        return self._with_cookie(_redirect(url), cookie)

    async def come_back(self, request: web.Request) -> web.StreamResponse:
        """Take ESIA's answer if it belongs to this browser, once, and go on to a clean address."""
        if "code" not in request.query and "error" not in request.query:
            return self._dead_end(_texts(request), "stripped", HTTPStatus.BAD_REQUEST)
        cookie = request.cookies.get(self._places.cookie, "")
        state = request.query.get("state", "")
        attempt = await self._database.write(lambda tx: SignIns(tx).come_back(cookie, state))
        t = await self._texts(request, attempt)
        if attempt is None:
            return self._dead_end(t, "not_yours", HTTPStatus.BAD_REQUEST)
        try:
            code = parse_callback(request.query_string)
            async with asyncio.timeout(FETCH_SECONDS):
                signed_in = await self._provider.fetch(code)
        except EsiaError as error:
            return self._failure(t, error)
        except TimeoutError:
            return self._dead_end(t, "unavailable", HTTPStatus.BAD_GATEWAY)
        return await self._keep(t, attempt, signed_in)

    async def _keep(self, t: Texts, attempt: Attempt, person: SignedInPerson) -> web.Response:
        """Lay the people ready; only a confirmed account imports."""
        if not person.trusted:
            return self._dead_end(t, "not_confirmed", HTTPStatus.OK)
        people = ImportedPeople(person.person, person.children)
        if not await self._database.write(lambda tx: SignIns(tx).keep(attempt, person.oid, people)):
            return self._dead_end(t, "expired", HTTPStatus.GONE)
        return _redirect("/esia/done")

    async def show_way_back(self, request: web.Request) -> web.Response:
        """Show the button that carries the ticket into the chat."""
        cookie = request.cookies.get(self._places.cookie, "")
        attempt = await self._database.write(lambda tx: SignIns(tx).waiting(cookie))
        t = await self._texts(request, attempt)
        if attempt is None:
            return self._dead_end(t, "expired", HTTPStatus.GONE)
        if self._places.chat.url is None:
            return pages.page(t, "not_ready", status=HTTPStatus.SERVICE_UNAVAILABLE)
        back = pages.link(t("page.done.back"), f"{self._places.chat.url}?start={attempt.ticket}")
        return pages.page(t, "done", back)

    async def _refuse(self, request: web.Request, token: str) -> web.Response:
        """End the attempt and tell the one who began it."""
        attempt = await self._database.write(partial(_refuse, token))
        t = await self._texts(request, attempt)
        return pages.page(t, "refused" if attempt else "expired")

    def _failure(self, t: Texts, error: EsiaError) -> web.Response:
        """Say what went wrong in the person's words; the code goes to the log."""
        log.warning("sign-in: %s: %s", type(error).__name__, error.code)
        text = t(error.key, code=error.code)
        back = pages.link(t("page.back"), self._places.way_back)
        return pages.page(t, "failed", f"<p>{text}</p>{back}", HTTPStatus.OK)

    def _dead_end(self, t: Texts, key: str, status: HTTPStatus) -> web.Response:
        """Explain plainly, with a working way back into the chat."""
        return pages.page(t, key, pages.link(t("page.back"), self._places.way_back), status)

    async def _texts(self, request: web.Request, attempt: Attempt | None) -> Texts:
        """Speak the language of the chat, or the browser's."""
        if attempt is None:
            return _texts(request)
        return await self._database.write(lambda tx: texts_for(tx, attempt.owner))

    def _with_cookie(self, response: web.Response, cookie: str) -> web.Response:
        response.set_cookie(
            self._places.cookie,
            cookie,
            max_age=COOKIE_SECONDS,
            path="/",
            secure=self._places.is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


async def _refuse(token: str, transaction: Transaction) -> Attempt | None:
    attempt = await SignIns(transaction).refuse(token)
    if attempt:
        await Audit(transaction).note(attempt.owner, "sign_in.refused", attempt.id)
        screen = chat_views.cancelled(await texts_for(transaction, attempt.owner))
        call = Call("sendMessage", message(attempt.owner, screen))
        await Outbox(transaction).add(attempt.owner, call)
    return attempt


async def _style(_: web.Request) -> web.Response:
    return web.Response(text=pages.style(), content_type="text/css", charset="utf-8")


def _redirect(url: str) -> web.Response:
    """Go on by GET (303), so that nothing of this request is repeated there (RFC 9700 §4.12)."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": url})


def _is_same_site(request: web.Request, public_url: str) -> bool:
    """Tell whether our own page sent the form: by Fetch Metadata, or by Origin where that is missing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in SAME_SITE
    origin = request.headers.get("Origin")
    return origin is None or origin == _origin(public_url)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _texts(request: web.Request) -> Texts:
    """Speak the browser's first language, if we know it."""
    first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
    return texts(language_of(first.lower()) or DEFAULT)
