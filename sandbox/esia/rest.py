"""The stand-in's REST: /rs/prns and what hangs below, opened by an access token and its scopes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.esia.profile import child_json, collection, contacts_json, documents_json, person_json
from sandbox.esia.state import Esia, Grant

EMBEDDED = "(elements)"
SCOPE_OF = {"ctts": "mobile", "docs": "medical_doc", "kids": "kid_fullname"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def rest_routes(esia: Esia) -> list[web.RouteDef]:
    """Return the resources' routes."""

    async def person(request: web.Request) -> web.Response:
        grant = await _grant(esia, request)
        return web.json_response(person_json(grant.account, _scopes(grant)))

    async def resource(request: web.Request) -> web.Response:
        grant = await _grant(esia, request)
        name = request.match_info["name"]
        elements = _elements(grant, name)
        if esia.answers_with_links or request.query.get("embed") != EMBEDDED:
            base = f"{esia.base_url}/rs/prns/{grant.account.oid}/{name}"
            return web.json_response(collection([f"{base}/{place}" for place in range(len(elements))]))
        return web.json_response(collection(elements))

    async def element(request: web.Request) -> web.Response:
        grant = await _grant(esia, request)
        elements = _elements(grant, request.match_info["name"])
        place = int(request.match_info["place"])
        if place >= len(elements):
            raise web.HTTPNotFound
        return web.json_response(elements[place])

    root = "/rs/prns/{oid}"
    return [
        web.get(root, person),
        web.get(root + "/{name:ctts|docs|kids}", resource),
        web.get(root + "/{name:ctts|docs|kids}/{place:[0-9]+}", element),
    ]


async def _grant(esia: Esia, request: web.Request) -> Grant:
    """Return what the Bearer token opens: the resources of one person."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    grant = esia.tokens.get(token)
    if kind != "Bearer" or grant is None or grant.until < time.monotonic():
        raise web.HTTPUnauthorized
    if request.match_info["oid"] != str(grant.account.oid):
        raise web.HTTPForbidden
    await asyncio.sleep(grant.account.seconds)
    return grant


def _scopes(grant: Grant) -> set[str]:
    return set(grant.attempt.scope.split())


def _elements(grant: Grant, name: str) -> list[Any]:
    account, scopes = grant.account, _scopes(grant)
    if name in account.withheld or SCOPE_OF[name] not in scopes:
        raise web.HTTPForbidden
    if name == "ctts":
        return contacts_json(account)
    if name == "docs":
        return documents_json(account.person)
    return [child_json(child, scopes) for child in account.children]
