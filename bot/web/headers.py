"""The headers of every page: nothing is stored, framed, sniffed or referred to."""

import logging
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web.refusing import let_go

log = logging.getLogger(__name__)


def policy(sign_in_origin: str) -> str:
    """Return what our pages may load; by it `check` knows them again."""
    return (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none';"
        f" form-action 'self' {sign_in_origin}"
    )


def be_strict(app: web.Application, *, is_https: bool, sign_in_origin: str) -> None:
    """Give all that *app* answers the headers; *sign_in_origin* is where the start form may lead."""
    headers = {
        "Content-Security-Policy": policy(sign_in_origin),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    async def add(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(headers)
        if isinstance(response, web.HTTPException):
            let_go(response)

    app.on_response_prepare.append(add)
    app.middlewares.append(_excused)


@web.middleware
async def _excused(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what nobody foresaw without a word of it."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:
        log.exception("a page failed")
        let_go(error)
        return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
