"""The errors of the Bot API, with Telegram's own sentences."""

from typing import Any


class ApiError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """Return the answer's body."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(text: str) -> ApiError:
    """Return a 400."""
    return ApiError(400, f"Bad Request: {text}")
