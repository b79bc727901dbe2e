"""What Telegram, or something in between, may send: any JSON at all, and what only looks like it."""

import asyncio
import json
import math
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.bot_api import BotApi
from bot.bot_api.answers import LONGEST_RETRY, failure, read
from bot.bot_api.errors import (
    AnswerTooDeep,
    BotApiError,
    CallRefused,
    TelegramUnreachable,
    TokenRefused,
    TooManyRequests,
)
from bot.incoming.polling import Polling
from bot.incoming.webhook import SECRET_HEADER, UPDATE_BYTES, Webhook
from storage.inbox import Inbox
from tests.servers import PATIENCE, serving

SECRET = "a-long-secret-of-the-webhook-012345"
DEEP = "[" * 100_000 + "]" * 100_000
CHEAP = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text(st.characters(codec=None), max_size=20)  # lone surrogates too
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**63 - 1, 2**63, -(2**63) - 1, 10**400])
    | st.floats(allow_nan=True, allow_infinity=True)
    | texts
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "ok": anything,
        "result": anything,
        "error_code": anything | st.sampled_from([400, 401, 403, 404, 409, 429, 500]),
        "description": anything,
        "parameters": anything
        | st.fixed_dictionaries({}, optional={"retry_after": anything, "migrate_to_chat_id": anything}),
    },
)
people = st.fixed_dictionaries(
    {"id": anything | st.just(1)}, optional={"is_bot": anything, "first_name": texts}
)
messages = st.fixed_dictionaries(
    {},
    optional={
        "message_id": anything | st.just(5),
        "date": anything | st.just(1),
        "from": people | anything,
        "chat": st.fixed_dictionaries({"id": anything | st.just(1), "type": st.just("private") | anything}),
        "text": anything,
        "entities": anything,
        "contact": anything,
        "photo": anything,
    },
)
updates_of_any_kind = st.dictionaries(
    st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "x"]),
    messages | anything,
    max_size=3,
)


@given(st.binary(max_size=40) | answers.map(json.dumps).map(str.encode))
def test_every_answer_is_an_object_or_an_error_of_ours(body):
    """Nothing else leaves the reader."""
    with suppress(TelegramUnreachable):
        assert isinstance(read(body, 200), dict)


@given(answers, st.sampled_from([200, 400, 401, 404, 409, 429, 502]))
def test_every_failure_has_a_kind_and_a_sane_pause(answer, status):
    """Whatever stands where a code, a sentence or a number should."""
    error = failure(answer, status)
    assert isinstance(error, BotApiError)
    assert len(str(error)) < 300
    if isinstance(error, TooManyRequests):
        assert 0 < error.retry_after <= LONGEST_RETRY


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (5, 5),
        (0.5, 0.5),
        (10**400, LONGEST_RETRY),
        *((odd, 1) for odd in (None, "5", [], {}, -1, 0, False, math.nan, -math.inf)),
    ],
)
def test_a_pause_that_is_no_number_is_a_second(told, seconds):
    """A 429 is a 429 all the same."""
    error = failure({"error_code": 429, "parameters": {"retry_after": told}}, 429)
    assert error.retry_after == seconds
    assert failure({"error_code": 429, "parameters": [told]}, 429).retry_after == 1


def test_a_code_that_makes_no_sense_gives_way_to_that_of_http():
    """A proxy answers in its own way."""
    for odd in (None, [], {}, "401", True, 7, 2**70, 401.0):
        assert isinstance(failure({"error_code": odd}, 401), TokenRefused)
        assert isinstance(failure({"error_code": odd}, 200), TelegramUnreachable)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ('can\'t parse entities: tag "анна" at 5', "can't parse entities: tag"),
        ("inline keyboard button URL 'tg://анна' is invalid: Wrong HTTP URL", "inline keyboard button URL"),
        ("'анна' and \"анна\"", ""),
        ("message can't be edited", "message can't be edited"),
    ],
)
def test_what_telegram_quotes_is_not_told_on(told, kept):
    """Its sentence may hold what a person wrote, or the link by which one signs in."""
    error = failure({"error_code": 400, "description": told}, 400)
    assert isinstance(error, CallRefused)
    assert str(error).strip() == kept


def test_an_answer_without_a_floor_names_its_first_update():
    """So that it can be asked for alone, and left."""
    with pytest.raises(AnswerTooDeep) as caught:
        read(f'{{"ok":true,"result":[{{"update_id": 17,"message":{DEEP}}}]}}'.encode(), 200)
    assert caught.value.update_id == 17
    with pytest.raises(AnswerTooDeep) as caught:
        read(DEEP.encode(), 200)
    assert caught.value.update_id is None


@CHEAP
@given(content=updates_of_any_kind, number=st.integers(1, 2**63 - 1))
async def test_no_update_is_too_odd_to_be_taken(updates, content, number):
    """It is handled, or put aside; it never raises."""
    await updates.take({**content, "update_id": number})


@CHEAP
@given(raw=anything | st.fixed_dictionaries({"update_id": anything}))
async def test_what_is_no_update_is_dropped(updates, raw):
    """Polling and the webhook go on."""
    await updates.take(raw)


ODD = (
    '{"update_id":%d,"message":{"text":"\\ud800","from":{"id":1},"chat":{"id":1,"type":"private"}}}',
    (
        '{"update_id":%d,"message":{"text":"a","from":{"id":9223372036854775808},'
        '"chat":{"id":9223372036854775808,"type":"private"},"message_id":1,"date":1}}'
    ),
    (
        '{"update_id":%d,"message":{"message_id":1,"date":1,"chat":{"id":9223372036854775808,"type":"private"},'
        '"from":{"id":9223372036854775808,"is_bot":false,"first_name":"A"},"text":"/start"}}'
    ),
    '{"update_id":%d,"message":{"message_id":1,"date":NaN,"chat":{"id":1,"type":"private"}}}',
    '{"update_id":%d,"message":{"message_id":1,"from":{"id":true},"chat":{"id":1,"type":"private"}}}',
    '{"update_id":%d,"message":' + "[" * 900 + "]" * 900 + "}",
    '{"update_id":%d,"message":' + DEEP + "}",
)


@pytest.mark.parametrize("number", range(len(ODD)))
async def test_an_odd_update_by_webhook_is_taken_once(updates, database, number):
    """It is answered with 200, so that it does not come again and again."""
    app = web.Application(client_max_size=UPDATE_BYTES)
    app.router.add_post("/", Webhook(updates, SECRET).receive)
    async with serving(app) as base, aiohttp.ClientSession() as session:
        body = (ODD[number] % 7).encode()
        async with session.post(base, data=body, headers={SECRET_HEADER: SECRET}) as response:
            assert response.status == 200
    assert await database.write(lambda tx: Inbox(tx).accept(8))


@asynccontextmanager
async def polled(updates, *bodies):
    """Poll a server that gives *bodies* one after the other, and then none; yields what it was asked."""
    asked, waiting = asyncio.Queue(), list(bodies)

    async def answer(request):
        asked.put_nowait(await request.json())
        if waiting:
            return web.Response(body=waiting.pop(0).encode(errors="surrogatepass"))
        await asyncio.sleep(0.05)
        return web.json_response({"ok": True, "result": []})

    app = web.Application()
    app.router.add_post("/bot1:x/getUpdates", answer)
    async with serving(app) as base:
        api = BotApi("1:x", base)
        polling = Polling(api, updates, 0.1)
        task = asyncio.create_task(polling.run())
        yield asked, polling, task
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await api.close()


@pytest.mark.parametrize(
    "odd",
    [
        '{"ok":true,"result":5}',
        '{"ok":true,"result":null}',
        '{"ok":true,"result":{}}',
        '{"ok":true}',
        '{"ok":false,"error_code":429,"parameters":{"retry_after":null}}',
        '{"ok":false,"error_code":429,"parameters":[1]}',
        '{"ok":false,"error_code":[],"description":{}}',
        '{"ok":true,"result":[' + DEEP + "]}",
        '{"ok":true,"result":[5,null,"x",[],{"update_id":true},{"update_id":9223372036854775808}]}',
        "[]",
        "",
        "\ud800",
    ],
)
async def test_polling_goes_on_after_an_odd_answer(updates, database, odd):
    """The next update is taken."""
    good = '{"ok":true,"result":[{"update_id":41}]}'
    async with polled(updates, odd, good) as (asked, _, task), asyncio.timeout(PATIENCE):
        offset = 0
        while offset != 42:
            offset = (await asked.get())["offset"]
        assert not task.done()
    assert not await database.write(lambda tx: Inbox(tx).accept(41))


@pytest.mark.parametrize("number", range(len(ODD)))
async def test_an_odd_update_by_polling_is_left_behind(updates, database, number):
    """The offset moves past it, and nothing else is lost: what cannot be read is asked for alone first."""
    odd = ODD[number] % 40
    both = f'{{"ok":true,"result":[{odd},{{"update_id":41}}]}}'
    alone, rest = f'{{"ok":true,"result":[{odd}]}}', '{"ok":true,"result":[{"update_id":41}]}'
    bodies = (both, alone, rest) if DEEP in odd else (both,)
    async with polled(updates, *bodies) as (asked, _, task), asyncio.timeout(PATIENCE):
        offset = 0
        while offset != 42:
            offset = (await asked.get())["offset"]
        assert not task.done()
    assert not await database.write(lambda tx: Inbox(tx).accept(41))


async def test_the_offset_never_goes_back(updates):
    """What has no number cannot be confirmed, and is no reason to take all others again."""
    bodies = ('{"ok":true,"result":[{"update_id":41}]}', '{"ok":true,"result":[{"update_id":null}]}')
    async with polled(updates, *bodies) as (asked, _, __), asyncio.timeout(PATIENCE):
        offsets = [(await asked.get())["offset"] for _ in range(3)]
    assert offsets == [0, 42, 42]
