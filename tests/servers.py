"""Real HTTP servers on loopback for the tests: the stand-ins, each on a free port."""

from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def serving(app):
    """Serve *app* and yield its base URL."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
