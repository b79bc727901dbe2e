"""The headers of every page: nothing is stored, framed, sniffed or referred to."""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Middleware

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def policy(sign_in_origin: str) -> str:
    """Return what our pages may load; by it `check` knows them again."""
    return (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none';"
        f" form-action 'self' {sign_in_origin}"
    )


def strict_headers(*, is_https: bool, sign_in_origin: str) -> Middleware:
    """Return the middleware; *sign_in_origin* is where the start form's redirect may lead."""
    headers = {
        "Content-Security-Policy": policy(sign_in_origin),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Server": "doctor73",  # not which library in which version
    }
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @web.middleware
    async def add(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer errors with the same headers, those of aiohttp and those that nobody foresaw."""
        try:
            response = await handler(request)
        except web.HTTPException as error:
            error.headers.update(headers)
            raise
        except Exception:
            log.exception("a page failed")
            response = web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        response.headers.update(headers)
        return response

    return add
