"""Telegram's HTML: a text with tags into plain text and entities (offsets in UTF-16 units).

Source: core.telegram.org/bots/api#html-style, and the tests of its parser (tdlib/td,
``message_entities.cpp``), whose sentences and byte offsets are kept. Tags must be known, closed and nested.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from sandbox.telegram.errors import bad_request
from sandbox.telegram.spans import Entity, inside, utf16

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
    "tg-time": "date_time",
    "span": "spoiler",
    "a": "text_link",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![a-zA-Z]));?")
WHITE = " \t\n\r\f\v"
SPACES = re.compile(r"[ \t\n\r\f\v]*")
TAG_NAME = re.compile(r"[^ \t\n\r\f\v>]*")
ATTRIBUTE_NAME = re.compile(r"[^ \t\n\r\f\v=>]*")
BARE_VALUE = re.compile(r"[A-Za-z0-9.-]*")
LETTERS = re.compile(r"[^<&]+")
LINK = re.compile(r"(?:(?:https?|tg|mailto|tel):|[\w-]+(?:\.[\w-]+)+(?:[/?#]|$))", re.IGNORECASE)
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
LANGUAGE = "language-"
LAST_CHARACTER = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


@dataclass
class _Tag:
    """A tag that stands open: where it began in the source (bytes) and in the text (UTF-16 units)."""

    name: str
    offset: int
    attributes: dict[str, str]


@dataclass
class _Reader:
    source: str
    at: int = 0
    text: str = ""
    length: int = 0
    open: list[_Tag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    code_class: str = ""

    def read(self) -> None:
        """Read the source to its end."""
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._close()
            elif self.source[self.at] == "<":
                self._open()
            else:
                self._plain()
        if self.open:
            self._refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')

    def _plain(self) -> None:
        plain = self._character() if self.source[self.at] == "&" else self._take(LETTERS)
        self.text += plain
        self.length += utf16(plain)

    def _character(self) -> str:
        """Take a character reference, or the ampersand as it stands when it is none."""
        found = CHARACTER.match(self.source, self.at)
        if found is None:
            self.at += 1
            return "&"
        self.at = found.end()
        sixteen, ten, name = found.groups()
        if name:
            return NAMED[name]
        number = int(sixteen, 16) if sixteen else int(ten)
        if not 0 < number <= LAST_CHARACTER or number in SURROGATES:
            return found.group()
        return chr(number)

    def _open(self) -> None:
        begin, self.at = self._byte(), self.at + 1
        name = self._take(TAG_NAME).lower()
        if self.at == len(self.source):
            self._refuse(f"Unclosed start tag at byte offset {begin}")
        if name not in KINDS:
            self._refuse(f'Unsupported start tag "{name}" at byte offset {begin}')
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Tag(name, self.length, attributes))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._take(SPACES)
            if self.at == len(self.source):
                self._refuse(f'Unclosed start tag "{tag}" at byte offset {begin}')
            if self.source[self.at] == ">":
                self.at += 1
                return found
            name = self._take(ATTRIBUTE_NAME).lower()
            if not name:
                self._refuse(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            found[name] = self._value(tag, begin)

    def _value(self, tag: str, begin: int) -> str:
        """Take ``= value`` when there is one: bare, or in quotes of either kind."""
        self._take(SPACES)
        if not self.source.startswith("=", self.at):
            return ""
        self.at += 1
        self._take(SPACES)
        if self.at == len(self.source):
            self._refuse(f'Unclosed start tag "{tag}" at byte offset {begin}')
        quote = self.source[self.at]
        if quote in "'\"":
            return self._quoted(quote, begin)
        token, value = self._byte(), self._take(BARE_VALUE)
        if self.source[self.at : self.at + 1] not in {*WHITE, ">"}:
            self._refuse(f"Unexpected end of name token at byte offset {token}")
        return value

    def _quoted(self, quote: str, begin: int) -> str:
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.source) and self.source[self.at] != quote:
            if self.source[self.at] == "&":
                parts.append(self._character())
            else:
                parts.append(self.source[self.at])
                self.at += 1
        if self.at == len(self.source):
            self._refuse(f"Unclosed start tag at byte offset {begin}")
        self.at += 1
        return "".join(parts)

    def _close(self) -> None:
        begin = self._byte()
        if not self.open:
            self._refuse(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        name = self._take(TAG_NAME).lower()
        self._take(SPACES)
        if not self.source.startswith(">", self.at):
            self._refuse(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        tag = self.open.pop()
        if name not in {"", tag.name}:
            self._refuse(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"'
            )
        self._keep(tag)

    def _keep(self, tag: _Tag) -> None:
        """Keep the entity that a closed tag makes; an empty one, or a link to nowhere, makes none."""
        entity: Entity = {"type": KINDS[tag.name], "offset": tag.offset, "length": self.length - tag.offset}
        if not entity["length"]:
            return
        if tag.name == "a":
            url = tag.attributes.get("href") or inside(self.text, entity)
            if not LINK.match(url):
                return
            entity["url"] = url
        if tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        if tag.name == "tg-time":
            entity |= _moment(tag.attributes)
        if tag.name == "code":
            self.code_class = tag.attributes.get("class", "")
        if tag.name == "pre":
            entity |= self._language(entity)
        self.entities.append(entity)

    def _language(self, pre: Entity) -> Entity:
        """Take the ``<code class="language-…">`` that fills a ``<pre>``: the two are one entity."""
        if not self.entities or self.entities[-1] != {**pre, "type": "code"}:
            return {}
        self.entities.pop()
        language = self.code_class.removeprefix(LANGUAGE)
        return {"language": language} if language != self.code_class else {}

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        taken = found.group() if found else ""
        self.at += len(taken)
        return taken

    def _byte(self) -> int:
        return len(self.source[: self.at].encode(errors="surrogatepass"))

    def _refuse(self, why: str) -> NoReturn:
        raise bad_request(f"can't parse entities: {why}")


def _moment(attributes: dict[str, str]) -> Entity:
    """Return when a date-time entity is, and how it is shown: without a format, as it was written."""
    unix, shown = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isascii() or not unix.isdigit() or not TIME_FORMAT.fullmatch(shown):
        raise bad_request("can't parse entities: Invalid date-time entity")
    return {"unix_time": int(unix), **({"date_time_format": shown} if shown else {})}


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the plain text and its MessageEntity objects, outer ones first.

    Raises:
        ApiError: Telegram's 400 for a text whose tags do not fit.
    """
    reader = _Reader(source)
    reader.read()
    entities = sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return reader.text, entities
