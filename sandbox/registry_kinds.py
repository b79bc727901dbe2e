"""The registry's stand-ins, one a kind: what serves them, and what the bot must be told to find them."""

from collections.abc import Mapping

from aiohttp import web

from sandbox.ecp import Ecp, ecp_app
from sandbox.registry import Registry, registry_app


class FhirStandIn:
    """A FHIR server."""

    def __init__(self) -> None:
        self._server = Registry()

    def application(self) -> web.Application:
        """Make what serves it."""
        return registry_app(self._server)

    def bot_settings(self, base: str) -> dict[str, str]:
        """Return how the bot reaches it where the application is served at *base*."""
        return {
            "REGISTRY_KIND": "fhir",
            "REGISTRY_URL": f"{base}/fhir",
            "REGISTRY_TOKEN": self._server.token,
        }


class EcpStandIn:
    """An ЕЦП."""

    def __init__(self) -> None:
        self._server = Ecp()

    def application(self) -> web.Application:
        """Make what serves it."""
        return ecp_app(self._server)

    def bot_settings(self, base: str) -> dict[str, str]:
        """Return how the bot reaches it where the application is served at *base*."""
        return {
            "REGISTRY_KIND": "ecp",
            "REGISTRY_URL": f"{base}/api/",
            "REGISTRY_LOGIN": self._server.login,
            "REGISTRY_PASSWORD": self._server.password,
        }


StandIn = FhirStandIn | EcpStandIn

KINDS: Mapping[str, type[StandIn]] = {"fhir": FhirStandIn, "ecp": EcpStandIn}
