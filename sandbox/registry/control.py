"""The hands on the registry's stand-in: faults, the reset and the log, ``/_sandbox/registry/…``."""

import dataclasses
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

from aiohttp import web

from sandbox.clinics import DOCTORS, DemoDoctor
from sandbox.registry.faults import Fault, FaultKind
from sandbox.registry.server import Call
from sandbox.registry.timetable import ZONE


class Timetables(Protocol):
    """Times that can be made and taken."""

    def add_slot(self, demo: DemoDoctor, start: datetime) -> str:
        """Make a free time and return its id."""

    def take(self, slot: str) -> None:
        """Let somebody else have it."""


class StandIn(Protocol):
    """A registry's stand-in, of whatever kind."""

    faults: list[Fault]
    calls: list[Call]

    @property
    def timetables(self) -> Timetables:
        """The doctors' times."""

    def reset(self) -> None:
        """Begin all stories anew."""


class RegistryControl:
    """JSON in, ``{"result": …}`` out, 400 for what makes no sense."""

    def __init__(self, registry: StandIn) -> None:
        self._registry = registry

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add what tests and visitors of the demo call."""
        router.add_post("/_sandbox/registry/fault", self.fault)
        router.add_post("/_sandbox/registry/reset", self.reset)
        router.add_get("/_sandbox/registry/log", self.log)
        router.add_post("/_sandbox/registry/free", self.free)
        router.add_post("/_sandbox/registry/take", self.take)

    async def fault(self, request: web.Request) -> web.Response:
        """Make something go wrong: ``{"kind": "down", "times": 3, "seconds": 60}``; only kind is needed."""
        try:
            given = await request.json()
            fault = Fault(FaultKind(given.pop("kind")), **given)
        except (ValueError, KeyError, TypeError, AttributeError):
            return web.json_response({"error": "no such fault"}, status=HTTPStatus.BAD_REQUEST)
        self._registry.faults.append(fault)
        return _done()

    async def reset(self, _: web.Request) -> web.Response:
        """Begin all stories anew."""
        self._registry.reset()
        return _done()

    async def free(self, request: web.Request) -> web.Response:
        """Let a free time appear: ``{"doctor": "role-5", "start": "2026-12-01T09:00:00+04:00"}``."""
        try:
            given = await request.json()
            (demo,) = (each for each in DOCTORS if each.doctor.id == given["doctor"])
            start = datetime.fromisoformat(given["start"]).astimezone(ZONE)
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": "no such doctor or time"}, status=HTTPStatus.BAD_REQUEST)
        return _done(self._registry.timetables.add_slot(demo, start))

    async def take(self, request: web.Request) -> web.Response:
        """Let somebody else have a slot: ``{"slot": "slot-17"}``."""
        try:
            self._registry.timetables.take((await request.json())["slot"])
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": "no such slot"}, status=HTTPStatus.BAD_REQUEST)
        return _done()

    async def log(self, _: web.Request) -> web.Response:
        """Return every call since the start or the reset."""
        return _done([dataclasses.asdict(call) for call in self._registry.calls])


def _done(result: Any = True) -> web.Response:  # noqa: FBT002 - the word of JSON for «done»
    return web.json_response({"result": result})
