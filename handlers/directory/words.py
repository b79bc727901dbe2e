"""Typed words where nothing is asked: perhaps they are a part of a clinic's or a doctor's name."""

from handlers.ground.navigation import Go, Place
from handlers.ground.turn import Turn
from patient.visible import visible

FEWEST_LETTERS = 3
MOST_LETTERS = 18  # so that they fit into a button, two bytes each
SEPARATORS = str.maketrans(dict.fromkeys(":\n", " "))


async def hear(turn: Turn) -> Go | None:
    """Return where the words lead, none if they are in nobody's name."""
    words = " ".join(visible(turn.text).translate(SEPARATORS).split())[:MOST_LETTERS].strip()
    if turn.is_edited or len(words) < FEWEST_LETTERS:
        return None
    directory = turn.directory
    is_there = await directory.clinics(words) or await directory.doctors(words=words)
    return Go(to=Place.FOUND, id=words) if is_there else None
