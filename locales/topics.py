"""The topics of «Законодательство» and «Помощь»: files that an operator edits without touching code.

A topic is ``locales/<language>/<section>/<name>.html``: the title on the first line, an empty line, then
Telegram HTML with the values in braces that `VALUES` names. Files are read when they are shown, so an edit
needs no restart; ``python -m bot check`` says what is wrong with them.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.resources import files
from importlib.resources.abc import Traversable

from locales.texts import LANGUAGES

SECTIONS = ("law", "help")
VALUES = frozenset({"operator", "address", "contact", "version"})
TAGS = frozenset({"b", "i", "u", "s", "a", "code", "blockquote"})
LONGEST_NAME = 48  # bytes, of the 64 of a button that leads to the topic
LONGEST_TITLE = 40
LONGEST_TEXT = 3500
REPLACED = "\N{REPLACEMENT CHARACTER}"
NO_TAG = re.compile(r"<(?!/?[a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; *name* is the file's, *text* is Telegram HTML with values in braces."""

    name: str
    title: str
    text: str


def topics(language: str, section: str) -> list[Topic]:
    """Return the topics of a section in the order of their files' names, a file in another encoding too."""
    folder = files("locales") / language / section
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".html")), key=lambda f: f.name)
    return [_topic(each.name.removesuffix(".html"), _written(each)) for each in found]


def faults() -> Iterator[str]:
    """Yield what is wrong with the files, one line each."""
    for section in SECTIONS:
        names = {language: [topic.name for topic in topics(language, section)] for language in LANGUAGES}
        if len({tuple(of_language) for of_language in names.values()}) > 1:
            yield f"{section}: the languages do not have the same topics"
        for language in LANGUAGES:
            for topic in topics(language, section):
                yield from (f"{language}/{section}/{topic.name}: {fault}" for fault in _faults(topic))


def _written(file: Traversable) -> str:
    return file.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def _topic(name: str, written: str) -> Topic:
    title, _, text = written.partition("\n")
    return Topic(name, title.strip(), text.strip())


def _faults(topic: Topic) -> Iterator[str]:
    if ":" in topic.name or len(topic.name.encode()) > LONGEST_NAME:
        yield f"the file's name has a colon, or more than {LONGEST_NAME} bytes: no button can lead there"
    if REPLACED in topic.title + topic.text:
        yield "the file is not in UTF-8"
    if NO_TAG.search(topic.text):
        yield "a < begins no tag: write &lt;, and no comments"
    if not topic.title or len(topic.title) > LONGEST_TITLE:
        yield f"the title has not 1 to {LONGEST_TITLE} characters"
    if not topic.text or len(topic.text) > LONGEST_TEXT:
        yield f"the text has not 1 to {LONGEST_TEXT} characters"
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(topic.text) if name is not None}
    except ValueError:
        yield "a brace stands alone"
        return
    yield from (f"{{{name}}} is no value" for name in sorted(named - VALUES))
    yield from _Tags.faults_of(topic.text)


class _Tags(HTMLParser):
    """Finds tags that Telegram does not know, or that are not closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[str] = []
        self._faults: list[str] = []

    @classmethod
    def faults_of(cls, text: str) -> list[str]:
        """Return what is wrong with the tags of *text*."""
        parser = cls()
        parser.feed(text)
        parser.close()
        return [*parser._faults, *(f"<{tag}> is not closed" for tag in parser._open)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Note a tag that opens."""
        if tag not in TAGS:
            self._faults.append(f"<{tag}> is not known to Telegram")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note a tag that closes."""
        if not self._open or self._open.pop() != tag:
            self._faults.append(f"</{tag}> closes nothing")
