"""The stand-in's other face: a gateway («ЕСИА Шлюз») with plain OAuth 2.0, PKCE and a client secret."""

import hmac
import re
import time
from typing import Any

from aiohttp import web

from sandbox.esia.profile import child_json, documents_json, person_json
from sandbox.esia.rules import Refusal
from sandbox.esia.state import Esia, Grant

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def gateway_routes(esia: Esia) -> list[web.RouteDef]:
    """Return /auth/authorize, /auth/token and /auth/userinfo."""

    async def authorize(request: web.Request) -> web.Response:
        given = dict(request.query)
        try:
            esia.check_return(given)
        except Refusal as refusal:
            raise web.HTTPBadRequest(text=refusal.code) from None
        expected = {"response_type": "code", "provider": "esia_oauth", "code_challenge_method": "S256"}
        is_other = any(given.get(name) != value for name, value in expected.items())
        if is_other or not given.get("state") or not CHALLENGE.fullmatch(given.get("code_challenge", "")):
            raise web.HTTPBadRequest(text="invalid_request")
        raise web.HTTPFound(f"../login/{esia.remember(given)}")

    async def token(request: web.Request) -> web.Response:
        given = {name: str(value) for name, value in (await request.post()).items()}
        secret = esia.registration.client_secret.encode()
        is_ours = given.get("client_id") == esia.registration.client_id
        if not is_ours or not hmac.compare_digest(given.get("client_secret", "").encode(), secret):
            return web.json_response({"error": "invalid_client"}, status=401)
        try:
            grant = esia.spend_code(given)
        except Refusal:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response(esia.open(grant))

    async def userinfo(request: web.Request) -> web.Response:
        grant = esia.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if grant is None or grant.until < time.monotonic():
            return web.json_response({"error": "invalid_token"}, status=401)
        return web.json_response({"sub": str(grant.account.oid), "info": _info(grant)})

    return [
        web.get("/auth/authorize", authorize),
        web.post("/auth/token", token),
        web.post("/auth/userinfo", userinfo),
    ]


def _info(grant: Grant) -> dict[str, Any]:
    account, scopes = grant.account, set(grant.attempt.scope.split())
    info = person_json(account, scopes) | {"oid": account.oid}
    if "mobile" in scopes:
        info["mobilePhone"] = account.login
    if "medical_doc" in scopes and "docs" not in account.withheld:
        info["documents"] = documents_json(account.person)
    if "kid_fullname" in scopes and "kids" not in account.withheld:
        info["kids"] = [child_json(child, scopes) for child in account.children]
    return info
