"""What to bring to a visit and how to prepare, by speciality: the texts of the section ``bring``.

The first line of a file holds the beginnings of the words by which a speciality is known, or ``*`` for all
others; the first file that fits is the one.
"""

import re

from locales.topics import Topic, topics

ALL_OTHERS = "*"
WORD = re.compile(r"[^\W\d_]+")


def what_to_bring(language: str, speciality: str | None) -> str:
    """Return Telegram HTML, empty where the operator has no word for it."""
    listed = topics(language, "bring")
    words = WORD.findall(_plain(speciality or ""))
    fitting = [topic for topic in listed if _fits(topic, words)]
    told = fitting or [topic for topic in listed if topic.title == ALL_OTHERS]
    return told[0].text if told else ""


def _fits(topic: Topic, words: list[str]) -> bool:
    beginnings = tuple(filter(None, map(str.strip, _plain(topic.title).split(","))))
    return any(word.startswith(beginnings) for word in words)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")
