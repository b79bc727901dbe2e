"""Counting what is asked of others: how long it took, and what came of it."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from time import perf_counter
from typing import Any, TypeVar, cast

from prometheus_client import Histogram

from bot.monitoring import metrics
from bot.monitoring.tally import OTHER, Tally
from esia.errors import EsiaError
from patient.attachment import Unreachable
from registry.errors import RegistryError
from registry.port import Registry

Ask = Callable[..., Awaitable[Any]]
Port = TypeVar("Port")


def counted_registry(registry: Registry) -> Registry:
    """Return *registry* with every question to it counted."""
    tally = metrics.ASKED_REGISTRY
    directory, visits = counted(registry.directory, tally), counted(registry.visits, tally)
    return counted(registry, tally, directory=directory, visits=visits)


def counted(port: Port, tally: Tally[Histogram], **parts: object) -> Port:
    """Return what is as *port*, but that its *parts* are these, and what *tally* knows by name is counted."""
    return cast("Port", _Counted(port, tally, parts))


class _Counted:
    def __init__(self, port: object, tally: Tally[Histogram], parts: dict[str, object]) -> None:
        self._port = port
        self._tally = tally
        vars(self).update(parts)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        return _timed(self._tally, name, found) if self._tally.knows(name) else found


def _timed(tally: Tally[Histogram], name: str, ask: Ask) -> Ask:
    @wraps(ask)
    async def asked(*args: Any, **kwargs: Any) -> Any:
        began, result = perf_counter(), OTHER
        try:
            answer = await ask(*args, **kwargs)
            result = answer.why if isinstance(answer, Unreachable) else "ok"  # trouble may be an answer
        except (EsiaError, RegistryError) as error:
            result = error.word
            raise
        except asyncio.CancelledError:  # whoever asked had waited long enough
            result = "unavailable"
            raise
        finally:
            tally.of(name, result).observe(perf_counter() - began)
        return answer

    return asked
