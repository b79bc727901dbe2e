"""The privacy of values: a careless log line does no harm, and what looks like a number is known as one."""

import re

from patient.visible import visible

NUMBER = re.compile(r"[0-9](?:[\s()./_–—-]{0,3}[0-9]){8,}")  # from a temporary polis's nine digits on


class Private:
    """A value about a person: its ``repr`` tells the class and nothing else.

    A dataclass of this kind says ``repr=False``, or its own ``repr`` would come first.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return type(self).__name__


def holds_number(text: str) -> bool:
    """Tell whether *text* may hold a SNILS, a polis or a phone: nine digits or more, as people write them."""
    return NUMBER.search(visible(text)) is not None
