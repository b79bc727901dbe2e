"""The registry's client against servers that mean harm: bounded in time and memory, and led nowhere."""

import asyncio
import tracemalloc
import zlib
from functools import cache

import pytest
from aiohttp import web

from patient.attachment import NothingYet, Unreachable
from registry.fhir.client import FhirRegistry
from tests.registry.demo_people import SYSTEMS, person
from tests.servers import listening, serving

CALL_SECONDS = 0.5
MARGIN = 10.0  # for a busy machine; who never ends is found out all the same


async def look(base, seconds=CALL_SECONDS):
    client = FhirRegistry(f"{base}/fhir", "t", SYSTEMS, call_seconds=seconds)
    try:
        async with asyncio.timeout(3 * seconds + MARGIN):
            return await client.look(person("p1"))
    finally:
        await client.aclose()


def everywhere(handler):
    app = web.Application()
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
async def test_a_hostile_server_costs_no_more_than_the_time_out(handler):
    """Whatever comes back, the answer is «unreachable», in time."""
    async with serving(everywhere(handler)) as base:
        assert await look(base) == Unreachable()


async def test_a_call_that_drips_is_given_up_by_itself(caplog):
    """A byte now and then would keep any read time-out waiting: the whole call has its time."""
    async with serving(everywhere(drip)) as base:
        await look(base)
    assert "registry: no answer in time" in caplog.messages


async def test_an_answer_is_read_up_to_256_kilobytes(caplog):
    """A long answer is read; one byte too long, and it is trouble that the log explains."""
    size = 256 * 1024

    async def long(_):
        return web.Response(text='{"resourceType": "Bundle"}'.ljust(size))

    async with serving(everywhere(long)) as base:
        assert await look(base) == NothingYet()
        size += 1
        assert await look(base) == Unreachable()
    assert caplog.messages == ["registry: RegistryReplyMalformed: an answer that is too large"]


@pytest.mark.parametrize("value", ["0", "soon", "-1", "1e9", "9" * 20, "9" * 5000, "٣", ""])
async def test_an_odd_retry_after_does_no_harm(value):
    """Seconds within reason are passed on; all else leaves the pace to us."""

    async def busy(_):
        return web.Response(status=429, headers={"Retry-After": value})

    async with serving(everywhere(busy)) as base:
        answer = await look(base)
    assert isinstance(answer, Unreachable)
    assert not answer.retry_after


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status):
    """The token and the person's numbers would go along."""
    with listening() as (port, came):

        async def elsewhere(_):
            return web.Response(status=status, headers={"Location": f"http://127.0.0.1:{port}/fhir/"})

        async with serving(everywhere(elsewhere)) as base:
            assert await look(base) == Unreachable()
    assert came == []


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:{trap}/fhir/Patient?page=2",
        "//127.0.0.1:{trap}/fhir/Patient?page=2",
        "http://127.0.0.1:{port}@127.0.0.1:{trap}/fhir/",
        "http://who@127.0.0.1:{port}/fhir/Patient?page=2",
        "https://127.0.0.1:{port}/fhir/Patient?page=2",
        "http://localhost:{port}/fhir/Patient?page=2",
        "http://127.0.0.1:{port}/fhirther/Patient",
        "http://127.0.0.1:{port}/fhir/../admin",
        "http://127.0.0.1:{port}/fhir/%2e%2e/admin",
        "http://127.0.0.1:{port}/fhir/Patient?identifier=1&page=2",
        "/admin",
        "../admin",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/",
        "http://[",
        "http:////[",
        "\ud800",
        "http://127.0.0.1:99999/fhir/",
        "http://xn--\u0600/fhir/",
        "x" * 70_000,
        "",
    ],
    ids=ascii,
)
async def test_a_link_out_of_the_base_is_not_followed(link):
    """Neither to another host, nor to another door of the same one, nor with a number in the URL."""
    calls = []
    with listening() as (port, came):

        async def search(request):
            calls.append(request.path_qs)
            return web.json_response(bundle(link.format(port=request.url.port, trap=port)))

        async with serving(everywhere(search)) as base:
            assert await look(base, 10) == Unreachable()
    assert came == []
    assert calls[0] == "/fhir/Patient/_search"
    assert set(calls[1:]) <= {"/fhir/"}


@cache
def packed_zeros(size):
    """Return *size* bytes in gzip, without ever holding them."""
    packer = zlib.compressobj(wbits=31)
    piece = bytes(1_000_000)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


@pytest.mark.parametrize("encoding", ["gzip", "deflate, gzip", "zstd"])
async def test_a_bomb_is_not_unpacked(encoding):
    """100 MB in 100 KB: we ask for plain answers and take no other."""
    bomb = packed_zeros(100_000_000)

    async def serve(_):
        return web.Response(body=bomb, headers={"Content-Encoding": encoding})

    async with serving(everywhere(serve)) as base:
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
async def test_what_is_no_http_is_no_answer(words):
    """Half-open connections and broken protocols end with the time-out at the latest."""
    with listening(words) as (port, _):
        assert await look(f"http://127.0.0.1:{port}") == Unreachable()


async def test_a_server_that_is_not_there_is_no_answer():
    """Nobody listens."""
    with listening() as (port, _):
        pass
    assert await look(f"http://127.0.0.1:{port}") == Unreachable()
