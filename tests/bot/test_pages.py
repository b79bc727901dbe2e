"""The public doors as a whole: strict headers on whatever is answered, and 400 for a body that is none."""

from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web

from bot.process.doors import open_public_door
from bot.web.headers import be_strict
from bot.web.server import patiently
from handlers.ground.config import ChatAddress
from tests.servers import free_port, serving

NAME = "Канарейкина"
BOUNDARY = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="answer"\r\n'


@pytest.fixture
async def base():
    async def read(request):
        return web.Response(text=str((await patiently(request, request.post())).get("answer")))

    async def fail(_):
        raise ValueError(NAME)

    app = web.Application(client_max_size=10_000)
    be_strict(app, is_https=True, sign_in_origin="https://esia.example")
    app.router.add_post("/form", read)
    app.router.add_get("/fail", fail)
    async with serving(app) as base:
        yield base


def are_strict(headers):
    return (
        "default-src 'none'" in headers["Content-Security-Policy"]
        and headers["Cache-Control"] == "no-store"
        and headers["Strict-Transport-Security"] == "max-age=31536000"
        and headers["Server"] == "doctor73"
    )


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (BOUNDARY, b"no part at all"),
        (BOUNDARY, PART + b"Bad Header\x00: 1\r\n\r\nyes\r\n--x--"),
        (BOUNDARY, PART + b"Content-Transfer-Encoding: odd\r\n\r\nyes\r\n--x--"),
        (BOUNDARY, PART + b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--x--"),
        (BOUNDARY, PART + b"\r\nyes"),
        ("multipart/form-data", b"--x"),
        ("application/x-www-form-urlencoded; charset=klingon", b"answer=yes"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"a"),
        ("application/x-www-form-urlencoded; charset=utf-8", b"\xff\xfe"),
    ],
)
async def test_a_body_that_is_none_is_the_senders_fault(base, kind, body):
    """It is refused politely, and never an error of ours."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{base}/form", data=body, headers={"Content-Type": kind}) as response,
    ):
        assert response.status in {200, 400}
        assert are_strict(response.headers)


async def test_a_garbled_compression_is_the_senders_fault(base):
    """Whatever the header promises."""
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{base}/form", data=b"no gzip", headers=headers) as response,
    ):
        assert response.status == 400


async def test_what_is_not_there_fails_or_is_too_large_has_the_same_headers(base, caplog):
    """An error page of the library's would have none, and name its version."""
    async with aiohttp.ClientSession() as session:
        for path, status in (("/", 404), ("/fail", 500), ("/form", 405)):
            async with session.get(base + path) as response:
                assert response.status == status
                assert are_strict(response.headers)
        async with session.get(base + "/form", headers={"Expect": "much"}) as response:
            assert response.status in {405, 417}
            assert are_strict(response.headers)
        async with session.post(f"{base}/form", data={"answer": "x" * 20_000}) as response:
            assert response.status == 413
            assert are_strict(response.headers)
    assert "a page failed" in caplog.text


@pytest.mark.parametrize("public_url", ["https://bot.example", "HTTPS://Bot.Example:443/"])
async def test_the_public_doors_bind_browsers_to_https(settings, database, public_url):
    """However the operator has written the address."""
    listen = f"127.0.0.1:{free_port()}"
    given = settings.model_copy(update={"public_url": public_url, "listen": listen})
    async with AsyncExitStack() as stack, aiohttp.ClientSession() as session:
        await open_public_door(given, database, ChatAddress(), None, stack)
        async with session.get(f"http://{listen}/nothing") as answer:
            assert are_strict(answer.headers)
