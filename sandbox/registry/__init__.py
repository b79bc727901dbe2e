"""The sandbox's registry: a strict FHIR R4 server that knows the invented people and their clinics."""

from sandbox.registry.app import registry_app
from sandbox.registry.resources import POLIS_SYSTEM, SNILS_SYSTEM
from sandbox.registry.server import Registry

__all__ = ["POLIS_SYSTEM", "SNILS_SYSTEM", "Registry", "registry_app"]
