"""FHIR R4 resources of the invented people and clinics (Russian core profile where it says something)."""

from collections.abc import Iterable
from typing import Any

from patient.clinic import Clinic
from sandbox.people import DemoPerson

SNILS_SYSTEM = "https://fhir.ru/ig/core/systems/snils"
POLIS_SYSTEM = "https://fhir.ru/ig/core/systems/oms"
SINCE = "2019-05-14"
KINDS = {
    "therapeutic": "терапевтическое",
    "dental": "стоматологическое",
    "paediatric": "педиатрическое",
}

Json = dict[str, Any]


def patient_json(person: DemoPerson, identifier: str) -> Json:
    """Return the Patient."""
    given = [person.given_name, person.patronymic] if person.patronymic else [person.given_name]
    numbers = ((SNILS_SYSTEM, person.snils), (POLIS_SYSTEM, person.polis))
    return {
        "resourceType": "Patient",
        "id": identifier,
        "identifier": [{"system": system, "value": value} for system, value in numbers if value],
        "name": [{"family": person.surname_in_registry, "given": given}],
        "gender": person.sex,
        "birthDate": person.birth_date,
    }


def episode_json(patient: str, clinic: str, kind: str, identifier: str) -> Json:
    """Return the EpisodeOfCare that is one attachment."""
    return {
        "resourceType": "EpisodeOfCare",
        "id": identifier,
        "status": "active",
        "type": [{"text": KINDS[kind]}],
        "patient": {"reference": f"Patient/{patient}"},
        "managingOrganization": {"reference": f"Organization/{clinic}"},
        "period": {"start": SINCE},
    }


def organization_json(clinic: Clinic) -> Json:
    """Return the Organization."""
    return {
        "resourceType": "Organization",
        "id": clinic.id,
        "active": True,
        "name": clinic.name,
        "telecom": [{"system": "phone", "value": phone} for phone in clinic.phones],
        "address": [{"text": clinic.address}],
    }


def bundle_json(resources: Iterable[Json]) -> Json:
    """Return a searchset."""
    entries = [{"resource": resource, "search": {"mode": "match"}} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def outcome_json(code: str) -> Json:
    """Return the OperationOutcome of a failure; *code* is of the value set issue-type."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}
