"""An HTTP server: one application on one address, closed to slow and oversized requests."""

from aiohttp import web

from bot.settings import address

HEADER_SECONDS = 10  # a connection that has not sent its headers by then is cut
CLOSING_SECONDS = 5


async def serve(
    application: web.Application, listen: str, *, header_seconds: float = HEADER_SECONDS
) -> web.AppRunner:
    """Start serving and return the runner, which the caller cleans up."""
    runner = web.AppRunner(
        application,
        access_log=None,  # it would hold codes and states of the sign-in
        keepalive_timeout=header_seconds,
        shutdown_timeout=CLOSING_SECONDS,
    )
    await runner.setup()
    host, port = address(listen)
    await web.TCPSite(runner, host, port, reuse_address=True).start()
    return runner
