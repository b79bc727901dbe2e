"""A Telegram account, as one person is shown to another before they share a card."""

from dataclasses import dataclass
from typing import Any, Self

from patient.privacy import Private

LONGEST = 64


@dataclass(frozen=True, slots=True, repr=False)
class Account(Private):
    """The name is whatever the person calls himself; only *username* is his alone."""

    name: str
    username: str | None

    @classmethod
    def of(cls, name: str, username: str | None) -> Self:
        """Take a name without what is invisible in it or turns the line around."""
        visible = "".join(letter if letter.isprintable() else " " for letter in name)
        return cls(" ".join(visible.split())[:LONGEST], username)

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {"name": self.name, "username": self.username}

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        return cls(content["name"], content["username"])
