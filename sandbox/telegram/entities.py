"""Telegram's HTML: a text with tags into plain text and entities (offsets in UTF-16 units).

Source: core.telegram.org/bots/api#html-style. Unknown, unclosed and misnested tags are refused.
"""

from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from sandbox.telegram.errors import bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "a": "text_link",
}
NAMED = ("lt", "gt", "amp", "quot")


@dataclass
class _Reader(HTMLParser):
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    open: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KINDS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}"')
        entity = {"type": KINDS[tag], "offset": utf16(self.text), "tag": tag}
        if tag == "a":
            entity["url"] = dict(attrs).get("href") or ""
        self.open.append(entity)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1]["tag"] != tag:
            raise bad_request(f'can\'t parse entities: Unmatched end tag "{tag}"')
        entity = self.open.pop()
        entity.pop("tag")
        entity["length"] = utf16(self.text) - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise bad_request("can't parse entities: Unclosed start tag")
        self.text += data

    def handle_entityref(self, name: str) -> None:
        self.text += unescape(f"&{name};") if name in NAMED else f"&{name}"

    def handle_charref(self, name: str) -> None:
        self.text += unescape(f"&#{name};")


def utf16(text: str) -> int:
    """Return the length of *text* as Telegram counts it."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the plain text and its MessageEntity objects, sorted by offset.

    Raises:
        ApiError: Telegram's 400 for a text whose tags do not fit.
    """
    reader = _Reader()
    reader.feed(source)
    reader.close()
    if reader.open:
        tag = reader.open[-1]["tag"]
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to \"{tag}\"")
    return reader.text, sorted(reader.entities, key=lambda entity: entity["offset"])
