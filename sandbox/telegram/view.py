"""What a person sees in the chat, as JSON for the page and for tests."""

from collections.abc import Mapping
from html import escape

from sandbox.telegram.chats import Chat, Json, Message
from sandbox.telegram.profile import Profile
from sandbox.telegram.spans import Entity, inside, utf16

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "blockquote": "blockquote",
    "spoiler": "tg-spoiler",
}


def seen(chat: Chat, profile: Profile, toasts: Mapping[int, list[Json]], typing_seconds: float) -> Json:
    """Return the chat as its user sees it; ``deleted`` names messages that are gone, without their text."""
    language, is_group = chat.user.language, chat.group is not None
    return {
        "user": chat.user.as_json(),
        "messages": [_message(message) for message in chat.visible()],
        "deleted": [
            {"id": message.number, "from": "bot" if message.is_bots else "user"}
            for message in chat.messages.values()
            if message.is_deleted
        ],
        "reply_keyboard": chat.reply_keyboard(),
        "toasts": toasts.get(chat.user.id, []),
        "typing": max(0.0, round(typing_seconds, 1)),
        "blocked": chat.is_blocked,
        "commands": [] if is_group else profile.seen_commands(chat.id, language),
        "description": "" if is_group else profile.text("description", language),
    }


def _message(message: Message) -> Json:
    content = message.content
    text = message.shown or str(content.get("text", content.get("caption", "")))
    entities: list[Entity] = content.get("entities") or content.get("caption_entities") or []
    return {
        "id": message.number,
        "from": "bot" if message.is_bots else "user",
        "author": message.author.name if message.author else None,
        "date": message.date,
        "text": text,
        "html": as_html(text, entities),
        "entities": entities,
        "contact": content.get("contact"),
        "photo": content["photo"][-1] if "photo" in content else None,
        "document": content.get("document"),
        "forwarded": "forward_origin" in content,
        "buttons": (message.keyboard or {}).get("inline_keyboard", []),
        "edited": message.edited is not None,
        "protected": message.is_protected,
    }


def as_html(text: str, entities: list[Entity]) -> str:
    """Write a text with its entities as Telegram's HTML; what Telegram finds by itself stays plain."""
    marked = [
        entity
        for entity in entities
        if entity["type"] in {*TAGS, "pre", "text_link", "date_time", "expandable_blockquote"}
    ]
    return _html(text, marked, 0, utf16(text))


def _html(text: str, entities: list[Entity], begin: int, end: int) -> str:
    """Write the part of *text* between two offsets; *entities* are those within it, outer ones first."""
    written, at = "", begin
    for number, entity in enumerate(entities):
        first, last = entity["offset"], entity["offset"] + entity["length"]
        if first < at or last > end:
            continue
        opening, closing = _tags(entity)
        plain = inside(text, {"offset": at, "length": first - at})
        inner = _html(text, entities[number + 1 :], first, last)
        written += f"{escape(plain, quote=False)}{opening}{inner}{closing}"
        at = last
    return written + escape(inside(text, {"offset": at, "length": end - at}), quote=False)


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if kind == "date_time":
        shown = f' format="{entity["date_time_format"]}"' if "date_time_format" in entity else ""
        return f'<tg-time unix="{entity["unix_time"]}"{shown}>', "</tg-time>"
    if kind == "pre" and "language" in entity:
        return f'<pre><code class="language-{escape(entity["language"])}">', "</code></pre>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    tag = TAGS.get(kind, kind)
    return f"<{tag}>", f"</{tag}>"
