"""A tap that is repeated before its answer was seen: it is taken once, the second hears what is so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from handlers.ground.navigation import short_hash
from handlers.ground.tables import Act, Outcome
from handlers.ground.turn import Turn
from storage.dialogue import Taken

QUICK = timedelta(seconds=30)  # later the same button is meant anew

Said = Callable[[Any], str]


def once(act: Act, said: str | Said) -> Act:
    """Return what is done to a button once, however quickly it is tapped again.

    *said* is the key of the words that a repeated tap hears, or tells it from what the button carries.
    """

    async def acted(turn: Turn, tap: Any) -> Outcome:
        taken = Taken(short_hash(f"{turn.message}/{turn.button}"), turn.transaction.now)
        if turn.query and _is_repeated(turn.dialogue.taken, taken):
            return [turn.acknowledge(turn.t.plain(said if isinstance(said, str) else said(tap)))]
        turn.dialogue.taken = taken
        return await act(turn, tap)

    return acted


def _is_repeated(before: Taken | None, taken: Taken) -> bool:
    return before is not None and before.mark == taken.mark and taken.at - before.at < QUICK
