"""The texts in one language: by key, with values put in and escaped for Telegram's HTML."""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT = "ru"
LANGUAGES: Mapping[str, str] = {"ru": "Русский", "en": "English"}


class Html(str):
    """A value that is HTML already and is put in as it stands."""

    __slots__ = ()


class Texts:
    """All texts of one language.

    A key that the catalogue lacks is shown as it is and never stops the conversation; a test
    compares the catalogues with what the code asks for.
    """

    def __init__(self, language: str, translations: GNUTranslations) -> None:
        self.language = language
        self._translations = translations

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text as Telegram HTML; values are escaped unless they are `Html`."""
        return self._translations.gettext(key).format_map(_escaped(values))

    def plural(self, key: str, number: int) -> str:
        """Return the form that *number* asks for: «1 карточка», «2 карточки», «5 карточек»."""
        text = self._translations.ngettext(key, key, number)
        return text.format_map({"number": number})

    def plain(self, key: str, **values: Any) -> str:
        """Return the text for where Telegram takes no HTML: buttons, toasts, commands."""
        return self._translations.gettext(key).format_map(values)

    def fill(self, template: str, **values: Any) -> str:
        """Put escaped values into a content text."""
        return template.format_map(_escaped(values))

    def has(self, key: str) -> bool:
        """Tell whether the catalogue knows *key*."""
        return self._translations.gettext(key) != key


def texts(language: str) -> Texts:
    """Return the texts of *language*; of one that we do not speak (a damaged row), the default's."""
    return _read(language if language in LANGUAGES else DEFAULT)


@cache
def _read(language: str) -> Texts:
    source = files("locales") / language / "LC_MESSAGES" / "bot.po"
    with source.open("rb") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Texts(language, GNUTranslations(compiled))


def language_of(code: str | None) -> str | None:
    """Return the language that we speak for Telegram's *code* (an IETF tag), if any."""
    language = (code or "").partition("-")[0]
    return language if language in LANGUAGES else None


@cache
def content(language: str, name: str) -> str:
    """Return a longer text that an operator may edit without touching code (Telegram HTML)."""
    return (files("locales") / language / f"{name}.html").read_text(encoding="utf-8")


def _escaped(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, Html) else escape(str(value), quote=False)
        for name, value in values.items()
    }
