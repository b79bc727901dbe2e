"""The control API: what tests and the page do as a person."""

import aiohttp
import pytest

from tests.bot_api import check_update
from tests.sandbox.telegram.conftest import ANNA
from tests.sandbox.telegram.test_bot_api import PNG


@pytest.fixture
def seen(base, http):
    async def seeing(user="anna"):
        async with http.get(f"{base}/_sandbox/chat", params={"user": user}) as response:
            return await response.json()

    return seeing


async def test_a_conversation_is_held_by_http_alone(do, call, seen, send):
    """Start, say, edit, tap by the words on the button; the chat tells it all."""
    await do("start", user="anna", payload="abc")
    number = await do("say", user="anna", text="привет")
    await do("edit", user="anna", message_id=number, text="здравствуйте")
    markup = {"inline_keyboard": [[{"text": "Дальше →", "callback_data": "next"}]]}
    await send("<b>Шаг</b> 1", parse_mode="HTML", reply_markup=markup, protect_content=True)
    await do("tap", user="anna", button="Дальше")
    await do("contact", user="anna")
    start, said, asked, contact = (await seen())["messages"]
    assert (start["text"], start["from"]) == ("/start", "user")
    assert (said["text"], said["edited"]) == ("здравствуйте", True)
    assert (asked["html"], asked["protected"], asked["buttons"]) == (
        "<b>Шаг</b> 1",
        True,
        markup["inline_keyboard"],
    )
    assert contact["contact"]["phone_number"] == "79020000001"
    updates = (await call("getUpdates"))["result"]
    assert updates[3]["callback_query"]["data"] == "next"


async def test_a_button_may_be_of_one_message(do, call, send):
    """The same words stand on an older message too: its number tells which is meant."""
    markups = [{"inline_keyboard": [[{"text": "Да", "callback_data": data}]]} for data in ("old", "new")]
    first, _ = [(await send(reply_markup=markup))["message_id"] for markup in markups]
    await do("tap", user="anna", button="Да", message_id=first)
    await do("tap", user="anna", button="Да")
    updates = (await call("getUpdates"))["result"]
    assert [update["callback_query"]["data"] for update in updates] == ["old", "new"]


async def test_files_are_sent_by_a_form(base, http, call, seen):
    """As a photo or as a document; the page may fetch them, and nothing else runs."""
    for kind in ("photo", "document"):
        form = aiohttp.FormData({"user": "anna"})
        form.add_field("file", PNG, filename="p.png", content_type="image/png")
        async with http.post(f"{base}/_sandbox/{kind}", data=form) as response:
            assert response.status == 200
    photo, document = (await seen())["messages"]
    assert (photo["photo"]["width"], document["document"]["file_name"]) == (3, "p.png")
    async with http.get(f"{base}/_sandbox/file/{photo['photo']['file_id']}") as response:
        assert await response.read() == PNG
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "photo" in (await call("getUpdates"))["result"][0]["message"]


async def test_time_faults_and_blocks_are_at_hand(telegram, do, call):
    """The clock moves on, errors come as ordered, the person blocks and forgives."""
    await do("clock", advance=200)
    assert telegram.shift == 200
    await do("fault", method="getMe", error_code=500)
    assert (await call("getMe"))["error_code"] == 500
    await do("block", user="anna")
    assert (await call("sendMessage", chat_id=ANNA, text="x"))["error_code"] == 403
    await do("block", user="anna", blocked=False)
    assert (await call("sendMessage", chat_id=ANNA, text="x"))["ok"]
    await do("group", user="anna")
    await do("say", user="anna", text="x", type="supergroup")
    assert telegram.delivery.pending == 4


async def test_the_log_is_told_and_forgotten(base, http, do, send):
    """Every call with its answer; a reset begins anew."""
    await send()
    async with http.get(f"{base}/_sandbox/log") as response:
        (exchange,) = (await response.json())["exchanges"]
    assert (exchange["method"], exchange["answer"]["ok"]) == ("sendMessage", True)
    await do("reset")
    async with http.get(f"{base}/_sandbox/log") as response:
        assert (await response.json())["exchanges"] == []
    assert (await send())["message_id"] == 1


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("say", {"user": "nobody", "text": "x"}),
        ("say", {"user": "anna"}),
        ("tap", {"user": "anna", "button": "нет такой"}),
        ("tap", {"user": "anna", "message_id": 9, "data": "x"}),
        ("fault", {"colour": "red"}),
        ("clock", {"advance": "завтра"}),
    ],
)
async def test_what_makes_no_sense_is_refused(base, http, name, given):
    """A test that is mistaken hears of it."""
    async with http.post(f"{base}/_sandbox/{name}", json=given) as response:
        assert response.status == 400


async def test_other_sites_can_do_nothing(base, http):
    """A page of another site can't speak for a person."""
    for more in ({"headers": {"Sec-Fetch-Site": "cross-site"}}, {"headers": {"Content-Type": "text/plain"}}):
        async with http.post(
            f"{base}/_sandbox/say", data='{"user": "anna", "text": "x"}', **more
        ) as response:
            assert response.status in {403, 415}


async def test_the_page_runs_nothing_but_its_own(base, http):
    """A strict policy on the page; nothing outside its folder is served."""
    async with http.get(f"{base}/") as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    for path in (
        "/page/nothing.js",
        "/page/%2e%2e%2fserver.py",
        "/_sandbox/file/none",
        "/_sandbox/chat?user=x",
    ):
        async with http.get(aiohttp.client.URL(base + path, encoded=True)) as response:
            assert response.status == 404


async def test_people_talk_in_the_group_and_reply_to_the_bot(base, http, do, call):
    """Each in the own name; a reply brings the message along that it answers, and no older one."""
    await do("group", user="anna")
    await do("say", user="anna", text="Здравствуйте", type="supergroup")
    updates = (await call("getUpdates"))["result"]
    group = updates[-1]["message"]["chat"]["id"]
    asked = (await call("sendMessage", chat_id=group, text="Вопрос #A7K2Q"))["result"]["message_id"]
    await do("say", user="boris", text="Отвечаю", type="supergroup", reply_to=asked)
    said = (await call("getUpdates", offset=updates[-1]["update_id"] + 1))["result"][0]
    check_update(said)
    assert said["message"]["from"]["first_name"] == "Борис"
    replied = said["message"]["reply_to_message"]
    assert (replied["text"], replied["from"]["is_bot"]) == ("Вопрос #A7K2Q", True)
    answer = said["message"]["message_id"]
    await do("say", user="anna", text="Спасибо", type="supergroup", reply_to=answer)
    thanked = (await call("getUpdates", offset=said["update_id"] + 1))["result"][0]["message"]
    assert "reply_to_message" not in thanked["reply_to_message"]
    async with http.get(f"{base}/_sandbox/group") as response:
        assert [message["text"] for message in await response.json()][-2:] == ["Отвечаю", "Спасибо"]


async def test_of_a_ticket_the_chat_shows_nothing(base, http, do, call):
    """Telegram sends «/start <payload>» to the bot, and shows «/start»; what is typed is shown whole."""
    await do("start", user="anna", payload="one-time-ticket")
    (update,) = (await call("getUpdates", offset=-1))["result"]
    assert update["message"]["text"] == "/start one-time-ticket"
    await do("say", user="anna", text="/start typed")
    async with http.get(f"{base}/_sandbox/chat?user=anna") as response:
        shown = [message["text"] for message in (await response.json())["messages"]]
    assert shown[-2:] == ["/start", "/start typed"]
