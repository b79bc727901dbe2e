"""What can go wrong between us and Telegram, sorted by what to do next.

* BotApiError
  - TooManyRequests    wait ``retry_after`` seconds, then the same call again
  - TelegramUnreachable   no answer, a 5xx, no sense: try again; the call may have been carried out
    - AnswerTooDeep    an answer that no reader of JSON survives; perhaps it names an update
  - ChatClosed         the person blocked the bot or is gone: stop writing to this chat
  - ChatMoved          the group became a supergroup: the same call again, to its new id
  - CallRefused        Telegram will never take this call: drop it
  - TokenRefused       the token is wrong, or another process polls: the operator's matter
"""


class BotApiError(Exception):
    """A call that Telegram did not carry out, or of which we do not know."""

    retry_after = 0.0


class TooManyRequests(BotApiError):
    """Telegram asks for a pause of ``retry_after`` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after:g} s")
        self.retry_after = retry_after


class TelegramUnreachable(BotApiError):
    """No usable answer came."""


class AnswerTooDeep(TelegramUnreachable):
    """JSON nested without measure; ``update_id`` is the first number of an update in it."""

    def __init__(self, update_id: int | None) -> None:
        super().__init__("an answer nested too deep")
        self.update_id = update_id


class ChatClosed(BotApiError):
    """Nobody reads this chat any more."""


class ChatMoved(BotApiError):
    """The group has the id ``chat`` now."""

    def __init__(self, chat: int) -> None:
        super().__init__("the group became a supergroup")
        self.chat = chat


class CallRefused(BotApiError):
    """A 400: ``description`` is Telegram's own sentence."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class TokenRefused(BotApiError):
    """401, 404 or 409: nothing can be sent or taken with this token now.

    Or, where ``may_be_unknown``, by a server that does not know the method: it answers 404 to both.
    """

    def __init__(self, reason: str, *, may_be_unknown: bool = False) -> None:
        super().__init__(reason)
        self.may_be_unknown = may_be_unknown
