"""Labels of buttons as people type them, in whichever language: a phone may speak another than the bot."""

from collections.abc import Mapping
from functools import cache

from locales.texts import LANGUAGES, texts
from patient.visible import visible


def label_among(keys: tuple[str, ...], text: str) -> str | None:
    """Return which of the *keys* of buttons is that of the one whose label *text* is, if it is one's."""
    return _labels(keys).get(visible(text).casefold().strip(" .!"))


@cache
def _labels(keys: tuple[str, ...]) -> Mapping[str, str]:
    return {t.plain(key).casefold(): key for t in map(texts, LANGUAGES) for key in keys}
