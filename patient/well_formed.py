"""Well-formed text: what every database keeps, without NULs and halves of letters.

JSON can carry both, by their numbers; no person types them, and PostgreSQL refuses a NUL in a text.
"""

from typing import Any

NUL = "\0"


def well_formed(text: str) -> str:
    """Return *text* without NULs and halves of surrogate pairs."""
    text = text.replace(NUL, "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return text


def well_formed_json(value: Any) -> Any:
    """Return JSON whose texts are all well-formed."""
    match value:
        case str():
            return well_formed(value)
        case list():
            return [well_formed_json(one) for one in value]
        case dict():
            return {well_formed(name): well_formed_json(one) for name, one in value.items()}
        case _:
            return value
