"""The doors: what is let in, what is refused, and what a bad update does to the good ones."""

import asyncio
import json
import logging
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from bot.incoming.webhook import SECRET_HEADER, UPDATE_BYTES, Webhook
from bot.monitoring.log import SECRETS, Redaction
from bot.settings import Settings, SettingsWrong, address
from bot.web.server import serve
from storage.inbox import Inbox
from tests.servers import PATIENCE, serving

SECRET = "a-long-secret-of-the-webhook-012345"


@pytest.fixture
async def post(updates):
    app = web.Application(client_max_size=UPDATE_BYTES)
    app.router.add_post("/telegram/webhook", Webhook(updates, SECRET).receive)
    async with serving(app) as base, aiohttp.ClientSession() as session:

        async def posting(body, secret=SECRET):
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
            url = f"{base}/telegram/webhook"
            async with session.post(url, data=body, headers=headers) as response:
                return response.status

        yield posting


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "секрет"])
async def test_a_forged_webhook_is_refused(post, secret):
    """Without the very secret nothing is taken, and nothing breaks."""
    assert await post("{}", secret) == 401


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"1", b'{"update_id": "x"}'])
async def test_what_is_no_update_is_taken_and_dropped(post, body):
    """It must not come again and again."""
    assert await post(body) == 200


async def test_an_oversized_body_is_refused(post):
    """A megabyte is more than any update."""
    assert await post(BytesIO(b" " * (UPDATE_BYTES + 1))) == 413


async def test_a_poisoned_update_stops_nobody(chat, other_chat, database):
    """One that does not parse is kept for the operator; those around it are answered."""
    poison = {"update_id": 90_001, "message": {"message_id": 1, "from": {"id": chat.user}}}
    await asyncio.gather(chat.updates.take(poison), chat.updates.take(poison), other_chat.says("/start"))
    assert "Шаг 1" in await chat.says("/add")
    assert await database.write(lambda tx: Inbox(tx).count_dead()) == 1


async def test_what_nobody_could_handle_leaves_the_chat(chat):
    """A number may stand in it, and no handler will delete it."""
    body = {**chat._head(90_003), "text": "112-233-445 95", "date": "no date"}
    await chat.updates.take({"update_id": 90_003, "message": body})
    assert "убираю из чата" in await chat.reads()
    assert ("deleteMessage", {"chat_id": chat.user, "message_id": 90_003}) in chat.calls


async def test_a_repeated_update_is_handled_once(chat):
    """Telegram repeats what it believes unanswered."""
    body = {
        **chat._head(80_001),
        "text": "/add",
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
    }
    for _ in range(3):
        await chat.updates.take({"update_id": 80_001, "message": body})
    said = await chat.reads()
    assert said.count("Шаг 1") == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bot_token": "no-digits:x"}, "BOT_TOKEN"),
        ({"public_url": "http://example.org"}, "PUBLIC_URL"),
        ({"updates": "webhook"}, "WEBHOOK_SECRET"),
        ({"database_url": "mysql://x"}, "DATABASE_URL"),
        ({"search_first_seconds": "0"}, "SEARCH_FIRST_SECONDS"),
        ({"operator_name": ""}, "OPERATOR_NAME: not set; the consent"),
        ({"operator_address": " "}, "OPERATOR_ADDRESS: not set; the consent"),
    ],
)
def test_wrong_settings_stop_the_start_in_plain_words(changes, words, monkeypatch, tmp_path):
    """The name of the setting is told, the token never."""
    monkeypatch.chdir(tmp_path)
    whole = {"bot_token": "1:very-secret", "operator_name": "Пример", "operator_address": "Ульяновск"}
    for name, value in (whole | changes).items():
        monkeypatch.setenv(name.upper(), value)
    with pytest.raises(SettingsWrong) as caught:
        Settings.read()
    assert words in str(caught.value)
    assert "very-secret" not in str(caught.value)


def test_an_address_is_a_host_and_a_port():
    """IPv6 hosts stand in brackets."""
    assert address("127.0.0.1:80") == ("127.0.0.1", 80)
    assert address("[::1]:80") == ("::1", 80)


@pytest.mark.parametrize(
    "secret", ["112-233-445 95", "7356210840000129", "+79021234567", "bot1:AAE-token_x", "eyJhbGciOi.x"]
)
def test_what_looks_like_a_secret_is_blotted_out_of_the_log(secret):
    """The last net below careful log lines."""
    record = logging.LogRecord("x", 20, "x", 1, "so: %s", (secret,), None)
    assert secret not in Redaction().format(record)
    assert SECRETS.search(secret)


async def test_no_person_stands_in_the_log_of_a_failure(chat, caplog):
    """A handler that fails is told of by its place, without the person's words."""
    bad = {"update_id": 70_001, "message": {"message_id": 1, "text": "Канарейкина", "from": {"id": 1}}}
    await chat.updates.take(bad)
    assert "70001" in caplog.text
    assert "Канарейкина" not in caplog.text
    assert json.dumps(bad, ensure_ascii=False) not in caplog.text


async def test_a_connection_that_never_finishes_its_headers_is_cut():
    """A slow-loris holds no door open; an honest request beside it is served."""
    app = web.Application()

    async def answer(_):
        return web.Response(text="ok")

    app.router.add_get("/", answer)
    runner = await serve(app, "127.0.0.1:0", header_seconds=0.5)
    port = runner.addresses[0][1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    await writer.drain()
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as response:
        assert response.status == 200
    assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
    writer.close()
    await runner.cleanup()


async def test_a_body_that_drips_is_cut(updates):
    """Half a body is not waited for; the door answers 408."""
    app = web.Application()
    app.router.add_post("/telegram/webhook", Webhook(updates, SECRET).receive)
    async with serving(app) as base:
        host, _, port = base.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = (
            "POST /telegram/webhook HTTP/1.1",
            "Host: x",
            "Content-Length: 100",
            f"{SECRET_HEADER}: {SECRET}",
        )
        writer.write("\r\n".join((*head, "", "{")).encode())
        assert b"408" in await asyncio.wait_for(reader.readline(), PATIENCE)
        writer.close()


@pytest.mark.parametrize("path", ["/telegram/webhook", "/nowhere"])
async def test_a_body_that_nobody_reads_is_not_waited_for(updates, path):
    """Drop by drop, from a stranger, it would take all the time there is: the door is closed at once."""
    app = web.Application()
    app.router.add_post("/telegram/webhook", Webhook(updates, SECRET).receive)
    runner = await serve(app, "127.0.0.1:0")
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {10**9}\r\n\r\n".encode())
    assert (await asyncio.wait_for(reader.readline(), PATIENCE)).startswith(b"HTTP/1.1 40")
    closed = asyncio.create_task(reader.read())
    for _ in range(500):  # drops; by then nobody listens any more
        if not closed.done():
            writer.write(b" ")
            await asyncio.sleep(0.01)
    assert closed.done()
    writer.close()
    await runner.cleanup()


async def test_an_address_that_cannot_be_had_is_named():
    """The operator reads which address it is, instead of a traceback."""
    first = await serve(web.Application(), "127.0.0.1:0")
    taken = f"127.0.0.1:{first.addresses[0][1]}"
    for listen in (taken, "192.0.2.1:8073"):
        with pytest.raises(SettingsWrong, match=f"cannot listen on {listen}: "):
            await serve(web.Application(), listen)
    await first.cleanup()
