"""The directory of the ЕЦП: the region's clinics, and who sees patients in each speciality of theirs."""

import logging
from dataclasses import dataclass
from functools import partial

from patient.clinic import Clinic, Doctor
from registry.ecp import clinics
from registry.ecp.answers import CallRefused
from registry.ecp.values import is_others
from registry.ecp.wire import EcpWire
from registry.errors import RegistryMissing, RegistryReplyMalformed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Directory:
    """Asked from time to time as a whole; opening hours are not among what the ЕЦП tells."""

    wire: EcpWire

    async def clinics(self) -> list[Clinic]:
        """Return the clinics; see the port."""
        found = await self.wire.legible(clinics.clinic, "MO")
        if not found:
            raise RegistryReplyMalformed("a directory without clinics")
        return list({clinic.id: clinic for clinic in found}.values())

    async def doctors(self, clinic: Clinic) -> list[Doctor]:
        """Return who sees patients at *clinic*, each post once; see the port."""
        found: dict[str, Doctor] = {}
        for key, speciality in await self._specialities(clinic):
            for doctor in await self._of(clinic, key, speciality):
                found.setdefault(doctor.id, doctor)
        return list(found.values())

    async def _specialities(self, clinic: Clinic) -> list[tuple[str, str]]:
        """Return ids and names; a clinic that takes no bookings may be refused, and hinders no other."""
        name = "MedSpecOms/MedSpecOmsByMO"
        try:
            return await self.wire.legible(clinics.speciality, name, Lpu_id=clinic.id, For_Record="1")
        except (RegistryMissing, CallRefused) as error:
            log.info("registry: a clinic without specialities: %s", error)
            return []

    async def _of(self, clinic: Clinic, key: str, speciality: str) -> list[Doctor]:
        """Return the doctors of one speciality; an instance may overlook what it is asked for."""
        name = "MedStaffFact/MedStaffFactByMO"
        rows = await self.wire.listed(name, Lpu_id=clinic.id, MedSpecOms_id=key)
        own = [
            row
            for row in rows
            if not is_others(row, "lpu_id", clinic.id) and not is_others(row, "medspecoms_id", key)
        ]
        self.wire.leave_out(len(rows) - len(own))
        return self.wire.read(own, partial(clinics.doctor, at=clinic, speciality=speciality))
