"""What can go wrong between us and ESIA.

* EsiaError
  - EsiaUnavailable     no answer, or ESIA is overloaded: the person may start again in a while
  - EsiaRefused         ESIA said no, and the person can change that: agree, confirm the account, start again
  - EsiaMisconfigured   ESIA does not accept us, or our key does not work: the operator's matter
  - EsiaReplyMalformed  an answer that is not what the manual promises, or is not ESIA's

Each carries ``key``, the sentence for the person, and ``code``, the word for the operator's log: ESIA's own
code or one of ours. Neither holds a token, a number or a name. By its ``word`` the operator's
monitor counts it.
"""


class EsiaError(Exception):
    """A sign-in that came to nothing; its code is spent, so it can only start anew."""

    default_key = "esia.failed"
    word = "other"

    def __init__(self, code: str, key: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.key = key or self.default_key


class EsiaUnavailable(EsiaError):
    """No answer came, or one that says "later"."""

    default_key = "esia.unavailable"
    word = "unavailable"


class EsiaRefused(EsiaError):
    """ESIA said no to this person or to this attempt."""

    word = "refused"


class EsiaMisconfigured(EsiaError):
    """ESIA said no to this system, or we could not sign."""

    default_key = "esia.our_fault"
    word = "misconfigured"


class EsiaReplyMalformed(EsiaError):
    """The answer cannot be trusted."""

    word = "malformed"
