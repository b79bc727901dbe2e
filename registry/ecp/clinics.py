"""The clinics of the ЕЦП (МО): what is there is read, for the names of their fields are not confirmed."""

from typing import Any

from patient.attachment import Attachment, DistrictDoctor
from patient.clinic import Clinic, Doctor
from registry.ecp.values import full_name, number, phones, words, words_like
from registry.reading import known, strict

NAMES = ("lpu_nick", "lpu_name", "org_nick", "org_name", "mo_nick", "mo_name", "name", "nick")


@strict
def clinic(row: Any) -> Clinic:
    """Read a row of ``MO``; without an id or a name it is none, the rest may be missing."""
    name = words(row, *NAMES)
    if not name:
        raise ValueError("name")
    return Clinic(number(row["lpu_id"]), name, words_like(row, "address"), phones(row))


@strict
def attachment(row: Any) -> Attachment | None:
    """Read a row of ``PersonMainAttach``, none where it names no clinic: kind and date are never told."""
    if row.get("lpu_id") in {None, "", "0", 0}:
        return None
    name = words(row, *NAMES) or ""
    told = Clinic(number(row["lpu_id"]), name, words_like(row, "address"), phones(row))
    doctor = words(row, "medstafffact_fio")
    post = known(number, row.get("medstafffact_id"))
    return Attachment(told, district_doctor=DistrictDoctor(doctor, post) if doctor else None)


@strict
def doctor(row: Any, at: Clinic, speciality: str) -> Doctor | None:
    """Read a row of ``MedStaffFactByMO``: a post, which stands for the person; a vacant one is none."""
    name, post = full_name(row), number(row["medstafffact_id"])
    return Doctor(post, post, at.id, name, speciality) if name else None


@strict
def speciality(row: Any) -> tuple[str, str]:
    """Read a row of ``MedSpecOmsByMO``: id and name."""
    name = words(row, "medspecoms_name", "name")
    if not name:
        raise ValueError("name")
    return number(row["medspecoms_id"]), name
