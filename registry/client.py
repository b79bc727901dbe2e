"""The registry's client: finds a person among the region's patients, and the clinics of that person.

Nothing is tried again here: jobs ask again later. Source of the calls: FHIR R4 (hl7.org/fhir/R4) and the
Russian core profile, where an attachment is an EpisodeOfCare, or else the Patient's managingOrganization.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from patient.attachment import Ambiguous, Attachment, Found, NothingYet, RegistryAnswer, Unreachable
from patient.card import PersonalData
from patient.clinic import Clinic
from registry import fhir
from registry.errors import RegistryError, RegistryReplyMalformed, RegistryUnavailable
from registry.wire import Wire

log = logging.getLogger(__name__)

CALL_SECONDS = 10.0
LOOK_CALLS = 3  # a look takes no longer than so many calls that use up their time
MOST_PAGES = 10
MOST_ATTACHMENTS = 10  # a person has one to three; what was found must fit into a message
NOBODYS_SNILS = "00000000000"


@dataclass(frozen=True, slots=True)
class IdentifierSystems:
    """The URIs by which this registry tells SNILS and polis numbers apart."""

    snils: str
    polis: str


class ClinicRegistry:
    """The region's register of patients and clinics; close it when done."""

    def __init__(
        self,
        base_url: str,
        token: str,
        systems: IdentifierSystems,
        *,
        ca_bundle: Path | None = None,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._systems = systems
        self._look_seconds = LOOK_CALLS * call_seconds
        self._wire = Wire(base_url, token, ca_bundle=ca_bundle, call_seconds=call_seconds)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def look(self, person: PersonalData) -> RegistryAnswer:
        """Find the person and the person's attachments; trouble of any kind is an answer too."""
        try:
            async with asyncio.timeout(self._look_seconds):
                return await self._look(person)
        except TimeoutError:
            log.warning("registry: one look took too long")
            return Unreachable()
        except RegistryUnavailable as error:
            log.warning("registry: %s", error)
            return Unreachable(error.retry_after)
        except RegistryError as error:
            log.error("registry: %s: %s", type(error).__name__, error)  # noqa: TRY400 - the text is enough
            return Unreachable()

    async def findings(self) -> list[str]:
        """Return what is wrong with the way to the registry, in plain words.

        Makes the call that every search begins with, for a SNILS that nobody can have.
        """
        form = {"identifier": f"{self._systems.snils}|{NOBODYS_SNILS}", "birthdate": "1900-01-01"}
        try:
            hits = fhir.entries(await self._wire.post("Patient/_search", form))
        except RegistryError as error:
            return [f"{type(error).__name__}: {error}"]
        return ["it finds people by a number that nobody has"] if hits else []

    async def _look(self, person: PersonalData) -> RegistryAnswer:
        patients = await self._patients(person)
        if len(patients) > 1:
            return Ambiguous(len(patients))
        if not patients:
            return NothingYet()
        attachments = await self._attachments(patients[0])
        return Found(attachments) if attachments else NothingYet()

    async def _patients(self, person: PersonalData) -> list[fhir.Patient]:
        """Search by all numbers, then by the SNILS alone: a polis number changes, a SNILS does not."""
        snils = person.snils and fhir.Number(self._systems.snils, person.snils.digits)
        polis = person.polis and fhir.Number(self._systems.polis, person.polis.number)
        patients = await self._search(person, [number for number in (snils, polis) if number])
        if not patients and snils and polis:
            patients = await self._search(person, [snils])
        return patients

    async def _search(self, person: PersonalData, numbers: list[fhir.Number]) -> list[fhir.Patient]:
        """Return the person's records, each once; records of other people are dropped, aloud."""
        identifier = ",".join(f"{number.system}|{number.value}" for number in numbers)
        form = {"identifier": identifier, "birthdate": person.birth_date.iso}
        first = await self._wire.post("Patient/_search", form)
        read = [fhir.patient(hit, self._wire.base) async for hit in self._resources(first)]
        hits = {patient.id: patient for patient in read if patient.is_in_use}.values()
        same = [patient for patient in hits if patient.is_same(person, numbers)]
        if len(same) < len(hits):
            log.error("registry: %d hits are other people and were dropped", len(hits) - len(same))
        return same

    async def _attachments(self, patient: fhir.Patient) -> tuple[Attachment, ...]:
        episodes = await self._episodes(patient)
        clinics = {name: await self._clinic(name) for name in {each.organization for each in episodes}}
        attachments = (Attachment(clinics[each.organization], each.kind, each.since) for each in episodes)
        return tuple({attachment.key: attachment for attachment in attachments}.values())

    async def _episodes(self, patient: fhir.Patient) -> list[fhir.Episode]:
        """Return the active episodes, or what the Patient itself says when there is none."""
        first = await self._wire.get(f"EpisodeOfCare?patient=Patient/{patient.id}&status=active")
        read = [fhir.episode(hit, self._wire.base) async for hit in self._resources(first)]
        if any(episode.patient != patient.id for episode in read):
            raise RegistryReplyMalformed("an episode of another patient")
        episodes = [episode for episode in read if episode.is_active and episode.organization]
        if len(episodes) > MOST_ATTACHMENTS:
            raise RegistryReplyMalformed("too many attachments")
        if not episodes and patient.organization:
            return [fhir.Episode(patient.id, patient.organization)]
        return episodes

    async def _clinic(self, organization: str) -> Clinic:
        clinic = fhir.clinic(await self._wire.get(f"Organization/{organization}"))
        if clinic.id != organization:
            raise RegistryReplyMalformed("another clinic")
        return clinic

    async def _resources(self, bundle: object) -> AsyncIterator[object]:
        """Yield the resources of a Bundle and of the pages that follow it."""
        for _ in range(MOST_PAGES):
            for resource in fhir.entries(bundle):
                yield resource
            following = fhir.next_link(bundle)
            if following is None:
                return
            bundle = await self._wire.get(following)
        raise RegistryReplyMalformed("too many pages")
