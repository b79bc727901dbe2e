"""The registry's adapter that the settings ask for."""

from pydantic import SecretStr

from bot.settings import Settings
from registry.ecp.client import EcpRegistry
from registry.ecp.session import Account
from registry.fhir.client import FhirRegistry
from registry.fhir.people import IdentifierSystems
from registry.port import Registry


def registry_of(settings: Settings) -> Registry:
    """Return the way to the region's registry; close it when done."""
    return _ecp(settings) if settings.registry_kind == "ecp" else _fhir(settings)


def _fhir(settings: Settings) -> FhirRegistry:
    return FhirRegistry(
        settings.registry_url,
        _plain(settings.registry_token),
        IdentifierSystems(settings.registry_snils_system, settings.registry_polis_system),
        ca_bundle=settings.registry_ca_bundle,
    )


def _ecp(settings: Settings) -> EcpRegistry:
    password, api_key = _plain(settings.registry_password), _plain(settings.registry_api_key)
    return EcpRegistry(
        settings.registry_url,
        Account(settings.registry_login, password, api_key),
        slot_types=tuple(settings.registry_slot_types.split(",")),
        fail_cause=str(settings.registry_fail_cause),
        zone=settings.zone,
        ca_bundle=settings.registry_ca_bundle,
    )


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
