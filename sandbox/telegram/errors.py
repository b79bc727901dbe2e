"""The errors of the Bot API, with Telegram's own sentences."""


class ApiError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def bad_request(text: str) -> ApiError:
    """Return a 400."""
    return ApiError(400, f"Bad Request: {text}")
