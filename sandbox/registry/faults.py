"""What can be made to go wrong with the registry's stand-in, and how it then answers."""

import asyncio
from dataclasses import dataclass, replace
from enum import Enum
from http import HTTPStatus
from typing import Self

from aiohttp import web

OVERSIZED = 300 * 1024


class FaultKind(Enum):
    """The ways in which servers fail."""

    DOWN = "down"
    SLOW = "slow"
    HTML = "html"
    OVERSIZED = "oversized"
    CUT = "cut"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the next so many calls, or of all until the reset (*times* is none).

    *after* calls go well before it. A server that is down asks to wait for *seconds* if they are given; a
    slow one takes as long. A lost answer is that to a call which was carried out.
    """

    kind: FaultKind
    times: int | None = None
    seconds: int | None = None
    after: int = 0

    def after_once(self) -> Self | None:
        """Return what is left of the fault after one more call."""
        if self.times is None:
            return self
        return replace(self, times=self.times - 1) if self.times > 1 else None

    async def answer(self) -> web.Response | None:
        """Answer in the call's place, or none if the true answer is only late."""
        match self.kind:
            case FaultKind.DOWN:
                wait = {} if self.seconds is None else {"Retry-After": str(self.seconds)}
                return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=wait)
            case FaultKind.SLOW:
                await asyncio.sleep(self.seconds or 0)
                return None
            case FaultKind.HTML:
                page = "<html><body>502 Bad Gateway</body></html>"
                return web.Response(text=page, content_type="text/html", status=HTTPStatus.BAD_GATEWAY)
            case FaultKind.OVERSIZED:
                return web.Response(text='"' + "x" * OVERSIZED + '"', content_type="application/fhir+json")
            case FaultKind.LOST:
                return None
            case FaultKind.CUT:
                return web.Response(text='{"resourceType": "Bundle", "entry": [', content_type="text/json")


def next_of(faults: list[Fault]) -> Fault | None:
    """Take from *faults* what goes wrong with the call that has come, if anything; the first goes first."""
    if not faults:
        return None
    fault = faults.pop(0)
    if fault.after:
        faults.insert(0, replace(fault, after=fault.after - 1))
        return None
    if left := fault.after_once():
        faults.insert(0, left)
    return fault
