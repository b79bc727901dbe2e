"""The FHIR adapter under the name by which outside tests of the bot have always opened it."""

from registry.fhir.client import FhirRegistry as ClinicRegistry

__all__ = ["ClinicRegistry"]
