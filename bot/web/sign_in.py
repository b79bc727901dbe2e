"""The sign-in in the browser: from the chat's link to ESIA and back to the ticket (the return ticket).

A login link can be forwarded to a victim, and state, PKCE and cookies do not help (RFC 10027): so what ESIA
brings is handed over only to the Telegram user who began, by a ticket that the browser's owner carries back.
"""

import logging
import secrets
import uuid
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from importlib.resources import files

from aiohttp import web

from bot.web import ends, pages
from bot.web.addresses import Addresses
from bot.web.browser import is_same_site, texts_of, verifier_of
from bot.web.server import patiently
from esia.callback import parse_callback
from esia.codes import NOT_CONFIRMED
from esia.concurrently import in_time
from esia.errors import EsiaError, EsiaRefused
from esia.provider import EsiaProvider
from handlers.ground.notify import texts_for
from locales.texts import Texts
from patient.sign_in import ImportedPeople
from storage.database import Database
from storage.sign_ins import Attempt, Failure, SignIns, Stage

log = logging.getLogger(__name__)

FETCH_SECONDS = 25.0
COOKIE_SECONDS = 900
FORM_BYTES = 1024  # it holds one word; more is a stranger's, who keeps everybody waiting
DONE = "/esia/done"
NOT_FOUND = HTTPStatus.NOT_FOUND
ENDS: Mapping[str, HTTPStatus] = {
    "expired": HTTPStatus.GONE,
    "not_yours": HTTPStatus.BAD_REQUEST,
    "refused": HTTPStatus.OK,
    "signed_out": HTTPStatus.OK,
    "stripped": HTTPStatus.BAD_REQUEST,
}


class SignInPages:
    """The routes below ``/esia/``."""

    def __init__(self, database: Database, provider: EsiaProvider, places: Addresses) -> None:
        self._database = database
        self._provider = provider
        self._places = places

    def application(self) -> web.Application:
        """Make the application, which is mounted at ``/esia``."""
        app = web.Application()
        app.router.add_get("/start/{token}", self.ask)
        app.router.add_post("/start/{token}", self.begin)
        app.router.add_get("/callback", self.come_back, allow_head=False)  # a look must not spend it
        app.router.add_get("/done", self.show_outcome)
        app.router.add_get("/ended/{why}", self.show_end)
        app.router.add_get("/page.css", _style)
        return app

    async def ask(self, request: web.Request) -> web.Response:
        """Name the account and ask; previews and repeated looks have no effect."""
        token = request.match_info["token"]
        attempt = await self._database.write(lambda tx: SignIns(tx).offered(token))
        if attempt is None:
            return _ended("expired")
        t = await self._chats_texts(attempt)
        if self._places.chat.url is None:  # the way back would lead nowhere
            return pages.page(t, "not_ready", status=HTTPStatus.SERVICE_UNAVAILABLE)
        return pages.ask_page(t, attempt.account, is_trust=attempt.is_trust)

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """Spend the link and send the browser to ESIA with a fresh signed request."""
        if not is_same_site(request, self._places.public_url):
            return self._dead_end(texts_of(request), "foreign", HTTPStatus.FORBIDDEN)
        short = request.clone(client_max_size=FORM_BYTES)
        form = await patiently(short, short.post())
        token = request.match_info["token"]
        if form.get("answer") != "yes":
            return _ended("refused" if await self._database.write(partial(ends.refuse, token)) else "expired")
        cookie, state = secrets.token_urlsafe(32), str(uuid.uuid4())
        attempt = await self._database.write(partial(ends.begin, token, cookie, state))
        if attempt is None:
            return _ended("expired")
        try:
            url = await self._provider.authorization_url(state, verifier_of(cookie))
        except EsiaError as error:
            url = await self._fail(attempt, error)
        return self._with_cookie(_redirect(url), cookie)

    async def come_back(self, request: web.Request) -> web.Response:
        """Take ESIA's answer if it belongs to this browser, once; whatever comes, go on to a clean address.

        An address with code and state in it is worth stealing: a victim is asked to send it on.
        """
        cookie = request.cookies.get(self._places.cookie, "")
        state = request.query.get("state", "")
        if await self._database.write(partial(ends.end_exposed, cookie, state)):
            return _ended("not_yours")
        if "code" not in request.query and "error" not in request.query:
            return _ended("stripped")
        attempt = await self._database.write(lambda tx: SignIns(tx).come_back(cookie, state))
        if attempt is None:
            return await self._repeated(cookie)
        return _redirect(await self._take(attempt, request.query_string, verifier_of(cookie), state))

    async def _repeated(self, cookie: str) -> web.Response:
        """Send a browser that asks again for what it has to where that is; others get nothing."""
        attempt = await self._database.write(lambda tx: SignIns(tx).carried(cookie))
        has_come = attempt is not None and attempt.stage in {Stage.RETURNED, Stage.WAITING}
        return _redirect(DONE) if has_come else _ended("not_yours")

    async def _take(self, attempt: Attempt, query: str, verifier: str, state: str) -> str:
        """Fetch the people, lay them ready, and return where the browser reads of it."""
        try:
            code = parse_callback(query)
            async with in_time(FETCH_SECONDS):
                person = await self._provider.fetch(code, verifier, state)
            if not person.trusted:  # only a confirmed account imports
                raise EsiaRefused("not_trusted", NOT_CONFIRMED)
        except EsiaError as error:
            return await self._fail(attempt, error)
        people = ImportedPeople(person.person, person.children)
        await self._database.write(lambda tx: SignIns(tx).save(attempt, person.oid, people))
        return DONE

    async def _fail(self, attempt: Attempt, error: EsiaError) -> str:
        """Keep what went wrong for the browser, and the code for the log; return where it is read."""
        log.warning("sign-in: %s: %s", type(error).__name__, error.code)
        failure = Failure(error.key, error.code)
        await self._database.write(partial(ends.fail, attempt, failure))
        return DONE

    async def show_outcome(self, request: web.Request) -> web.Response:
        """Show the button that carries the ticket into the chat, or why there is none."""
        cookie = request.cookies.get(self._places.cookie, "")
        attempt = await self._database.write(lambda tx: SignIns(tx).carried(cookie))
        if attempt is None or attempt.stage is Stage.BEGUN:
            return self._dead_end(texts_of(request), "expired", HTTPStatus.GONE)
        t = await self._chats_texts(attempt)
        if attempt.stage is Stage.RETURNED:
            return pages.under_way(t)
        if attempt.stage is Stage.FAILED:
            return self._failed(t, attempt.failure)
        if self._places.chat.url is None:
            return pages.page(t, "not_ready", status=HTTPStatus.SERVICE_UNAVAILABLE)
        back = pages.link(t("page.done.back"), f"{self._places.chat.url}?start={attempt.ticket}")
        sign_out = f"<p>{t('page.done.trust')}</p>\n" if attempt.is_trust else ""
        return pages.page(t, "done", sign_out + back)

    def _failed(self, t: Texts, failure: Failure) -> web.Response:
        """Say what went wrong in the person's words."""
        if failure.key == NOT_CONFIRMED:
            return self._dead_end(t, "not_confirmed", HTTPStatus.BAD_REQUEST)
        body = f"<p>{t(failure.key, code=failure.code)}</p>{self._back(t)}"
        return pages.page(t, "failed", body, HTTPStatus.BAD_REQUEST)

    async def show_end(self, request: web.Request) -> web.Response:
        """Explain plainly why a way ended here, to a browser of which nothing more is known."""
        why = request.match_info["why"]
        t = texts_of(request)
        return self._dead_end(t, why, ENDS[why]) if why in ENDS else self._dead_end(t, "expired", NOT_FOUND)

    def _dead_end(self, t: Texts, key: str, status: HTTPStatus) -> web.Response:
        """Explain plainly, with a working way back into the chat."""
        return pages.page(t, key, self._back(t), status)

    def _back(self, t: Texts) -> str:
        return pages.link(t("page.back"), self._places.way_back)

    async def _chats_texts(self, attempt: Attempt) -> Texts:
        """Speak the language of the chat."""
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


def _ended(why: str) -> web.Response:
    return _redirect(f"/esia/ended/{why}")


async def _style(_: web.Request) -> web.Response:
    style = (files("bot") / "web" / "page.css").read_text(encoding="utf-8")
    return web.Response(text=style, content_type="text/css", charset="utf-8")


def _redirect(url: str) -> web.Response:
    """Go on by GET (303), so that nothing of this request is repeated there (RFC 9700 §4.12)."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": url})
