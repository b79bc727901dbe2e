"""The tables of the conversation: what each place shows and what each action does.

Each room closes with its two mappings, and `handlers.routing` merges them: nothing registers itself. A screen
is drawn alike for whoever wants it (a tap, a command, a job, an action that leads there); an action acts and
then says where to go (POST, redirect, GET).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from handlers.ground.calls import Answer
from handlers.ground.context import Context
from handlers.ground.loading import Needs, look
from handlers.ground.navigation import Action, Do, Go, Leave, Pick, Place, Press, Take, short_hash
from handlers.ground.screen import Screen
from handlers.ground.turn import Turn
from storage.dialogue import Taken

Rendered = Screen | Needs
Render = Callable[[Context, Go], Awaitable[Rendered]]
Screens = Mapping[Place, Render]


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where an action leads: to a place, with a *notice* above it or a *toast* over the chat.

    What is said besides, below it, stands in ``then``.
    """

    go: Go
    notice: str = ""
    toast: str = ""
    then: Answer = field(default_factory=list)


QUICK = timedelta(seconds=30)  # later the same button is meant anew

K = TypeVar("K")
V = TypeVar("V")


def merged(*tables: Mapping[K, V]) -> Mapping[K, V]:
    """Return one table of all.

    Raises:
        ValueError: two of them claim the same place, action or command.
    """
    table = {key: value for each in tables for key, value in each.items()}
    if len(table) != sum(map(len, tables)):
        raise ValueError("two tables claim the same")
    return table


Outcome = Answer | Screen | Go | Redirect

# what is done with what a button carries: Do, Pick, Take, Leave or Press
Act = Callable[[Turn, Any], Awaitable[Outcome]]
Actions = Mapping[Action | type[Pick | Take | Leave | Press], Act]

# a command takes what stands behind it, or is another way to a place or an action
Command = Callable[[Turn, str], Awaitable[Outcome]]
Commands = Mapping[str, Command | Go | Do]


def once(act: Act, said: str | Callable[[Any], str]) -> Act:
    """Return what is done to a button once, however quickly it is tapped again before its answer was seen.

    *said* is the key of the words that a repeated tap hears, or tells it from what the button carries.
    """

    async def acted(turn: Turn, tap: Any) -> Outcome:
        taken = Taken(short_hash(f"{turn.message}/{turn.button}"), turn.transaction.now)
        if turn.query and _is_repeated(turn.dialogue.taken, taken):
            turn.dialogue.state = turn.stood  # what the first tap asked goes on listening
            return [turn.acknowledge(turn.t.plain(said if isinstance(said, str) else said(tap)))]
        turn.dialogue.taken = taken
        return await act(turn, tap)

    return acted


def _is_repeated(before: Taken | None, taken: Taken) -> bool:
    return before is not None and before.mark == taken.mark and taken.at - before.at < QUICK


async def answer(turn: Turn, screens: Screens, outcome: Outcome) -> Answer:
    """Return the calls that show what came of a turn."""
    match outcome:
        case Go():
            return await _lead(turn, screens, Redirect(outcome))
        case Redirect():
            return await _lead(turn, screens, outcome)
        case Screen():
            return turn.show(outcome)
    return outcome


async def _lead(turn: Turn, screens: Screens, to: Redirect) -> Answer:
    rendered = await screens[to.go.to](turn, to.go)
    if isinstance(rendered, Screen):
        shown = turn.show(rendered.under(to.notice) if to.notice else rendered, toast=to.toast)
    else:
        shown = await look(turn, to.go, rendered, notice=to.notice, toast=to.toast)
    return [*shown, *to.then]
