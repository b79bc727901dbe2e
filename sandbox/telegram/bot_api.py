"""The Bot API over HTTP: ``/bot<token>/<method>``, parameters as JSON or as a form."""

import json
from http import HTTPStatus
from typing import Any

from aiohttp import web

from sandbox.telegram.chats import Json
from sandbox.telegram.errors import ApiError
from sandbox.telegram.methods import METHODS
from sandbox.telegram.server import Fault, Telegram

OBJECTS = ("reply_markup", "link_preview_options", "allowed_updates", "commands", "scope")


class BotApiDoor:
    """The route that bots call."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as Telegram does: ``ok`` with a result, or an error code with a sentence."""
        method = request.match_info["method"]
        fault = self._telegram.fault(method)
        if fault and fault.drop == "before":
            return _cut(request)
        given: Json = {}
        try:
            given = await _parameters(request)
            result = await self._call(request.match_info["token"], method, given, fault)
            answer = {"ok": True, "result": result}
        except ApiError as error:
            answer = _refusal(error)
        if method != "getUpdates":
            self._telegram.note(method, given, answer)
        if fault and fault.drop == "after":
            return _cut(request)
        return web.json_response(answer, status=answer.get("error_code", HTTPStatus.OK))

    async def _call(self, token: str, method: str, given: Json, fault: Fault | None) -> Any:
        if token != self._telegram.token:
            raise ApiError(401, "Unauthorized")
        if method not in METHODS:
            raise ApiError(404, "Not Found")
        if fault and fault.drop is None:
            raise ApiError(fault.error_code, "Fault on demand", fault.retry_after)
        return await METHODS[method](self._telegram, given)


def _refusal(error: ApiError) -> Json:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.retry_after is not None:
        answer["parameters"] = {"retry_after": error.retry_after}
    return answer


def _cut(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    if request.transport:
        request.transport.close()
    return web.Response()


async def _parameters(request: web.Request) -> Json:
    """Read the parameters in any of the forms that Telegram takes."""
    if request.content_type == "application/json":
        try:
            given = await request.json()
        except ValueError:
            raise ApiError(400, "Bad Request: can't parse JSON") from None
        if not isinstance(given, dict):
            raise ApiError(400, "Bad Request: object expected")
        return given
    form = {**request.query, **await request.post()}
    return {name: json.loads(str(value)) if name in OBJECTS else value for name, value in form.items()}
