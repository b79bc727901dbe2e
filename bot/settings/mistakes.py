"""The mistakes in settings, each a sentence after the setting's name."""

from collections.abc import Iterable
from typing import Any

from bot.settings.values import near

MISSPELT = 0.85  # so alike are a name of ours and a slip of it


def told(mistake: Any) -> str:
    """Return the sentence of a mistake, after the setting's name."""
    name, context = "_".join(map(str, mistake["loc"])).upper(), mistake.get("ctx", {})
    if mistake["type"] == "value_error":
        return f"{name}: {context['error']}"
    if mistake["type"] == "literal_error":
        return f"{name}: must be {context['expected']}".replace("'", "")
    if mistake["type"] == "missing":
        return f"{name}: not set; it is what BotFather gives, of the form digits:letters"
    return f"{name}: {mistake['msg'].lower()}"


def misspelt(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Name those that nobody reads because they are nearly, but not quite, a setting of ours."""
    ours = [name.upper() for name in known]
    slips = [(name, near(name.upper(), ours, MISSPELT)) for name in names if name.upper() not in ours]
    return [f"{name}: there is no such setting{found}" for name, found in slips if found]
