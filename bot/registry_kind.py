"""The registry's adapter that the settings ask for."""

from bot.settings import Settings
from registry.fhir.client import FhirRegistry
from registry.fhir.people import IdentifierSystems
from registry.port import Registry


def registry_of(settings: Settings) -> Registry:
    """Return the way to the region's registry; close it when done."""
    token = settings.registry_token
    return FhirRegistry(
        settings.registry_url,
        token.get_secret_value() if token else "",
        IdentifierSystems(settings.registry_snils_system, settings.registry_polis_system),
        ca_bundle=settings.registry_ca_bundle,
    )
