"""Rows of the ЕЦП's answers about the invented people and clinics: numbers come as strings or as numbers."""

from datetime import datetime
from typing import Any

from patient.clinic import Clinic
from sandbox.clinics import CLINICS, DOCTORS, DemoDoctor
from sandbox.ecp.timetable import Ticket
from sandbox.people import DemoPerson

FIRST_PERSON, FIRST_CLINIC, FIRST_POST, FIRST_SPECIALITY = 900_101, 10_010_001, 99_560_001, 71
SECOND_RECORD = 1000  # so far from a person's record is the second one, where the story has one
MOMENT = "%Y-%m-%d %H:%M:%S"
SPECIALITIES = tuple(dict.fromkeys(demo.doctor.speciality for demo in DOCTORS))
DISTRICT = ("Терапевт", "Педиатр")

Row = dict[str, Any]


def person_row(identifier: int, person: DemoPerson) -> Row:
    """Return a record; the polis is not among what is told."""
    return {
        "Person_id": str(identifier),
        "PersonSurName_SurName": person.surname_in_registry.upper(),
        "PersonFirName_FirName": person.given_name.upper(),
        "PersonSecName_SecName": person.patronymic.upper() if person.patronymic else None,
        "PersonBirthDay_BirthDay": person.birth_date,
        "Sex_id": "1" if person.sex == "male" else "2",
        "PersonSnils_Snils": person.snils,
    }


def attachment_row(clinic: Clinic) -> Row:
    """Return a main attachment with the district doctor, where the clinic has one."""
    row = {"Lpu_id": str(lpu_id(clinic.id)), "Lpu_Nick": clinic.name, "Address_Address": clinic.address}
    district = next((demo for demo in DOCTORS if _is_district(demo, clinic)), None)
    if district is None:
        return row
    return row | {"MedStaffFact_id": str(post_id(district)), "MedStaffFact_Fio": district.doctor.name}


def clinic_row(clinic: Clinic) -> Row:
    """Return a МО."""
    return {
        "Lpu_id": lpu_id(clinic.id),
        "Lpu_Nick": clinic.name,
        "Lpu_Name": f'ГУЗ "{clinic.name}"',
        "UAddress_Address": clinic.address,
        "Lpu_Phone": ", ".join(clinic.phones),
    }


def speciality_row(speciality: str, free: int) -> Row:
    """Return a speciality with the number of its free times."""
    return {
        "MedSpecOms_id": str(speciality_id(speciality)),
        "MedSpecOms_Name": speciality,
        "TimetableGraf_Count": free,
    }


def post_row(demo: DemoDoctor) -> Row:
    """Return a doctor's post."""
    surname, given, patronymic = demo.doctor.name.split()
    return {
        "MedStaffFact_id": post_id(demo),
        "PersonSurName_SurName": surname,
        "PersonFirName_FirName": given,
        "PersonSecName_SecName": patronymic,
        "MedSpecOms_id": str(speciality_id(demo.doctor.speciality)),
        "Lpu_id": str(lpu_id(demo.doctor.clinic)),
        "Post_Name": f"врач-{demo.doctor.speciality.lower()}",
    }


def ticket_row(ticket: Ticket) -> Row:
    """Return a time."""
    return {
        "TimeTableGraf_id": str(ticket.id),
        "TimeTableGraf_begTime": ticket.start.strftime(MOMENT),
        "TimeTableGraf_Time": "20",
        "TimeTableType_id": str(ticket.type),
    }


def visit_row(ticket: Ticket) -> Row:
    """Return a time that a person holds."""
    return {
        "TimeTable_id": ticket.id,
        "TimeTable_begTime": ticket.start.strftime(MOMENT),
        "Lpu_id": str(lpu_id(ticket.demo.doctor.clinic)),
        "MedStaffFact_id": str(post_id(ticket.demo)),
        "Post_name": f"врач-{ticket.demo.doctor.speciality.lower()}",
        "TimeTableSource": "Graf",
    }


def lpu_id(clinic: str) -> int:
    """Return the ``Lpu_id`` of a clinic."""
    return FIRST_CLINIC + [each.id for each in CLINICS].index(clinic)


def post_id(demo: DemoDoctor) -> int:
    """Return the ``MedStaffFact_id`` of a doctor."""
    return FIRST_POST + DOCTORS.index(demo)


def speciality_id(speciality: str) -> int:
    """Return the ``MedSpecOms_id``."""
    return FIRST_SPECIALITY + SPECIALITIES.index(speciality)


def day_of(text: str) -> datetime:
    """Read a day of a parameter; raises ValueError for what is none."""
    return datetime.strptime(text[:10], "%Y-%m-%d")  # noqa: DTZ007 - the interface knows no zones


def _is_district(demo: DemoDoctor, clinic: Clinic) -> bool:
    return demo.doctor.clinic == clinic.id and demo.doctor.speciality in DISTRICT
