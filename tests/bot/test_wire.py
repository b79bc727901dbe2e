"""The wire to Telegram: an answer in any dress, none at all, and lines that may not be used again."""

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.bot_api.wire import Answer, Limits, Wire, WireBroken
from tests.registry.fhir.test_tls import certificate

LIMITS = Limits(connect=5, silence=30, whole=60)
LONGEST = 1000
OK = b"HTTP/1.1 200 OK\r\n"
PLAIN = OK + b"Content-Length: 4\r\n\r\nbody"
CHEAP = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Server:
    """Answers each request with the next of its *answers*; lists of parts are sent part by part."""

    def __init__(self):
        self.answers = []
        self.asked = []
        self.lines = 0
        self.tasks = []

    async def serve(self, reader, writer):
        self.lines += 1
        self.tasks.append(asyncio.current_task())
        with suppress(OSError, asyncio.IncompleteReadError):
            while await self.answer(reader, writer):
                pass
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        self.asked.append((head, await reader.readexactly(length)))
        parts = self.answers.pop(0)
        for part in [parts] if isinstance(parts, bytes) else parts:
            if part is None:
                return False
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)
        return True

    @asynccontextmanager
    async def at_work(self, tls=None):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=tls)
        scheme = "https" if tls else "http"
        wire = Wire(f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot1:x/", LONGEST)
        try:
            yield wire
        finally:
            wire.close()
            server.close()
            await asyncio.gather(*self.tasks)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
async def wire(server):
    async with server.at_work() as wire:
        yield wire


async def ask(wire, limits=LIMITS, **more):
    return await wire.post("sendMessage", b"{}", limits, **more)


@pytest.mark.parametrize(
    "answer",
    [
        PLAIN,
        [bytes([byte]) for byte in PLAIN],
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n",
        [b"HTTP/1.1 200 OK\r\n\r\nbo", b"dy", None],
        [b"HTTP/1.0 200 OK\r\n\r\nbody", None],
        [b"HTTP/1.1 100 Continue\r\n\r\n", PLAIN],
        OK + b"Content-Length: 4\r\nConnection: close\r\n\r\nbody",
    ],
    ids=["length", "bytes", "chunks", "until the end", "HTTP/1.0", "continue", "close"],
)
async def test_an_answer_is_read_in_any_dress(server, wire, answer):
    """And so is the next one, over the same line where there may be a next one."""
    server.answers = [answer, PLAIN]
    assert await ask(wire) == Answer(200, b"body")
    assert await ask(wire) == Answer(200, b"body")
    assert server.asked[0][0].startswith(b"POST /bot1:x/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:")


@pytest.mark.parametrize(
    "answer",
    [
        [None],
        b"SSH-2.0-OpenSSH\r\n",
        [OK + b"Content-Length: 9\r\n\r\nbody", None],
        [OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nbody", None],
        [OK, None],
        OK + b"Content-Length: 2000\r\n\r\n" + b"x" * 2000,
        [OK + b"\r\n", *[b"x" * 100] * 20],
        [OK, *[b"X: " + b"x" * 100 + b"\r\n"] * 20, PLAIN.removeprefix(OK)],
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n...",
    ],
    ids=[
        "closed",
        "no HTTP",
        "short",
        "short chunk",
        "no head",
        "long",
        "endless",
        "endless head",
        "upgrade",
    ],
)
async def test_what_is_no_answer_breaks_the_line_and_no_other(server, wire, answer):
    """The next call makes a line of its own."""
    server.answers = [answer, PLAIN]
    with pytest.raises(WireBroken):
        await ask(wire)
    assert await ask(wire) == Answer(200, b"body")
    assert server.lines == 2


async def test_a_line_is_kept_unless_another_is_wanted(server, wire):
    """Two calls at once take two; one that the server has closed meanwhile is left."""
    server.answers = [PLAIN] * 5
    for _ in range(3):
        await ask(wire)
    assert server.lines == 1
    await ask(wire, afresh=True)
    assert server.lines == 2
    server.answers = [[PLAIN, None], PLAIN]
    await ask(wire)
    await asyncio.sleep(0.05)
    await ask(wire)


async def test_what_nobody_asked_for_is_nobodys_answer(server, wire):
    """A second answer to one question must not be taken for that to the next."""
    server.answers = [[PLAIN, OK + b"Content-Length: 5\r\n\r\nwrong"], PLAIN + PLAIN[:30], PLAIN]
    assert await ask(wire) == Answer(200, b"body")
    await asyncio.sleep(0.05)
    assert await ask(wire) == Answer(200, b"body")
    await asyncio.sleep(0.05)
    assert await ask(wire) == Answer(200, b"body")
    assert server.lines == 3


async def test_a_silent_server_is_left_and_so_is_one_that_drips(server, wire):
    """No part for too long, or the whole of it."""
    server.answers = [b"", [b"H", *[b""] * 9]]
    with pytest.raises(TimeoutError):
        await ask(wire, Limits(5, 0.05, 60))
    dripping = asyncio.create_task(ask(wire, Limits(5, 60, -1)))
    with pytest.raises(TimeoutError):
        await dripping


async def test_who_gives_up_leaves_his_answer_to_nobody(server, wire):
    """The line goes with him."""
    server.answers = [b"", PLAIN]
    waiting = asyncio.create_task(ask(wire))
    while not server.asked:
        await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await ask(wire) == Answer(200, b"body")
    assert server.lines == 2


async def test_nobody_there_is_an_error_of_the_system():
    """As it is when a line breaks."""
    with pytest.raises(OSError):
        await ask(Wire("http://127.0.0.1:9/", LONGEST))


async def test_a_certificate_must_be_trusted(server, tmp_path, monkeypatch):
    """One that is, by the system's own setting, and one that is not."""
    trusted = certificate(tmp_path, "127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    server.answers = [PLAIN]
    async with server.at_work(context) as wire:
        assert await ask(wire) == Answer(200, b"body")
    monkeypatch.delenv("SSL_CERT_FILE")
    async with server.at_work(context) as wire:
        with pytest.raises(OSError):
            await ask(wire)


@CHEAP
@given(junk=st.binary(max_size=60), cut=st.integers(0, len(PLAIN)))
async def test_any_bytes_are_an_answer_or_a_broken_line(server, wire, junk, cut):
    """Also behind the beginning of a good answer."""
    server.answers = [[PLAIN[:cut] + junk, None]]
    with suppress(WireBroken):
        assert isinstance(await ask(wire, afresh=True), Answer)
