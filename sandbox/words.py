"""What the sandbox says in both languages of the bot."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

LANGUAGES = ("ru", "en")
COOKIE = "language"  # the chat page leaves it for the other stand-ins


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in Russian and in English."""

    ru: str
    en: str

    def of(self, language: str) -> str:
        """Return it in *language*."""
        return self.en if language == "en" else self.ru


def language_of(request: web.Request) -> str:
    """Return the language of whoever came here from the chat page."""
    language: Any = request.cookies.get(COOKIE)
    return language if language in LANGUAGES else LANGUAGES[0]
