"""Either adapter against servers that mean harm: bounded in time and memory, and led nowhere."""

import asyncio
import json
import tracemalloc
import zlib
from functools import cache, partial

import pytest
from aiohttp import web

from patient.attachment import Unreachable
from registry.errors import RegistryReplyMalformed
from registry.reading import MOST_ENTRIES, few
from tests.calm import within
from tests.registry.demo_people import person
from tests.registry.kinds import client_of
from tests.servers import PATIENCE, listening, serving

CALL_SECONDS = 0.5
MARGIN = 10.0  # for a busy machine; who never ends is found out all the same


KINDS = ("fhir", "ecp", "ecp behind its login")


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def look(kind):
    return partial(look_at, kind.partition(" ")[0])


async def look_at(kind, base, seconds=CALL_SECONDS):
    """Look for a person with an adapter of this kind at a server of whatever kind."""
    client = client_of(kind, f"{base}/api/", call_seconds=seconds)
    try:
        async with within(3 * seconds + MARGIN):
            return await client.look(person("p1"))
    finally:
        await client.aclose()


async def begin_session(_):
    return web.json_response({"sess_id": "abc"})


def everywhere(handler, kind=""):
    """Serve *handler* at every address; behind a login, only there is the answer what it should be."""
    app = web.Application()
    if kind == KINDS[-1]:
        app.router.add_get("/api/user/login", begin_session)
    app.router.add_route("*", "/{path:.*}", handler)
    return app


def bundle(link):
    return {"resourceType": "Bundle", "entry": [], "link": [{"relation": "next", "url": link}]}


async def next_for_ever(request):
    return web.json_response(bundle(str(request.url)))


async def next_for_ever_and_slowly(request):
    await asyncio.sleep(0.9 * CALL_SECONDS)
    return await next_for_ever(request)


async def drip(request):
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(100):
        await response.write(b" ")
        await asyncio.sleep(0.1)
    return response


async def endless(request):
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * 65_536)


async def html(_):
    return web.Response(text="<html>fine</html>", content_type="text/html")


async def html_gateway(_):
    return web.Response(text="<html>502</html>", content_type="text/html", status=502)


async def cut(_):
    return web.Response(text='{"resourceType": "Bundle", "entry": [')


async def deep(_):
    return web.Response(text="[" * 100_000)


async def long_number(_):
    return web.Response(text="9" * 100_000)


async def no_unicode(_):
    return web.Response(body=b'{"resourceType": "\xff"}')


async def nothing(_):
    return web.Response()


async def created(_):
    return web.json_response(bundle("x"), status=201)


HOSTILE = [
    next_for_ever,
    next_for_ever_and_slowly,
    drip,
    endless,
    html,
    html_gateway,
    cut,
    deep,
    long_number,
    no_unicode,
    nothing,
    created,
]


@pytest.mark.parametrize("handler", HOSTILE, ids=lambda handler: handler.__name__)
async def test_a_hostile_server_costs_no_more_than_the_time_out(look, kind, handler):
    """Whatever comes back, the answer is «unreachable», in time."""
    async with serving(everywhere(handler, kind)) as base:
        assert await look(base) == Unreachable()


async def test_a_call_that_drips_is_given_up_by_itself(look, kind, caplog):
    """A byte now and then would keep any read time-out waiting: the whole call has its time."""
    async with serving(everywhere(drip, kind)) as base, asyncio.timeout(PATIENCE):
        while "registry: no answer in time" not in caplog.messages:
            await look(base)  # again only where a pause of the machine cost the whole look its time


@pytest.mark.parametrize("value", ["0", "soon", "-1", "1e9", "9" * 20, "9" * 5000, "٣", ""])
async def test_an_odd_retry_after_does_no_harm(look, kind, value):
    """Seconds within reason are passed on; all else leaves the pace to us."""

    async def busy(_):
        return web.Response(status=429, headers={"Retry-After": value})

    async with serving(everywhere(busy, kind)) as base:
        answer = await look(base)
    assert isinstance(answer, Unreachable)
    assert not answer.retry_after


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(look, kind, status):
    """The token and the person's numbers would go along."""
    with listening() as (port, came):

        async def elsewhere(_):
            return web.Response(status=status, headers={"Location": f"http://127.0.0.1:{port}/fhir/"})

        async with serving(everywhere(elsewhere, kind)) as base:
            assert await look(base) == Unreachable()
    assert came == []


@cache
def packed_zeros(size):
    """Return *size* bytes in gzip, without ever holding them."""
    packer = zlib.compressobj(wbits=31)
    piece = bytes(1_000_000)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


@pytest.mark.parametrize("encoding", ["gzip", "deflate, gzip", "zstd"])
async def test_a_bomb_is_not_unpacked(look, kind, encoding):
    """100 MB in 100 KB: we ask for plain answers and take no other."""
    bomb = packed_zeros(100_000_000)

    async def serve(_):
        return web.Response(body=bomb, headers={"Content-Encoding": encoding})

    async with serving(everywhere(serve, kind)) as base:
        tracemalloc.start()
        assert await look(base) == Unreachable()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    "words",
    [
        None,
        b"",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
    ids=["silence", "nothing", "ssh", "cut short", "bad chunk", "endless header", "only a promise"],
)
async def test_what_is_no_http_is_no_answer(look, kind, words):
    """Half-open connections and broken protocols end with the time-out at the latest."""
    with listening(words) as (port, _):
        assert await look(f"http://127.0.0.1:{port}") == Unreachable()


async def test_a_server_that_is_not_there_is_no_answer(look, kind):
    """Nobody listens."""
    with listening() as (port, _):
        pass
    assert await look(f"http://127.0.0.1:{port}") == Unreachable()


@pytest.mark.parametrize("number", [5_000, 40_000])
async def test_a_list_of_nonsense_costs_a_line_of_the_log(look, kind, caplog, number):
    """Not one for each entry: two megabytes of them kept everybody waiting for half a minute."""
    nonsense = [{}] * number

    async def serve(_):
        told = {"resourceType": "Bundle", "entry": nonsense, "error_code": 0, "data": nonsense}
        return web.Response(text=json.dumps(told, separators=(",", ":")))

    async with serving(everywhere(serve, kind)) as base:
        assert await look(base, 10.0) == Unreachable()
    assert len(caplog.records) < 10


def test_more_entries_than_any_honest_list_has_are_not_read():
    """Whatever is in them."""
    assert few([{}] * MOST_ENTRIES)
    with pytest.raises(RegistryReplyMalformed):
        few([{}] * (MOST_ENTRIES + 1))
