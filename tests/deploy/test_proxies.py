"""The samples for nginx and Caddy: people and Telegram get through, nobody else, no log holds a secret."""

import asyncio
import socket
import subprocess
from http import HTTPStatus
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from bot.incoming.webhook import UPDATE_BYTES
from sandbox.demo import SCOPES
from sandbox.esia.rules import Registration
from tests.calm import within
from tests.deploy.proxies import KINDS, proxy
from tests.journeys.browser import browser, link_of
from tests.journeys.house import house
from tests.servers import PATIENCE, free_port, serving

CHECKS = {"nginx": ("-t",), "caddy": ("validate", "--adapter", "caddyfile")}
CLOSED = ("/", "/healthz", "/readyz", "/metrics", "/telegram/", "/telegram/webhook/x", "/esia")
BETWEEN = {"nginx": "; server ", "caddy": " "}  # the replicas' addresses
ENOUGH = 20  # updates in a row that are taken
HANGING_SECONDS = 15  # far below the minute that Telegram would wait, far above the sample's four
SECRETS = {"code": "secret-code", "state": "secret-state"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "proxy").mkdir()
    return tmp_path / "proxy"


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_is_understood(kind, folder):
    """As it stands, by the program itself."""
    program, *words = KINDS[kind](folder, "127.0.0.1:8073")
    words = [word for word in words if word != "run"]
    told = subprocess.run((program, *CHECKS[kind][:1], *words), capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "[warn]" not in told.stderr
    assert '"level":"warn"' not in told.stderr


def logs(folder):
    return "".join(path.read_text() for path in folder.glob("*.log"))


async def status(session, method, path, **more):
    async with session.request(method, path, **more) as response:
        await response.read()
        return response.status


@pytest.mark.parametrize("kind", KINDS)
async def test_who_gets_through(kind, folder, tmp_path):
    """Telegram's updates and a whole sign-in; no other path, method or size; a page where the bot rests."""
    bot = f"127.0.0.1:{free_port()}"
    async with proxy(kind, folder, bot) as front, aiohttp.ClientSession(front) as session:
        async with house(tmp_path, updates="webhook", LISTEN=bot, PUBLIC_URL=front) as home:
            secrets = await signs_in(home, front)
            await nobody_else_comes_in(session)
            await status(session, "GET", "/esia/callback", params=SECRETS)
        async with session.get("/esia/callback", params=SECRETS) as response:
            assert response.status == 503
            assert "Попробуйте через несколько минут" in await response.text()
        async with session.post("/telegram/webhook", data=b"{}") as response:
            assert response.status >= 500
            assert "Retry-After" not in response.headers  # Telegram would wait for as long
    written = logs(folder)
    for secret in (*SECRETS.values(), *secrets):
        assert secret not in written
    for word in ("/telegram/webhook", "/esia/start/-", "/esia/done", "/esia/callback"):
        assert word in written


@pytest.mark.parametrize("is_dead", [False, True])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_replica_that_does_not_answer_is_left_out(kind, folder, is_dead):
    """It hangs, or nobody listens there: Telegram posts again, then the other one has all."""
    taken = web.Application()
    taken.router.add_post("/telegram/webhook", answers)
    with socket.create_server(("127.0.0.1", 0)) as hung:
        other = f"127.0.0.1:{free_port() if is_dead else hung.getsockname()[1]}"
        async with serving(taken) as living:
            both = BETWEEN[kind].join((other, living.removeprefix("http://")))
            async with proxy(kind, folder, both) as front, aiohttp.ClientSession(front) as session:
                in_a_row = 0
                async with asyncio.timeout(PATIENCE):
                    while in_a_row < ENOUGH:
                        async with within(HANGING_SECONDS):
                            told = await status(session, "POST", "/telegram/webhook", data=b"{}")
                        in_a_row = in_a_row + 1 if told == HTTPStatus.OK else 0


async def answers(request):
    await request.read()
    return web.Response()


async def signs_in(home, front):
    """Sign in through the proxy; return the secrets that went over it."""
    callback = frozenset({f"{front}/esia/callback"})
    home.esia.registration = Registration("DOCTOR73", callback, frozenset(SCOPES), "")
    anna = home.person("anna")
    async with browser() as chrome:
        link = await link_of(anna, "О себе")
        done = await chrome.signs_in(link, "p1")
    assert done.url == f"{front}/esia/done"
    await anna.answers(f"/start {done.ticket}", "Данные с Госуслуг получены")
    return link.rpartition("/")[2], done.ticket, home.environment["WEBHOOK_SECRET"]


async def nobody_else_comes_in(session):
    for path in CLOSED:
        assert await status(session, "GET", path) == 404, path
    for method, path in (("GET", "/telegram/webhook"), ("DELETE", "/esia/done"), ("PUT", "/esia/done")):
        assert await status(session, method, path) in {403, 404, 405}, (method, path)
    for path, size in (("/telegram/webhook", UPDATE_BYTES + 100_000), ("/esia/done", 20_000)):
        assert await status(session, "POST", path, data=BytesIO(b"x" * size)) in {401, 405, 413, 502, 503}
    assert await status(session, "POST", "/telegram/webhook", data=b"{}") in {401, 403, 404}
