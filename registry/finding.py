"""What a look at the registry found: one sentence for the operator."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """*is_wrong* tells that something is to be mended; the others are only to be known."""

    text: str
    is_wrong: bool = True
