"""Sending, editing, deleting and forwarding, with Telegram's own refusals."""

import pytest

from tests.sandbox.telegram.conftest import ANNA, BORIS

TAP = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
YES = {"keyboard": [[{"text": "да"}]]}
OTHER = {"inline_keyboard": [[{"text": "y", "callback_data": "y"}]]}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "Wiki"}, "unsupported parse_mode"),
        ({"chat_id": 7}, "chat not found"),
        ({"chat_id": "@nobody"}, "chat not found"),
        ({"chat_id": 0}, "chat_id is empty"),
    ],
)
async def test_a_wrong_message_is_refused(refused, given, sentence):
    """Empty, too long (in UTF-16 units), of an unknown markup, or to nobody."""
    assert (
        await refused("sendMessage", **{"chat_id": ANNA, "text": "x", **given}) == f"Bad Request: {sentence}"
    )


async def test_the_length_counts_after_the_tags_are_read(send):
    """4096 letters in bold are short enough, though the source is longer."""
    message = await send(f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_a_message_comes_back_as_telegram_tells_it(send):
    """Trimmed, numbered in its chat, protected; inline keyboards are told, others are not."""
    first = await send("  Привет  ", protect_content=True, reply_markup=TAP)
    assert (first["text"], first["has_protected_content"], first["reply_markup"]) == ("Привет", True, TAP)
    second = await send(reply_markup=YES)
    assert "reply_markup" not in second
    assert second["message_id"] == first["message_id"] + 1
    assert (await send(chat_id=BORIS))["message_id"] == 1


async def test_an_edit_must_change_something(call, refused, send):
    """The same text with the same buttons is an error; either alone is a change; no markup takes it away."""
    number = (await send(reply_markup=TAP))["message_id"]
    where = {"chat_id": ANNA, "message_id": number}
    assert "message is not modified" in await refused(
        "editMessageText", **where, text="текст", reply_markup=TAP
    )
    assert "message is not modified" in await refused("editMessageReplyMarkup", **where, reply_markup=TAP)
    edited = (await call("editMessageText", **where, text="текст", reply_markup=OTHER))["result"]
    assert edited["reply_markup"] == OTHER
    assert edited["edit_date"] >= edited["date"]
    assert "reply_markup" not in (await call("editMessageText", **where, text="текст"))["result"]


async def test_only_the_bots_own_plain_messages_can_be_edited(telegram, refused, send, call):
    """Not a person's, not one with a reply keyboard, not a forwarded one, not one that is gone."""
    theirs = telegram.say("anna", {"text": "x"}).number
    keyed = (await send(reply_markup=YES))["message_id"]
    sent = (await send())["message_id"]
    forward = {"chat_id": ANNA, "from_chat_id": ANNA, "message_id": sent}
    forwarded = (await call("forwardMessage", **forward))["result"]["message_id"]
    for number in (theirs, keyed, forwarded):
        sentence = await refused("editMessageText", chat_id=ANNA, message_id=number, text="y")
        assert sentence == "Bad Request: message can't be edited"
    await call("deleteMessage", chat_id=ANNA, message_id=sent)
    sentence = await refused("editMessageText", chat_id=ANNA, message_id=sent, text="y")
    assert sentence == "Bad Request: message to edit not found"


async def test_an_edit_takes_inline_keyboards_only(refused, send):
    """A reply keyboard can't come with an edit."""
    number = (await send())["message_id"]
    sentence = await refused("editMessageText", chat_id=ANNA, message_id=number, text="y", reply_markup=YES)
    assert sentence == "Bad Request: inline keyboard expected"


async def test_messages_of_both_sides_can_be_deleted_for_two_days(telegram, call, refused):
    """What the person wrote goes too; after 48 hours nothing does; a second time is an error."""
    old, new = (telegram.say("anna", {"text": text}).number for text in ("раз", "два"))
    where = {"chat_id": ANNA}
    assert (await call("deleteMessage", **where, message_id=new))["result"] is True
    again = await refused("deleteMessage", **where, message_id=new)
    assert again == "Bad Request: message to delete not found"
    telegram.shift = 48 * 3600 + 1
    late = await refused("deleteMessage", **where, message_id=old)
    assert late == "Bad Request: message can't be deleted for everyone"
    recent = telegram.say("anna", {"text": "три"}).number
    assert await refused("deleteMessages", **where, message_ids=[recent, old]) == late
    await call("deleteMessage", **where, message_id=recent)
    seen = telegram.seen("anna")
    assert [message["id"] for message in seen["messages"]] == [old]
    assert seen["deleted"] == [{"id": number, "from": "user"} for number in (new, recent)]


async def test_many_messages_are_deleted_at_once(telegram, call, refused, send):
    """Up to a hundred; what is not there is passed over."""
    numbers = [(await send())["message_id"] for _ in range(2)]
    assert (await call("deleteMessages", chat_id=ANNA, message_ids=[*numbers, 999]))["ok"]
    assert telegram.seen("anna")["messages"] == []
    for wrong, sentence in (
        (list(range(1, 102)), "too many message identifiers specified"),
        ([], "message identifiers are not specified"),
        (5, "expected an Array of message identifiers"),
        (["x"], "can't parse message identifier as a Number"),
        ([[1]], "message identifier must be a Number"),
    ):
        assert await refused("deleteMessages", chat_id=ANNA, message_ids=wrong) == f"Bad Request: {sentence}"


async def test_protected_messages_are_not_forwarded(call, refused, send):
    """An open one is, and says where it is from."""
    closed, opened = await send(protect_content=True), await send()
    ways = {"chat_id": BORIS, "from_chat_id": ANNA}
    sentence = await refused("forwardMessage", **ways, message_id=closed["message_id"])
    assert sentence == "Bad Request: message has protected content and can't be forwarded"
    forwarded = (await call("forwardMessage", **ways, message_id=opened["message_id"]))["result"]
    assert forwarded["forward_origin"]["sender_user"]["is_bot"]


async def test_nobody_hears_a_bot_that_is_blocked(telegram, call, send):
    """403 until the person lets it speak again."""
    telegram.set_blocked("anna", blocked=True)
    answer = await call("sendMessage", chat_id=ANNA, text="x")
    assert (answer["error_code"], answer["description"]) == (403, "Forbidden: bot was blocked by the user")
    telegram.set_blocked("anna", blocked=False)
    await send()


async def test_a_group_can_be_answered_until_it_is_left(telegram, call):
    """The bot is put into a group, is spoken to, answers, leaves; after that the group is closed to it."""
    telegram.add_to_group("anna")
    telegram.say_in_group("anna", "/start@doctor73_demo_bot")
    (added, said) = (await call("getUpdates"))["result"]
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    group = said["message"]["chat"]["id"]
    assert (await call("sendMessage", chat_id=group, text="Напишите мне лично"))["ok"]
    assert (await call("leaveChat", chat_id=group))["ok"]
    assert (await call("sendMessage", chat_id=group, text="x"))["error_code"] == 403


async def test_the_limits_hold_when_they_are_asked_for(telegram, call):
    """One message a second in a chat, thirty in all."""
    telegram.is_strict = True
    await call("sendMessage", chat_id=ANNA, text="x")
    soon = await call("sendMessage", chat_id=ANNA, text="y")
    assert (soon["error_code"], soon["parameters"]) == (429, {"retry_after": 1})
    for number in range(2000, 2029):
        telegram.chat(number)
        assert (await call("sendMessage", chat_id=number, text="x"))["ok"]
    assert (await call("sendMessage", chat_id=BORIS, text="x"))["error_code"] == 429
