"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

from http import HTTPStatus
from typing import Any

from aiohttp import web

from sandbox.telegram.arguments import Json, loggable, read_arguments
from sandbox.telegram.errors import ApiError
from sandbox.telegram.faults import Fault, take_fault
from sandbox.telegram.methods import METHODS
from sandbox.telegram.server import Telegram

NAMES = {name.lower(): name for name in METHODS}  # Telegram takes methods in any case


class BotApiDoor:
    """The routes that bots call."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        telegram.delivery.execute = self.execute

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the methods and the files."""
        for verb in ("GET", "POST"):
            router.add_route(verb, "/bot{token:[^/]+}/{method}", self.answer)
        router.add_get("/file/bot{token:[^/]+}/{path:.+}", self.file)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as Telegram does: ``ok`` with a result, or an error code with a sentence."""
        method = NAMES.get(request.match_info["method"].lower(), request.match_info["method"])
        fault = take_fault(self._telegram.faults, method)
        if fault and fault.drop == "before":
            return _cut(request)
        given: Json = {}
        try:
            given = await read_arguments(request)
            answer = {"ok": True, "result": await self._call(request, method, given, fault)}
        except ApiError as error:
            answer = error.as_json()
        self._note(method, given, answer)
        if fault and fault.drop == "after":
            return _cut(request)
        return web.json_response(answer, status=answer.get("error_code", HTTPStatus.OK))

    async def _call(self, request: web.Request, method: str, given: Json, fault: Fault | None) -> Any:
        if request.match_info["token"] != self._telegram.token:
            raise ApiError(401, "Unauthorized")
        if method not in METHODS:
            raise ApiError(404, "Not Found")
        if fault and fault.drop is None:
            raise ApiError(fault.error_code, fault.description, fault.retry_after)
        return await METHODS[method].play(self._telegram, given)

    def _note(self, method: str, given: Json, answer: Json) -> None:
        """Keep an exchange for the tests; empty polls alone would fill the log."""
        strange = set(given) - METHODS[method].parameters if method in METHODS else set()
        self._telegram.violations += [f"{method}: {name} is not a parameter here" for name in sorted(strange)]
        if self._telegram.keeps_log and method != "getUpdates":
            self._telegram.log.append((method, loggable(given), answer))

    async def execute(self, method: str, given: Json) -> None:
        """Carry out the method that a webhook's answer holds; nobody hears how it went."""
        try:
            answer: Json = {"ok": True, "result": await METHODS[method].play(self._telegram, given)}
        except ApiError as error:
            answer = error.as_json()
        except KeyError:
            return
        self._note(method, given, answer)

    async def file(self, request: web.Request) -> web.Response:
        """Give a file back by the path that getFile told."""
        if request.match_info["token"] != self._telegram.token:
            return web.json_response(ApiError(401, "Unauthorized").as_json(), status=401)
        kept = self._telegram.files.by_path(request.match_info["path"])
        if kept is None:
            return web.json_response(ApiError(404, "Not Found").as_json(), status=404)
        return web.Response(body=kept.upload.content, content_type="application/octet-stream")


def _cut(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    if request.transport:
        request.transport.close()
    return web.Response()
