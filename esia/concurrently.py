"""Calls that are made at the same time, and an end to their time."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar, overload

from esia.errors import EsiaUnavailable

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


@overload
async def concurrently(one: Coroutine[Any, Any, A], two: Coroutine[Any, Any, B], /) -> tuple[A, B]: ...


@overload
async def concurrently(
    one: Coroutine[Any, Any, A], two: Coroutine[Any, Any, B], three: Coroutine[Any, Any, C], /
) -> tuple[A, B, C]: ...


@overload
async def concurrently(*calls: Coroutine[Any, Any, A]) -> tuple[A, ...]: ...


async def concurrently(*calls: Coroutine[Any, Any, Any]) -> tuple[Any, ...]:
    """Return what *calls* return; the first failure ends the others and is raised as it is.

    `asyncio.gather` would let the others go on, with a token that we promised to forget.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return tuple(task.result() for task in tasks)


@asynccontextmanager
async def in_time(seconds: float) -> AsyncIterator[None]:
    """End what takes longer than *seconds*.

    Raises:
        EsiaUnavailable: ``slow``.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise EsiaUnavailable("slow") from None
