"""Both kinds of registry, each with its stand-in, for the tests that hold of either."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from registry.ecp.client import EcpRegistry
from registry.ecp.session import Account
from registry.fhir.client import FhirRegistry
from registry.port import Registry
from sandbox.clinics import DOCTORS
from sandbox.ecp import Ecp, ecp_app
from sandbox.ecp.rows import post_id
from sandbox.registry import Registry as FhirServer
from sandbox.registry import registry_app
from tests.registry.demo_people import SYSTEMS
from tests.servers import PATIENCE, serving

ZONE = ZoneInfo("Europe/Ulyanovsk")


@dataclass
class Opened:
    """An adapter and what stands behind it; *booking* and *cancelling* are its calls."""

    kind: str
    url: str
    registry: Registry
    stand_in: Any
    booking: str
    cancelling: str

    def doctor(self, index=0):
        """Return a doctor of the sandbox as the directory has him."""
        demo = DOCTORS[index]
        return demo.doctor if self.kind == "fhir" else replace(demo.doctor, id=str(post_id(demo)))

    async def free(self, since, index=0):
        """Return the doctor's free times."""
        return await self.registry.visits.free_slots(self.doctor(index), since)

    def held(self):
        """Return how many times are taken."""
        timetables = self.stand_in.timetables
        if self.kind == "fhir":
            return sum(kept.resource["status"] == "busy" for kept in timetables.slots.values())
        return sum(ticket.holder is not None for ticket in timetables.tickets.values())


@asynccontextmanager
async def opened(kind, *, between=None, people=None, **stand_in):
    """Open the adapter of one *kind* against its stand-in; *between* is a middleware in the server."""
    more = {"people": people} if people else {}
    if kind == "fhir":
        server = FhirServer(**more, **stand_in)
        app, path = registry_app(server), "/fhir"
    else:
        server = Ecp(**more, **stand_in)
        app, path = ecp_app(server), "/api/"
    if between:
        app.middlewares.append(between)
    async with serving(app) as base:
        client = client_of(kind, f"{base}{path}", server)
        try:
            yield Opened(kind, f"{base}{path}", client, server, *CALLS[kind])
        finally:
            await client.aclose()


def client_of(kind, url, server=None, call_seconds=PATIENCE, **more):
    """Return the adapter of one *kind* for the server at *url*."""
    if kind == "fhir":
        return FhirRegistry(url, server.token if server else "t", SYSTEMS, call_seconds=call_seconds)
    account = Account(server.login, server.password, server.api_key) if server else Account("l", "p")
    given = {"slot_types": ("1", "11"), "fail_cause": "1", "zone": ZONE} | more
    return EcpRegistry(url, account, call_seconds=call_seconds, **given)


CALLS = {
    "fhir": ("POST /fhir/Appointment", "PUT /fhir/Appointment"),
    "ecp": ("POST /api/TimeTableGraf/TimeTableGrafWrite", "DELETE /api/TimeTable"),
}


class Disturbance:
    """What comes instead of, or after, the calls whose method and path begin with *call*."""

    def __init__(self):
        self.call, self.left = None, 0

    def begin(self, call, *, status=500, body="", is_done=False, times=10**6):
        """Disturb from now on."""
        self.call, self.status, self.body, self.is_done, self.left = call, status, body, is_done, times

    @web.middleware
    async def between(self, request, handler):
        """Answer in the registry's place."""
        if not self.left or not f"{request.method} {request.path}".startswith(self.call):
            return await handler(request)
        self.left -= 1
        if self.is_done:
            await handler(request)
        return web.Response(status=self.status, text=self.body)
