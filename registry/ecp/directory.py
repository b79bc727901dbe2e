"""The directory of the ЕЦП: the region's clinics, and who sees patients in each speciality of theirs."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from patient.clinic import Clinic, Doctor
from registry.asking import ask_each
from registry.ecp import clinics
from registry.ecp.answers import CallRefused
from registry.ecp.values import holds, is_others
from registry.ecp.wire import EcpWire
from registry.errors import RegistryMissing, RegistryReplyMalformed, SomeMissing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Directory:
    """Asked from time to time as a whole; opening hours are not among what the ЕЦП tells."""

    wire: EcpWire
    zone: ZoneInfo

    async def clinics(self) -> list[Clinic]:
        """Return the clinics; see the port."""
        found = await self.wire.legible(clinics.clinic, "MO")
        if not found:
            raise RegistryReplyMalformed("a directory without clinics")
        return list({clinic.id: clinic for clinic in found}.values())

    async def doctors(self, clinic: Clinic) -> list[Doctor]:
        """Return who sees patients at *clinic*, each post once; see the port."""
        named = await self._specialities(clinic)
        answers = await ask_each(
            named, lambda each: self._of(clinic, each[0]), at_once=1, of=lambda _: clinic.id
        )
        answers.raise_if_silent()
        posts = [(row, speciality) for (_, speciality), rows in answers.told.items() for row in rows]
        read = self.wire.read(posts, lambda post: clinics.doctor(post[0], at=clinic, speciality=post[1]))
        found: dict[str, Doctor] = {}
        for doctor in filter(None, read):
            found.setdefault(doctor.id, doctor)
        doctors = list(found.values())
        if answers.silent:
            raise SomeMissing(doctors)
        return doctors

    async def _specialities(self, clinic: Clinic) -> list[tuple[str, str]]:
        """Return ids and names; a clinic that takes no bookings may be refused, and hinders no other."""
        name = "MedSpecOms/MedSpecOmsByMO"
        try:
            return await self.wire.legible(clinics.speciality, name, Lpu_id=clinic.id, For_Record="1")
        except (RegistryMissing, CallRefused) as error:
            log.info("registry: a clinic without specialities: %s", error)
            return []

    async def _of(self, clinic: Clinic, key: str) -> list[Any]:
        """Return the posts of one speciality, if any; an instance may overlook what it is asked for."""
        name = "MedStaffFact/MedStaffFactByMO"
        try:
            rows = await self.wire.listed(name, Lpu_id=clinic.id, MedSpecOms_id=key)
        except RegistryMissing as error:
            log.info("registry: a speciality without posts: %s", error)
            return []
        own = [
            row
            for row in rows
            if not is_others(row, "lpu_id", clinic.id) and not is_others(row, "medspecoms_id", key)
        ]
        self.wire.leave_out(len(rows) - len(own))
        today = datetime.now(self.zone).date()
        return [row for row in own if holds(row, today, "workdata", "medstafffact")]
