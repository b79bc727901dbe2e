"""The people of the registry: a person found among the region's patients, and nobody else instead."""

import logging
from dataclasses import dataclass

from patient.card import PersonalData
from registry.fhir import resources
from registry.fhir.pages import legible_of
from registry.fhir.wire import FhirWire
from registry.people import only

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IdentifierSystems:
    """The URIs by which this registry tells SNILS and polis numbers apart."""

    snils: str
    polis: str


@dataclass(frozen=True, slots=True)
class People:
    """Searches for a person's records."""

    wire: FhirWire
    systems: IdentifierSystems

    async def the_one(self, person: PersonalData) -> resources.Patient:
        """Return the person's one record.

        Raises:
            PersonUnknown: there is none.
            SeveralRecords: there is more than one.
            RegistryError: the registry gave no answer.
        """
        return only(await self.find(person))

    async def find(self, person: PersonalData) -> list[resources.Patient]:
        """Search by all numbers, then by the SNILS alone: a polis number changes, a SNILS does not."""
        snils = person.snils and resources.Number(self.systems.snils, person.snils.digits)
        polis = person.polis and resources.Number(self.systems.polis, person.polis.number)
        patients = await self._search(person, [number for number in (snils, polis) if number])
        if not patients and snils and polis:
            patients = await self._search(person, [snils])
        return patients

    async def _search(self, person: PersonalData, numbers: list[resources.Number]) -> list[resources.Patient]:
        """Return the person's records, each once; records of other people are dropped, aloud."""
        identifier = ",".join(f"{number.system}|{number.value}" for number in numbers)
        form = {"identifier": identifier, "birthdate": person.birth_date.iso}
        first = await self.wire.post("Patient/_search", form)
        read = await legible_of(self.wire, first, lambda hit: resources.patient(hit, self.wire.base))
        hits = {patient.id: patient for patient in read if patient.is_in_use}.values()
        same = [patient for patient in hits if patient.is_same(person, numbers)]
        if len(same) < len(hits):
            log.error("registry: %d hits are other people and were dropped", len(hits) - len(same))
        replaced = {other for patient in same for other in patient.replaces}
        return [patient for patient in same if patient.id not in replaced]
