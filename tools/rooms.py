"""The picture of the rooms: draws the imports as Mermaid into docs/architecture.md, or tells that it is old.

`python tools/rooms.py` draws it anew; the tests call `picture` and compare.
"""

import re
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

HOUSE = ("bot", "handlers", "esia", "registry", "storage", "barcode", "locales", "patient")
PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
PICTURE = re.compile(r"(?<=<!-- rooms -->\n).*?(?=<!-- /rooms -->)", re.DOTALL)

Arrows = dict[str, set[str]]


def arrows() -> Arrows:
    """Return which room imports which: the features inside handlers, and the floors below and above."""
    graph = grimp.build_graph(*HOUSE)
    found: Arrows = {}
    for module in graph.modules:
        room = room_of(module)
        imported = map(room_of, graph.find_modules_directly_imported_by(module))
        found.setdefault(room, set()).update(set(imported) - {room})
    return found


def room_of(module: str) -> str:
    """Return the room of a module: a feature's folder inside handlers, else the top folder."""
    top, _, rest = module.partition(".")
    return rest.partition(".")[0] if top == "handlers" and rest else top


def floors(found: Arrows) -> dict[str, int]:
    """Return on which floor each room stands: one above the highest that it imports.

    Raises:
        graphlib.CycleError: rooms import one another in a circle.
    """
    floor: dict[str, int] = {}
    for room in TopologicalSorter(found).static_order():
        floor[room] = 1 + max((floor[below] for below in found[room]), default=0)
    return floor


def picture() -> str:
    """Return the drawing; an arrow that another way implies is left out."""
    found = {room: below for room, below in arrows().items() if room != "handlers"}
    floor = floors(found)
    lines = ["```mermaid", "flowchart TD"]
    for room in sorted(found, key=lambda room: (-floor[room], room)):
        implied = {deep for below in found[room] for deep in _under(below, found)}
        lines += [f"    {room} --> {below}" for below in sorted(found[room] - implied)]
    features = len([room for room in found if room not in HOUSE])
    count = sum(map(len, found.values()))
    told = (
        f"{len(found)} rooms ({features} of them features) on {max(floor.values())} floors, {count} arrows."
    )
    return "\n".join([*lines, "```", "", told, ""])


def _under(room: str, found: Arrows) -> set[str]:
    return found[room].union(*(_under(below, found) for below in found[room]))


if __name__ == "__main__":
    PAGE.write_text(PICTURE.sub(lambda _: picture(), PAGE.read_text()))
