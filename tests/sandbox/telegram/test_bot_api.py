"""The door of the Bot API: every form of a call, every method, and faults on demand."""

import json

import aiohttp
import pytest

from sandbox.telegram.faults import Fault
from sandbox.telegram.methods import METHODS
from tests.bot_api import METHODS as MODELS
from tests.sandbox.telegram.conftest import ANNA, TOKEN

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000030000000208020000")
AS_JSON = {"Content-Type": "application/json"}
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108000200030301220002110103110100")


@pytest.mark.parametrize("name", METHODS)
def test_no_method_takes_what_telegram_does_not_know(name):
    """The parameters that are played are among those of the Bot API."""
    assert METHODS[name].parameters <= set(MODELS[name].model_fields)


@pytest.mark.parametrize("form", ["query", "json", "urlencoded", "multipart"])
async def test_parameters_come_in_any_form(base, http, form):
    """Numbers, flags and structures may be written as text."""
    markup = '{"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}'
    given = {"chat_id": str(ANNA), "text": "x", "protect_content": "true", "reply_markup": markup}
    body = {
        "query": {"params": given},
        "json": {"json": given},
        "urlencoded": {"data": given},
        "multipart": {"data": aiohttp.FormData(given, default_to_multipart=True)},
    }[form]
    async with http.request(
        "GET" if form == "query" else "POST", f"{base}/bot{TOKEN}/SendMessage", **body
    ) as answer:
        result = (await answer.json())["result"]
    assert result["has_protected_content"]
    assert result["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "x"


async def test_wrong_doors_stay_shut(base, http, call):
    """401 for another token, 404 for another method, 400 for a body that is no object."""
    assert (await call("sendCake"))["description"] == "Not Found"
    async with http.get(f"{base}/bot2:other/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    for body in ("{", "[]"):
        headers = {"Content-Type": "application/json"}
        async with http.post(f"{base}/bot{TOKEN}/getMe", data=body, headers=headers) as answer:
            assert answer.status == 400


async def test_unknown_parameters_are_remembered(telegram, send):
    """The call goes through, as with Telegram; the test can see that something was off."""
    await send(colour="red")
    assert telegram.violations == ["sendMessage: colour is not a parameter here"]
    telegram.log.clear()


async def test_the_bot_tells_about_itself(telegram, call):
    """Texts by language, commands by scope and language; the narrowest is what a person sees."""
    await call("setMyName", name="Доктор")
    await call("setMyDescription", description="Описание")
    await call("setMyDescription", description="About", language_code="en")
    await call("setMyShortDescription", short_description="Коротко")
    assert (await call("getMe"))["result"]["first_name"] == "Доктор"
    assert (await call("getMyName"))["result"] == {"name": "Доктор"}
    assert (await call("getMyDescription", language_code="de"))["result"] == {"description": "Описание"}
    assert (await call("getMyShortDescription"))["result"] == {"short_description": "Коротко"}
    assert telegram.seen(1003)["description"] == "About"
    helping, scope = [{"command": "help", "description": "Помощь"}], {"type": "all_private_chats"}
    await call("setMyCommands", commands=[{"command": "start", "description": "Начать"}])
    await call("setMyCommands", commands=helping, scope=scope, language_code="ru")
    assert telegram.seen("anna")["commands"] == helping
    assert telegram.seen(1003)["commands"][0]["command"] == "start"
    await call("deleteMyCommands", scope=scope, language_code="ru")
    assert (await call("getMyCommands", scope=scope, language_code="ru"))["result"] == []
    assert telegram.seen("anna")["commands"][0]["command"] == "start"
    await call("setChatMenuButton", menu_button={"type": "default"})
    assert (await call("getChatMenuButton"))["result"] == {"type": "default"}
    assert (await call("getChat", chat_id=ANNA))["result"]["type"] == "private"


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("setMyDescription", {"description": "x" * 513}),
        ("setMyShortDescription", {"short_description": "x" * 121}),
        ("setMyCommands", {"commands": [{"command": "Помощь", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}),
        ("setMyCommands", {"commands": [], "scope": {"type": "everywhere"}}),
        ("setChatMenuButton", {"menu_button": {"type": "other"}}),
        ("sendChatAction", {"chat_id": ANNA, "action": "dancing"}),
        ("leaveChat", {"chat_id": ANNA}),
        ("getFile", {"file_id": "x"}),
        ("sendPhoto", {"chat_id": ANNA}),
    ],
)
async def test_what_telegram_refuses_is_refused(refused, method, given):
    """No blanket ok."""
    assert (await refused(method, **given)).startswith("Bad Request: ")


STRANGE = [
    None,
    5,
    -1,
    True,
    "x",
    "",
    "http://[",
    [],
    ["x"],
    [[1]],
    {},
    {"type": []},
    1e400,
    "\ud800",
    10**400,
]
STRANGE += [[{"type": "bold", "offset": "x", "length": 1}], [{"type": [], "offset": 0, "length": 1}]]
STRANGE += [{"inline_keyboard": [[{"text": "x", "callback_data": "\ud800"}]]}, {"keyboard": [["\ud800"]]}]
PLAIN = {"chat_id": ANNA, "from_chat_id": ANNA, "message_id": 1, "text": "x", "url": "", "timeout": 0}


@pytest.mark.parametrize("name", METHODS)
async def test_no_value_breaks_a_method(telegram, base, http, send, name):
    """Whatever a parameter holds, the answer is a result or a 400, and the page can still be drawn."""
    await send()
    known = METHODS[name].parameters
    for parameter in known - {"timeout"}:
        for value in STRANGE:
            given = {key: kept for key, kept in PLAIN.items() if key in known} | {parameter: value}
            async with http.post(
                f"{base}/bot{TOKEN}/{name}", data=json.dumps(given), headers=AS_JSON
            ) as answer:
                assert answer.status in {200, 400, 403}, (given, await answer.text())
            json.dumps(telegram.seen("anna"), ensure_ascii=False).encode()
    telegram.log.clear()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"\xff"),
        ("application/json", b"[" * 100_000),
        ("application/x-www-form-urlencoded", b"text=\xff"),
        ("application/x-www-form-urlencoded; charset=none", b"text=x"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"y"),
    ],
)
async def test_a_broken_body_is_refused(base, http, kind, body):
    """Not UTF-8, without end, without a boundary: 400 with a sentence."""
    headers = {"Content-Type": kind}
    async with http.post(f"{base}/bot{TOKEN}/sendMessage", data=body, headers=headers) as answer:
        assert (answer.status, (await answer.json())["ok"]) == (400, False)


async def test_a_tap_is_answered_in_time(telegram, call, refused, send):
    """A toast or an alert within 150 seconds, of at most 200 letters."""
    query = telegram.tap("anna", (await send())["message_id"], "x")
    await call("answerCallbackQuery", callback_query_id=query, text="Готово", show_alert=True)
    assert telegram.seen("anna")["toasts"] == [{"id": query, "text": "Готово", "alert": True}]
    long = await refused("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"
    telegram.shift = 151
    late = await refused("answerCallbackQuery", callback_query_id=query)
    assert late == "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.mark.parametrize(("content", "size"), [(PNG, (3, 2)), (JPEG, (3, 2))])
async def test_files_go_up_and_down(base, http, call, content, size):
    """What was uploaded comes back by getFile; the same id sends it again."""
    form = aiohttp.FormData({"chat_id": str(ANNA), "caption": "<b>Полис</b>", "parse_mode": "HTML"})
    form.add_field("photo", content, filename="polis.png", content_type="image/png")
    async with http.post(f"{base}/bot{TOKEN}/sendPhoto", data=form) as answer:
        message = (await answer.json())["result"]
    photo = message["photo"][-1]
    assert (photo["width"], photo["height"]) == size
    assert message["caption_entities"][0]["type"] == "bold"
    path = (await call("getFile", file_id=photo["file_id"]))["result"]["file_path"]
    async with http.get(f"{base}/file/bot{TOKEN}/{path}") as file:
        assert await file.read() == content
    again = await call("sendDocument", chat_id=ANNA, document=photo["file_id"])
    assert again["result"]["document"]["file_name"] == "polis.png"
    for wrong in (f"bot2:x/{path}", f"bot{TOKEN}/photos/none"):
        async with http.get(f"{base}/file/{wrong}") as file:
            assert file.status in {401, 404}


async def test_what_is_no_picture_is_no_photo(base, http):
    """A file of another kind can be a document only."""
    form = aiohttp.FormData({"chat_id": str(ANNA)})
    form.add_field("photo", b"%PDF", filename="x.pdf")
    async with http.post(f"{base}/bot{TOKEN}/sendPhoto", data=form) as answer:
        assert (await answer.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_errors_come_on_demand(telegram, call, send):
    """For as many calls of a method as were ordered; other methods go on."""
    telegram.faults += [Fault("sendMessage", 429, retry_after=3), Fault("*", 500, count=1)]
    assert (await call("sendMessage", chat_id=ANNA, text="x"))["parameters"] == {"retry_after": 3}
    assert (await call("getMe"))["error_code"] == 500
    await send()


@pytest.mark.parametrize(("drop", "count"), [("before", 0), ("after", 1)])
async def test_an_answer_can_be_lost(telegram, call, drop, count):
    """The connection breaks before the call is carried out, or after."""
    telegram.faults.append(Fault("sendMessage", drop=drop))
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=ANNA, text="x")
    assert len(telegram.seen("anna")["messages"]) == count
