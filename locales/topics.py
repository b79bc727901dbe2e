"""The topics of «Законодательство» and «Помощь», and what to bring: files that an operator edits.

A topic is ``<language>/<section>/<name>.html``, in the operator's own folder or in the product's: the title
on the first line, an empty line, then Telegram HTML with the values in braces that `VALUES` names. A folder
of the same name holds its parts. Files are read when they are shown, so an edit needs no restart; ``python -m
bot check`` says what is wrong with them.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.resources.abc import Traversable

from locales import own
from locales.texts import LANGUAGES

SECTIONS = ("law", "help", "bring")
COVER = "00-help"  # what stands above the topics of help, itself none of them
VALUES = frozenset({"operator", "address", "contact", "version"})
TAGS = frozenset({"b", "i", "u", "s", "a", "code", "blockquote"})
LONGEST_NAME = 48  # bytes, of the 64 of a button that leads to the topic
ENDING = ".html"
LONGEST_TITLE = 40
LONGEST_TEXT = 3500
LONGEST_BRING = 600  # it stands below what is told of the visit
REPLACED = "\N{REPLACEMENT CHARACTER}"
NO_TAG = re.compile(r"<(?!/?[a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; *name* is the file's within its section, *text* is Telegram HTML with values in braces."""

    name: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """The name of the topic of which this is a part; empty for one by itself."""
        return self.name.rpartition("/")[0]


def topics(language: str, section: str) -> list[Topic]:
    """Return the topics of a section and their parts in the order of their files' names."""
    return list(_within(own.folders(language, section)[0]))


def parts(listed: list[Topic], whole: str = "") -> list[Topic]:
    """Return those of *listed* that are parts of the topic *whole*, or those by themselves."""
    return [topic for topic in listed if topic.whole == whole and topic.name != COVER]


def find(language: str, section: str, name: str) -> Topic | None:
    """Return a topic by its name; what the operator's own folder lacks is the product's."""
    everywhere = (topic for folder in own.folders(language, section) for topic in _within(folder))
    return next((topic for topic in everywhere if topic.name == name), None)


def faults() -> Iterator[str]:
    """Yield what is wrong with the files, one line each."""
    for section in SECTIONS:
        names = {language: [topic.name for topic in topics(language, section)] for language in LANGUAGES}
        if len({tuple(of_language) for of_language in names.values()}) > 1:
            yield f"{section}: the languages do not have the same topics"
        for language, named in names.items():
            for topic in topics(language, section):
                place = f"{language}/{section}/{topic.name}"
                if topic.whole and topic.whole not in named:
                    yield f"{place}: no button leads here without a {topic.whole}{ENDING}"
                yield from (f"{place}: {fault}" for fault in _faults(topic, section))


def _within(folder: Traversable, whole: str = "") -> Iterator[Topic]:
    """Yield the topics of *folder*, each before its parts, a file in another encoding too."""
    for each in sorted(folder.iterdir(), key=lambda each: (each.name.removesuffix(ENDING), each.is_dir())):
        if each.is_dir():
            yield from _within(each, f"{whole}{each.name}/")
        elif each.name.endswith(ENDING):
            yield _topic(whole + each.name.removesuffix(ENDING), _written(each))


def _written(file: Traversable) -> str:
    return file.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def _topic(name: str, written: str) -> Topic:
    title, _, text = written.partition("\n")
    return Topic(name, title.strip(), text.strip())


def _faults(topic: Topic, section: str) -> Iterator[str]:
    longest = LONGEST_BRING if section == "bring" else LONGEST_TEXT
    if ":" in topic.name or len(topic.name.encode()) > LONGEST_NAME:
        yield f"the file's name has a colon, or more than {LONGEST_NAME} bytes: no button can lead there"
    if REPLACED in topic.title + topic.text:
        yield "the file is not in UTF-8"
    if NO_TAG.search(topic.text):
        yield "a < begins no tag: write &lt;, and no comments"
    if not topic.title or (len(topic.title) > LONGEST_TITLE and section != "bring"):
        yield f"the title has not 1 to {LONGEST_TITLE} characters"
    if not topic.text or len(topic.text) > longest:
        yield f"the text has not 1 to {longest} characters"
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
