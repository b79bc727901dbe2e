"""What strangers are refused: few objects and many bytes, gone from memory at once."""

import asyncio
import gc
import logging
import socket
from contextlib import contextmanager

import pytest
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from bot.incoming.webhook import SECRET_HEADER, Webhook
from bot.web.headers import be_strict
from bot.web.server import named, patiently, serve
from tests.calm import within
from tests.servers import PATIENCE

SECRET = "a-long-secret-of-the-webhook-012345"
TIMES = 5
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PARTS = b"Content-Type: multipart/form-data; boundary=x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
LONG = b"Content-Length: 10000000\r\n"


def asks(path=b"/form", headers=b"", body=b"", method=b"POST"):
    return method + b" " + path + b" HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n" + body


REFUSED = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\xfc\r\n\r\n",
    "no method": b"/ / /\r\n\r\n",
    "a bad header": asks(headers=b"Bad Header\x00: x\r\n"),
    "too many headers": asks(headers=b"Y: y\r\n" * 100),
    "a long header": asks(headers=b"Y: " + b"y" * 10_000 + b"\r\n"),
    "two lengths": asks(headers=LONG + b"Content-Length: 1\r\n"),
    "a bad chunk": asks(headers=FORM + CHUNKED, body=b"zz\r\n"),
    "a bad chunk after good ones": asks(headers=FORM + CHUNKED, body=b"1\r\na\r\n" * 9 + b"zz\r\n"),
    "drops": asks(headers=FORM + CHUNKED, body=b"1\r\na\r\n" * 5_000),
    "a large form": asks(headers=FORM + LONG, body=b"a" * 50_000),
    "no parts": asks(headers=PARTS + b"Content-Length: 9\r\n", body=b"a\r\n--xa\r\n"),
    "an odd encoding": asks(headers=FORM + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n", body=b"abc"),
    "an odd expectation": asks(headers=b"Expect: much\r\n"),
    "no such page": asks(b"/nowhere", LONG, b"a" * 50_000),
    "no such page for browsers": asks(b"/nowhere", method=b"GET"),
    "no such way": asks(b"/form", method=b"GET"),
    "no secret": asks(b"/hook", LONG, b"a" * 50_000),
    "a large update": asks(b"/hook", f"{SECRET_HEADER}: {SECRET}\r\n".encode() + LONG, b"a" * 50_000),
    "a page that fails": asks(b"/fail", method=b"GET"),
}


async def take_form(request):
    form = await patiently(request, request.post())
    return web.Response(text=str(len(form)))


async def fail(_):
    raise ValueError


@pytest.fixture
async def door(updates):
    app = web.Application(client_max_size=1_000, middlewares=[named])
    be_strict(app, is_https=False, sign_in_origin="")
    app.router.add_post("/form", take_form)
    app.router.add_post("/hook", Webhook(updates, SECRET).receive)
    app.router.add_get("/fail", fail)
    runner = await serve(app, "127.0.0.1:0")
    yield runner
    await runner.cleanup()


@contextmanager
def nothing_collected():
    """Keep whatever holds itself in a circle."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def ask(runner, request):
    """Send it and hang up once it is answered; return when the door has seen that, too."""
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(request)
    answer = await asyncio.wait_for(reader.readline(), PATIENCE)
    writer.close()
    async with within(PATIENCE):
        while runner.server.connections:
            await asyncio.sleep(0)
    return answer


def kept():
    """Count the connections that are kept, each with all that its request brought."""
    return sum(type(each) is RequestHandler for each in gc.get_objects())


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_was_refused_is_not_kept(door, kind, caplog):
    """An error that holds its own frames keeps what the request brought until a collection."""
    with nothing_collected(), caplog.at_level(logging.CRITICAL):  # pytest keeps what is logged
        before = kept()
        answers = {await ask(door, REFUSED[kind]) for _ in range(TIMES)}
        assert kept() - before < TIMES
    assert {answer.split()[1][:1] for answer in answers} <= {b"4", b"5"}


@pytest.mark.parametrize("kind", ["no HTTP", "no method", "a bad header", "a long header", "no such page"])
async def test_no_answer_names_the_library(door, kind):
    """Which one it is in which version helps nobody but those who look for its faults."""
    reader, writer = await asyncio.open_connection(*door.addresses[0])
    writer.write(REFUSED[kind])
    async with within(PATIENCE):
        head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    assert b"Server: doctor73\r\n" in head
    assert b"aiohttp" not in head


async def test_who_sends_no_http_does_not_flood_the_log(door, caplog):
    """The operator hears of it once in a while, without an address."""
    for kind in ("a bad header", "too many headers", "no method") * TIMES:
        await ask(door, REFUSED[kind])
    (record,) = [each for each in caplog.records if each.name == "bot.web.refusing"]
    assert record.getMessage() == "no HTTP was sent, times: 1"


async def test_a_connection_brings_little_at_a_time(door):
    """What came after an error waits beside it, where nobody lets go of it: so it must not be much."""
    _, writer = await asyncio.open_connection(*door.addresses[0])
    async with within(PATIENCE):
        while not door.server.connections:
            await asyncio.sleep(0)
    (connection,) = door.server.connections
    taken = connection.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    writer.close()
    assert taken <= 64 * 1024
