"""A limit for what must come soon that a machine which pauses, or has others to serve, does not use up."""

import asyncio
from contextlib import asynccontextmanager

TICK = 0.05


@asynccontextmanager
async def within(seconds):
    """End what takes *seconds* of a clock that goes on only as often as our loop comes round."""
    async with asyncio.timeout(None) as limit:
        ticking = asyncio.create_task(_end(limit, round(seconds / TICK)))
        try:
            yield
        finally:
            ticking.cancel()


async def _end(limit, ticks):
    for _ in range(ticks):
        await asyncio.sleep(TICK)  # however long it took: a pause of half a minute is one tick
    limit.reschedule(0)
