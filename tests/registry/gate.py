"""A gate before a registry: a call waits at it until the test lets it go on, however slow the machine is."""

import asyncio

from aiohttp import web

from tests.servers import PATIENCE


class Held:
    """A call that waits at the gate once it has come."""

    def __init__(self):
        self._came, self._may_go = asyncio.Event(), asyncio.Event()

    async def comes(self):
        async with asyncio.timeout(PATIENCE):
            await self._came.wait()

    def goes_on(self):
        self._may_go.set()

    async def waits(self):
        self._came.set()
        await self._may_go.wait()


class Gate:
    """Stands open but for the calls that are to be held."""

    def __init__(self):
        self._next = []

    def holds(self):
        """Have the next call wait that is not awaited yet."""
        self._next.append(Held())
        return self._next[-1]

    @web.middleware
    async def between(self, request, handler):
        if self._next:
            await self._next.pop(0).waits()
        return await handler(request)
