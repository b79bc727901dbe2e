"""The addresses of the sign-in: where its pages live, and where a link out of them leads."""

from dataclasses import dataclass

from bot.web.browser import origin_of
from handlers.ground.config import ChatAddress


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pages live, and where Telegram and in it the chat are."""

    public_url: str
    telegram_url: str
    chat: ChatAddress

    @property
    def way_back(self) -> str:
        """Where a link out of the pages leads: into the chat, as soon as its name is known."""
        return self.chat.url or self.telegram_url

    @property
    def is_https(self) -> bool:
        """Whether cookies may insist on it."""
        return origin_of(self.public_url).startswith("https:")

    @property
    def cookie(self) -> str:
        """The cookie's name; the prefix makes the browser refuse what is not ours."""
        return "__Host-sign-in" if self.is_https else "sign-in"
