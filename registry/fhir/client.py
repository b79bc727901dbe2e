"""The FHIR adapter: the person, the person's clinics, and the doors to directory and visits.

Nothing is tried again here: jobs ask again later. Source of the calls: FHIR R4 (hl7.org/fhir/R4) and the
Russian core profile, where an attachment is an EpisodeOfCare, or else the Patient's managingOrganization.
"""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from patient.attachment import Ambiguous, Attachment, Found, NothingYet, RegistryAnswer
from patient.card import PersonalData
from patient.clinic import Clinic
from registry.asking import ask_each
from registry.errors import (
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnsupported,
)
from registry.fhir import resources
from registry.fhir.directory import Directory
from registry.fhir.findings import findings
from registry.fhir.pages import legible
from registry.fhir.people import IdentifierSystems, People
from registry.fhir.slots import Slots
from registry.fhir.visits import Visits
from registry.fhir.wire import FhirWire
from registry.finding import Finding
from registry.looking import look_within
from registry.wire import CALL_SECONDS

log = logging.getLogger(__name__)

LOOK_CALLS = 3  # a look takes no longer than so many calls that use up their time
NO_CLINIC = (RegistryMissing, RegistryRefused, RegistryReplyMalformed)  # and none in a minute either
MOST_ATTACHMENTS = 10  # a person has one to three; what was found must fit into a message


class FhirRegistry:
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
        self._wire = FhirWire(base_url, token, ca_bundle=ca_bundle, call_seconds=call_seconds)
        self.people = People(self._wire, systems)
        self.directory = Directory(self._wire)
        self.visits = Visits(self._wire, self.people, Slots(self._wire))

    @property
    def left_out(self) -> int:
        """How many entries of its answers could not be read, since the start."""
        return self._wire.left_out

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def look(self, person: PersonalData) -> RegistryAnswer:
        """Find the person and the person's attachments; trouble of any kind is an answer too."""
        return await look_within(self._look_seconds, self._look(person))

    async def findings(self) -> list[Finding]:
        """Return what the registry can and cannot do, in plain words; see `registry.findings`."""
        return await findings(self._wire, self._systems)

    async def _look(self, person: PersonalData) -> RegistryAnswer:
        patients = await self.people.find(person)
        if len(patients) > 1:
            return Ambiguous(len(patients))
        if not patients:
            return NothingYet()
        found = await self._attachments(patients[0])
        return found if found.attachments else NothingYet()

    async def _attachments(self, patient: resources.Patient) -> Found:
        episodes = await self._episodes(patient)
        asked = dict.fromkeys(each.organization for each in episodes if each.organization)
        answers = await ask_each(asked, self._clinic, at_once=MOST_ATTACHMENTS)
        silent = {each for each, error in answers.silent.items() if not isinstance(error, NO_CLINIC)}
        self._wire.leave_out(len(answers.silent) - len(silent))
        named = {each.clinic: each.told for each in episodes if each.told}
        lasting = {each: replace(clinic, id=each) for each, clinic in named.items() if each in silent}
        known = named | lasting | answers.told
        attachments = tuple(
            _attachment(each, known[each.clinic]) for each in episodes if each.clinic in known
        )
        if not attachments:
            answers.raise_if_silent()
        nameless = (each for each in episodes if each.clinic in silent)
        return Found(attachments, tuple(_attachment(each, Clinic(each.clinic, "")) for each in nameless))

    async def _episodes(self, patient: resources.Patient) -> list[resources.Episode]:
        """Return the active episodes, or what the Patient itself says when there is none."""
        try:
            read = await self._read_episodes(patient)
        except (RegistryUnsupported, RegistryMissing) as error:
            log.info("registry: no EpisodeOfCare there: %s", error)
            read = []
        except RegistryReplyMalformed as error:
            if not patient.organization:
                raise
            log.warning("registry: no episode can be read, the patient's own clinic counts: %s", error)
            read = []
        now = datetime.now(UTC)
        active = (episode for episode in read if episode.is_active and episode.period.holds(now))
        named = {(each.clinic, each.kind): each for each in active if each.clinic}
        episodes = list(named.values())  # pages drift, and some registers begin a new one each year
        if len(episodes) > MOST_ATTACHMENTS:
            raise RegistryReplyMalformed("too many attachments")
        own = resources.Episode(patient.id, patient.organization or "", told=patient.told)
        return episodes or ([own] if own.clinic else [])

    async def _read_episodes(self, patient: resources.Patient) -> list[resources.Episode]:
        """Return the patient's episodes; those of others come from a server that overlooks what was asked."""
        link = f"EpisodeOfCare?patient=Patient/{patient.id}&status=active"
        read = await legible(self._wire, link, lambda hit: resources.episode(hit, self._wire.base))
        own = [episode for episode in read if episode.patient == patient.id]
        self._wire.leave_out(len(read) - len(own))
        if read and not own:
            raise RegistryReplyMalformed("episodes of other patients only")
        return own

    async def _clinic(self, organization: str) -> Clinic:
        return resources.clinic(await self._wire.resource("Organization", organization))


def _attachment(episode: resources.Episode, clinic: Clinic) -> Attachment:
    return Attachment(clinic, episode.kind, episode.since)
