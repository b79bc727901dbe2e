"""The stand-in as an aiohttp application: the signed requests, the sign-in pages, the REST, the gateway."""

import hmac
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from sandbox.esia.accounts import PASSWORD, Account, find_account
from sandbox.esia.gateway import gateway_routes
from sandbox.esia.pages import Pages
from sandbox.esia.rest import rest_routes
from sandbox.esia.rules import Refusal
from sandbox.esia.state import Attempt, Esia
from sandbox.words import Words, language_of

SYSTEM = "Доктор73"
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
WRONG = Words("Неверный логин или пароль", "Wrong login or password")
TOO_LATE = Words("Время на вход истекло", "The time for signing in is over")


def esia_app(esia: Esia) -> web.Application:
    """Build the stand-in; mount it anywhere, and set ``esia.base_url`` to where that is."""
    app = web.Application()
    app.add_routes([*_protocol(esia), *_sign_in(esia), *rest_routes(esia), *gateway_routes(esia)])
    return app


def _protocol(esia: Esia) -> list[web.RouteDef]:
    """Return what the bot and the browser call by the manual."""

    async def authorize(request: web.Request) -> web.Response:
        given = dict(request.query)
        try:
            esia.check_return(given)
        except Refusal as refusal:
            return _html(Pages(language_of(request)).refusal(refusal.code), status=400)
        try:
            key = await esia.begin(given)
        except Refusal as refusal:
            raise _back(given["redirect_uri"], refusal.fields | {"state": given.get("state", "")}) from None
        raise web.HTTPFound(f"../../../login/{key}")

    async def exchange(request: web.Request) -> web.Response:
        given = {name: str(value) for name, value in (await request.post()).items()}
        try:
            answer = await esia.exchange(given)
        except Refusal as refusal:
            return web.json_response(refusal.fields | {"state": given.get("state", "")}, status=400)
        return web.json_response(answer)

    async def sign_out(request: web.Request) -> web.Response:
        """End the session, of which this stand-in keeps none, and go back to where the system lives."""
        back = request.query.get("redirect_url", "")
        ours = {urlsplit(one).netloc for one in esia.registration.redirect_uris}
        if request.query.get("client_id") != esia.registration.client_id or urlsplit(back).netloc not in ours:
            return _html(Pages(language_of(request)).refusal("ESIA-007023"), status=400)
        raise web.HTTPFound(back, headers=HEADERS)

    return [
        web.get("/idp/ext/Logout", sign_out, allow_head=False),
        web.get("/aas/oauth2/v2/ac", authorize, allow_head=False),
        web.post("/aas/oauth2/v3/te", exchange),
    ]


def _sign_in(esia: Esia) -> list[web.RouteDef]:
    """Return the pages on which a person signs in and permits."""

    async def show(request: web.Request) -> web.Response:
        key, pages = request.match_info["key"], Pages(language_of(request))
        if key not in esia.attempts:
            return _html(pages.refusal(TOO_LATE.of(pages.language)), status=404)
        return _html(pages.login(key, SYSTEM))

    async def sign_in(request: web.Request) -> web.Response:
        key, pages = request.match_info["key"], Pages(language_of(request))
        form = {name: str(value) for name, value in (await request.post()).items()}
        attempt = esia.attempts.get(key)
        if attempt is None:
            return _html(pages.refusal(TOO_LATE.of(pages.language)), status=404)
        account = find_account(form.get("login", ""))
        if account is None or not hmac.compare_digest(form.get("password", "").encode(), PASSWORD.encode()):
            return _html(pages.login(key, SYSTEM, WRONG), status=401)
        if form.get("agree") is None and not account.error and account.oid not in esia.agreed:
            return _html(pages.permission(key, SYSTEM, account, attempt.scope.split()))
        del esia.attempts[key]
        raise _back(attempt.redirect_uri, _answer(esia, attempt, account, form.get("agree")))

    return [web.get("/login/{key}", show), web.post("/login/{key}", sign_in)]


def _answer(esia: Esia, attempt: Attempt, account: Account, agree: str | None) -> dict[str, str]:
    """Return what the browser brings back; who agreed once is not asked again."""
    error = account.error or ("ESIA-007004" if agree == "no" else None)
    if error:
        return Refusal(error).fields | {"state": attempt.state}
    esia.agreed.add(account.oid)
    return {"code": esia.grant_code(attempt, account), "state": attempt.state}


def _back(address: str, fields: dict[str, str]) -> web.HTTPFound:
    joint = "&" if "?" in address else "?"
    return web.HTTPFound(f"{address}{joint}{urlencode(fields)}", headers=HEADERS)


def _html(text: str, *, status: int = 200) -> web.Response:
    return web.Response(text=text, content_type="text/html", status=status, headers=HEADERS)
