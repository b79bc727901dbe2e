"""The application: the FHIR server below ``/fhir``, and the hands on it."""

from aiohttp import web

from sandbox.registry.control import RegistryControl
from sandbox.registry.door import FhirDoor
from sandbox.registry.server import Registry
from sandbox.registry.visits_door import VisitsDoor


def registry_app(registry: Registry) -> web.Application:
    """Make the application over *registry*."""
    door = FhirDoor(registry)
    fhir = web.Application(middlewares=[door.guard])
    door.add_routes(fhir.router)
    VisitsDoor(registry).add_routes(fhir.router)
    app = web.Application()
    RegistryControl(registry).add_routes(app.router)
    app.add_subapp("/fhir", fhir)
    return app
