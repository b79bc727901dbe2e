"""The rooms of ``check``: each looks at one thing that the bot needs, and tells what it found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the operator; what is not *is_wrong* is only to be known."""

    text: str
    is_wrong: bool = True
