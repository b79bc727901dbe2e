"""A process in which all that can write into the log does so over a person's name, and which ends by it."""

import asyncio
import gc
import logging
import sys
import threading
import warnings
from datetime import timedelta

from aiohttp import web

from bot.jobs.clock import Clock
from bot.monitoring import log
from bot.web.server import serve

NAME = "Канарейкина"


class Unraisable:
    def __del__(self) -> None:
        raise ValueError(NAME)


def fail() -> None:
    try:
        {}[NAME]
    except KeyError as error:
        raise ValueError(NAME) from error


async def fail_in_task() -> None:
    fail()


def tell_by_libraries() -> None:
    for name in ("aiohttp.server", "apscheduler.executors.default", "aiosqlite", "bot.x", "httpx", "someone"):
        try:
            fail()
        except ValueError as error:
            logging.getLogger(name).exception("it failed")
            logging.getLogger("asyncio").error("it failed by %s", error)  # noqa: TRY400
        if not name.startswith("bot"):
            logging.getLogger(f"{name}.more").info("about %s", NAME)
    logging.getLogger("authlib.oauth2").debug("a token of %s", NAME)


async def send_bad_header() -> None:
    runner = await serve(web.Application(), "127.0.0.1:0")
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(f"GET / HTTP/1.1\r\nBad Header\x00: {NAME}\r\n\r\n".encode())
    await reader.read()
    writer.close()
    await runner.cleanup()


async def tick_once(clock: Clock) -> None:
    ticked = asyncio.Event()

    async def job() -> None:
        ticked.set()
        fail()

    clock.every(timedelta(hours=1), job, at_once=True)
    clock.start()
    await ticked.wait()
    await asyncio.sleep(0.05)


async def spill() -> None:
    log.watch_loop(asyncio.get_running_loop())
    task = asyncio.create_task(fail_in_task(), name=NAME)
    await asyncio.sleep(0)
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(lambda _: fail(), NAME)
    tell_by_libraries()
    warnings.warn(NAME, RuntimeWarning, stacklevel=1)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Unraisable()
    await send_bad_header()
    clock = Clock()
    await tick_once(clock)
    await clock.stop(1)


if __name__ == "__main__":
    log.set_up("DEBUG", sys.argv[1])
    asyncio.run(spill())
    fail()
