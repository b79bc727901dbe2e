"""The sandbox's ЕЦП: the other kind of registry, with the same invented people, clinics and stories."""

from sandbox.ecp.app import ecp_app
from sandbox.ecp.server import Ecp

__all__ = ["Ecp", "ecp_app"]
