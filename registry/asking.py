"""Asking about many: a few at once, and what does not answer holds up none of the others."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from registry.errors import RegistryError, RegistryUnavailable

log = logging.getLogger(__name__)

N = TypeVar("N", bound=Hashable)
T = TypeVar("T")

IN_A_ROW = 3  # who was silent so often is away: the rest of it would only cost time


@dataclass(slots=True)
class Answers(Generic[N, T]):
    """What was told of each, and of which nothing could be had, and why."""

    told: dict[N, T] = field(default_factory=dict)
    silent: dict[N, RegistryError] = field(default_factory=dict)

    async def take(self, name: N, asked: Awaitable[T]) -> bool:
        """Keep what is told, or why nothing is; tell whether there was anything."""
        try:
            self.told[name] = await asked
        except RegistryError as error:
            log.warning("registry: one of many waits: %s: %s", type(error).__name__, error)
            self.silent[name] = error
            return bool(error.told)
        return True

    def raise_if_silent(self) -> None:
        """Raise what was met with, if something was asked and nothing told."""
        if self.silent and not self.told and not any(error.told for error in self.silent.values()):
            raise next(iter(self.silent.values()))


async def ask_each(
    names: Iterable[N],
    ask: Callable[[N], Awaitable[T]],
    *,
    at_once: int,
    within: float | None = None,
    of: Callable[[N], Hashable] | None = None,
) -> Answers[N, T]:
    """Ask about each of *names*, *at_once* at a time, all of it *within* so many seconds.

    Where *of* tells whose each is, those of one that is away are passed over: until the next time.
    """
    every, answers, in_a_row = list(names), Answers[N, T](), Counter[Hashable]()
    gate = asyncio.Semaphore(at_once)

    async def one(name: N) -> None:
        whose = of(name) if of else name
        async with gate:
            if in_a_row[whose] < IN_A_ROW:
                is_told = await answers.take(name, ask(name))
                in_a_row[whose] = 0 if is_told else in_a_row[whose] + 1

    try:
        async with asyncio.timeout(within), asyncio.TaskGroup() as group:
            for name in every:
                group.create_task(one(name))
    except TimeoutError:
        log.warning("registry: some of many are too slow")
    for name in every:
        if name not in answers.told:
            answers.silent.setdefault(name, RegistryUnavailable("passed over, or no answer in time"))
    return answers
