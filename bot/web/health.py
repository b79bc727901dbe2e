"""The operator's private doors: is the process alive, is it ready, and what does it count."""

from http import HTTPStatus

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot import metrics
from storage.database import Database
from storage.errors import StorageError
from storage.inbox import Inbox
from storage.outbox import Outbox


def application(database: Database) -> web.Application:
    """Make the application of ``LISTEN_PRIVATE``."""

    async def healthz(_: web.Request) -> web.Response:
        """Answer as long as the loop turns."""
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        """Answer 200 only if a change reaches the disk."""
        try:
            await database.prove_writes()
        except StorageError:
            return web.Response(text="no writes\n", status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response(text="ready\n")

    async def show_metrics(_: web.Request) -> web.Response:
        metrics.WAITING.set(await database.write(lambda tx: Outbox(tx).count()))
        metrics.DEAD.set(await database.write(lambda tx: Inbox(tx).count_dead()))
        return web.Response(
            body=generate_latest(metrics.REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", show_metrics)
    return app
