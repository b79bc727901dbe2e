"""FHIR R4 resources of the invented people and clinics (Russian core profile where it says something)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from patient.clinic import Clinic, Doctor
from sandbox.clinics import DemoDoctor
from sandbox.people import DemoPerson

SNILS_SYSTEM = "https://fhir.ru/ig/core/systems/snils"
POLIS_SYSTEM = "https://fhir.ru/ig/core/systems/oms"
SINCE = "2019-05-14"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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
        "address": [{"text": clinic.address, "district": clinic.district}],
    }


def bundle_json(resources: Iterable[Json]) -> Json:
    """Return a searchset."""
    entries = [{"resource": resource, "search": {"mode": "match"}} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def outcome_json(code: str) -> Json:
    """Return the OperationOutcome of a failure; *code* is of the value set issue-type."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}


def location_json(clinic: Clinic) -> Json:
    """Return the Location with the clinic's hours."""
    return {
        "resourceType": "Location",
        "id": f"location-{clinic.id}",
        "managingOrganization": {"reference": f"Organization/{clinic.id}"},
        "hoursOfOperation": [
            {
                "daysOfWeek": [WEEK[day] for day in hours.days],
                "openingTime": hours.opens.isoformat(),
                "closingTime": hours.closes.isoformat(),
            }
            for hours in clinic.hours
        ],
    }


def post_json(demo: DemoDoctor) -> Json:
    """Return the PractitionerRole."""
    doctor = demo.doctor
    return {
        "resourceType": "PractitionerRole",
        "id": doctor.id,
        "active": True,
        "practitioner": {"reference": f"Practitioner/{doctor.practitioner}"},
        "organization": {"reference": f"Organization/{doctor.clinic}"},
        "specialty": [{"text": doctor.speciality}],
    }


def practitioner_json(doctor: Doctor) -> Json:
    """Return the Practitioner."""
    surname, *given = doctor.name.split()
    return {
        "resourceType": "Practitioner",
        "id": doctor.practitioner,
        "active": True,
        "name": [{"family": surname, "given": given}],
    }


def schedule_json(identifier: str, doctor: Doctor) -> Json:
    """Return the Schedule."""
    return {
        "resourceType": "Schedule",
        "id": identifier,
        "active": True,
        "actor": [{"reference": f"PractitionerRole/{doctor.id}"}],
    }


def slot_json(identifier: str, schedule: str, start: datetime, end: datetime) -> Json:
    """Return a free Slot."""
    return {
        "resourceType": "Slot",
        "id": identifier,
        "schedule": {"reference": f"Schedule/{schedule}"},
        "status": "free",
        "start": start.isoformat(),
        "end": end.isoformat(),
    }


def visit_json(identifier: str, patient: str, demo: DemoDoctor, start: datetime, end: datetime) -> Json:
    """Return a booked Appointment with the doctor and the room."""
    actors = (
        {"reference": f"Patient/{patient}"},
        {"reference": f"PractitionerRole/{demo.doctor.id}", "display": demo.doctor.name},
        {"reference": f"Location/room-{demo.doctor.id}", "display": demo.room},
    )
    return {
        "resourceType": "Appointment",
        "id": identifier,
        "status": "booked",
        "specialty": [{"text": demo.doctor.speciality}],
        "start": start.isoformat(),
        "end": end.isoformat(),
        "participant": [{"actor": actor, "status": "accepted"} for actor in actors],
    }
