"""The operator's private doors: is the process alive, is it ready, and what does it count."""

from http import HTTPStatus

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot import metrics
from bot.outgoing import Sender
from storage.database import Database
from storage.errors import StorageError
from storage.inbox import Inbox


def application(database: Database, sender: Sender) -> web.Application:
    """Make the application of ``LISTEN_PRIVATE``."""

    async def healthz(_: web.Request) -> web.Response:
        """Answer as long as the loop turns."""
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        """Answer 200 only if a transaction can be committed."""
        try:
            await database.write(lambda transaction: Inbox(transaction).count_dead())
        except StorageError:
            return web.Response(text="no writes\n", status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response(text="ready\n")

    async def show_metrics(_: web.Request) -> web.Response:
        metrics.WAITING.set(sender.waiting)
        metrics.DEAD.set(await database.write(lambda tx: Inbox(tx).count_dead()))
        return web.Response(
            body=generate_latest(metrics.REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", show_metrics)
    return app
