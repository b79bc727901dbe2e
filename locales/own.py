"""Where the texts are read that an operator may have of his own: his folder first, then the product's."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

PRODUCT: Traversable = files("locales")
_own: list[Path] = []


def read_first(folder: Path | None) -> None:
    """Read the operator's texts from *folder* from now on; none: only those of the product."""
    _own[:] = [folder] if folder else []


def folders(language: str, section: str) -> list[Traversable]:
    """Return the folders of a section's texts; the first one holds those that stand."""
    places = [place / language / section for place in (*_own, PRODUCT)]
    return [place for place in places if place.is_dir()]
