"""An HTTP server: one application on one address, closed to slow and oversized requests."""

import asyncio
import os
import socket
from collections.abc import Awaitable
from typing import TypeVar

from aiohttp import web, web_response
from aiohttp.typedefs import Handler

from bot.settings import SettingsWrong, address
from bot.web.refusing import DoorLog
from storage.origin import on_behalf_of

HEADER_SECONDS = 10  # a connection that has not sent its headers by then is cut
BODY_SECONDS = 5
MOST_HEADERS = 64  # each up to 8 KB; a browser behind a proxy sends half as many
CLOSING_SECONDS = 5
BYTES_AT_ONCE = 16 * 1024  # the system waits with more until those are read; uvloop would take 256 KB

# What is no HTTP is answered before any application: this is the only place that names the library to it.
web_response.SERVER_SOFTWARE = "doctor73"  # type: ignore[attr-defined]

T = TypeVar("T")


async def patiently(request: web.Request, body: Awaitable[T]) -> T:
    """Wait for a request's body, but not for one that drips; most came with their headers.

    Raises:
        web.HTTPRequestTimeout: it was not there after some seconds.
        web.HTTPBadRequest: it is not what its headers say.
    """
    try:
        if request.content.is_eof():
            return await body
        async with asyncio.timeout(BODY_SECONDS):
            return await body
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except web.HTTPException:
        raise
    except Exception:  # noqa: BLE001 - aiohttp's readers raise a dozen kinds, and each is the sender's fault
        raise web.HTTPBadRequest from None


@web.middleware
async def named(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request a name, by which its lines of the log are known."""
    with on_behalf_of(f"request/{os.urandom(4).hex()}"):
        return await handler(request)


async def serve(
    application: web.Application, listen: str, *, header_seconds: float = HEADER_SECONDS
) -> web.AppRunner:
    """Start serving and return the runner, which the caller cleans up.

    Raises:
        SettingsWrong: another process listens there, or the address is not this machine's.
    """
    runner = web.AppRunner(
        application,
        logger=DoorLog(),
        access_log=None,  # it would hold codes and states of the sign-in
        keepalive_timeout=header_seconds,
        lingering_time=0,  # what nobody reads is not waited for: drop by drop it takes all the time there is
        max_headers=MOST_HEADERS,
        shutdown_timeout=CLOSING_SECONDS,
    )
    await runner.setup()
    host, port = address(listen)
    try:
        await _listen(runner, host, port)
    except OSError as error:
        await runner.cleanup()
        raise SettingsWrong(f"cannot listen on {listen}: {error.strerror}") from None
    return runner


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    """Let connections in that bring little at a time: what is refused is kept for a while (`refusing`)."""
    loop, passive = asyncio.get_running_loop(), socket.AI_PASSIVE
    places = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=passive)
    for family, _, _, _, place in dict.fromkeys(places):
        door = socket.create_server(place[:2], family=family)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BYTES_AT_ONCE)
        await web.SockSite(runner, door).start()
