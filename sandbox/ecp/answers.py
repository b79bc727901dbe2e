"""Answers of the ЕЦП: ``error_code`` 0 with data, or another one with a text, nearly always with HTTP 200."""

import json
from typing import Any

from aiohttp import web

MISSING_PARAMETER, UNKNOWN, REFUSED, SESSION_OVER = 3, 4, 6, 7
LOGIN_PAGE = "<!DOCTYPE html><html><body><form action='/?c=portal&m=udp'>Вход в систему</form></body></html>"


class Refusal(Exception):
    """What a call is refused with."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


def answer(data: Any) -> web.Response:
    """Answer with data."""
    return _json({"error_code": 0, "data": data})


def refusal(error: Refusal) -> web.Response:
    """Refuse; HTTP says that all is well."""
    return _json({"error_code": error.code, "error_msg": str(error)})


def session_over(how: str) -> web.Response:
    """Tell, or rather show, that the session is over."""
    match how:
        case "page":
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        case "code":
            return refusal(Refusal(SESSION_OVER, "Сессия не найдена"))
        case "elsewhere":
            return web.Response(status=302, headers={"Location": "/?c=portal"})
        case _:
            return web.Response(status=401, text="Unauthorized")


def _json(content: Any) -> web.Response:
    text = json.dumps(content, ensure_ascii=False)
    return web.Response(text=text, content_type="application/json", charset="utf-8")
