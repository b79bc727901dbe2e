"""The operator's private doors: is the process alive, is it ready, and what does it count."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.monitoring import metrics
from storage.census import backlog
from storage.database import Database
from storage.errors import StorageError
from storage.last_backup import Backups
from storage.transaction import Transaction

DATABASE_SECONDS = 1.5


def application(database: Database, troubles: Callable[[], list[str]] = list) -> web.Application:
    """Make the application of ``LISTEN_PRIVATE``; *troubles* tells what keeps the bot from hearing people."""

    async def healthz(_: web.Request) -> web.Response:
        """Answer 200 while all that must go on does; the database's disk is `readyz`'s matter."""
        return _verdict(troubles(), "ok")

    async def readyz(_: web.Request) -> web.Response:
        """Answer 200 only if people are heard and a change reaches the disk; within two seconds."""
        writes = [] if await _in_time(database.prove_writes()) else ["no writes"]
        return _verdict(writes + troubles(), "ready")

    async def show_metrics(_: web.Request) -> web.Response:
        metrics.QUEUE.set(database.queue)
        metrics.HEARS.set(not troubles())
        is_kept, _is_counted = await asyncio.gather(
            _in_time(database.prove_writes()), _in_time(database.write(_count))
        )
        metrics.WRITES.set(is_kept)
        text = await asyncio.to_thread(generate_latest, metrics.REGISTRY)  # which looks at files, too
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", show_metrics)
    return app


async def _in_time(work: Awaitable[object]) -> bool:
    """Do the work, but wait no longer than those who ask would."""
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            await work
    except (StorageError, TimeoutError):
        return False
    return True


async def _count(transaction: Transaction) -> None:
    found = await backlog(transaction)
    metrics.WAITING.set(found.outbox)
    metrics.OLDEST.set(found.outbox_seconds)
    metrics.PUT_ASIDE.set(found.damaged)
    metrics.DEAD.set(found.dead)
    last = await Backups(transaction).last()
    metrics.BACKED_UP.set(last.made_at)
    metrics.BACKUP_SIZE.set(last.size)
    metrics.BACKUP_ROOM.set(last.room)
    for name, due in found.due.items():
        metrics.DUE_NOW.of(name).set(due.count)
        metrics.OVERDUE.of(name).set(due.seconds)


def _verdict(troubles: list[str], well: str) -> web.Response:
    status = HTTPStatus.SERVICE_UNAVAILABLE if troubles else HTTPStatus.OK
    return web.Response(text="\n".join([*(troubles or [well]), ""]), status=status)
