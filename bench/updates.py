"""The updates that Telegram would send for what people say and tap."""

from typing import Any


def user_of(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Анна", "language_code": "ru"}


def chat_of(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Анна"}


def message(chat: int, text: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "message_id": 1,
        "date": 1,
        "chat": chat_of(chat),
        "from": user_of(chat),
        "text": text,
    }
    if text.startswith("/"):
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"message": body}


def tap(chat: int, label: str, shown: dict[str, Any]) -> dict[str, Any]:
    rows = shown["reply_markup"]["inline_keyboard"]
    found = [b["callback_data"] for row in rows for b in row if label in b["text"]]
    assert found, f"no button {label} below: {shown['text']}"
    below = {"message_id": shown["number"], "date": 1, "chat": chat_of(chat), "text": "x"}
    query = {"id": "1", "from": user_of(chat), "chat_instance": "1", "data": found[0], "message": below}
    return {"callback_query": query}
