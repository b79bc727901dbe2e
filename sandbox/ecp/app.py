"""The application: the ЕЦП below ``/api``, and the same hands on it as on the FHIR server."""

from aiohttp import web

from sandbox.ecp.door import PeopleDoor
from sandbox.ecp.server import Ecp
from sandbox.ecp.visits_door import VisitsDoor
from sandbox.registry.control import RegistryControl


def ecp_app(registry: Ecp) -> web.Application:
    """Make the application over *registry*."""
    door = PeopleDoor(registry)
    api = web.Application(middlewares=[door.guard])
    door.add_routes(api.router)
    VisitsDoor(registry).add_routes(api.router)
    app = web.Application()
    RegistryControl(registry).add_routes(app.router)
    app.add_subapp("/api", api)
    return app
