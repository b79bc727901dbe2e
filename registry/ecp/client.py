"""The ЕЦП adapter: the person, the person's main attachment, and the doors to directory and visits.

Source of the calls: the interface of ПроМед as public clients of live instances use it (docs/registry.md).
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from patient.attachment import Ambiguous, Attachment, Found, NothingYet, RegistryAnswer
from patient.card import PersonalData
from patient.clinic import Clinic
from registry.ecp import clinics
from registry.ecp.directory import Directory
from registry.ecp.findings import findings
from registry.ecp.people import People, Record
from registry.ecp.session import Account
from registry.ecp.timetable import Timetable
from registry.ecp.values import holds, is_others
from registry.ecp.visits import Visits
from registry.ecp.wire import EcpWire
from registry.errors import PersonUnknown, RegistryMissing, RegistryRefused, RegistryReplyMalformed
from registry.finding import Finding
from registry.looking import look_within
from registry.wire import CALL_SECONDS

log = logging.getLogger(__name__)

LOOK_CALLS = 3  # a look takes no longer than so many calls that use up their time


class EcpRegistry:
    """The region's register of patients and clinics; close it when done."""

    def __init__(  # noqa: PLR0913 - what differs from region to region
        self,
        base_url: str,
        account: Account,
        *,
        slot_types: Sequence[str],
        fail_cause: str,
        zone: ZoneInfo,
        ca_bundle: Path | None = None,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._slot_types = slot_types
        self._zone = zone
        self._look_seconds = LOOK_CALLS * call_seconds
        self._wire = EcpWire(base_url, account, ca_bundle=ca_bundle, call_seconds=call_seconds)
        self._people = People(self._wire)
        self.directory = Directory(self._wire, zone)
        timetable = Timetable(self._wire, slot_types, zone)
        self.visits = Visits(self._wire, self._people, timetable, fail_cause, zone)

    @property
    def left_out(self) -> int:
        """How many entries of its answers could not be read, since the start."""
        return self._wire.left_out

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def look(self, person: PersonalData) -> RegistryAnswer:
        """Find the person and the person's main attachment; trouble of any kind is an answer too."""
        return await look_within(self._look_seconds, self._look(person))

    async def findings(self) -> list[Finding]:
        """Log in and try each call that changes nothing; see `registry.ecp.findings`."""
        return await findings(self._wire, self._slot_types)

    async def _look(self, person: PersonalData) -> RegistryAnswer:
        records = await self._people.find(person)
        if len(records) > 1:
            return Ambiguous(len(records))
        attachment = await self._attachment(records[0]) if records else None
        return Found((attachment,)) if attachment else NothingYet()

    async def _attachment(self, record: Record) -> Attachment | None:
        """Return the main attachment with its clinic, none where the registry knows of none."""
        try:
            rows = await self._wire.listed("PersonMainAttach", Person_id=record.id)
        except (RegistryMissing, PersonUnknown):
            return None
        own = [row for row in rows if not is_others(row, "person_id", record.id)]
        self._wire.leave_out(len(rows) - len(own))
        if rows and not own:
            raise RegistryReplyMalformed("attachments of other people only")
        today = datetime.now(self._zone).date()
        current = [row for row in own if holds(row, today, "card", "attach")]
        found = next(filter(None, self._wire.read(current, clinics.attachment)), None)
        return replace(found, clinic=await self._clinic(found.clinic)) if found else None

    async def _clinic(self, told: Clinic) -> Clinic:
        """Return the clinic as the registry describes it, else as the attachment *told* of it.

        Raises:
            RegistryReplyMalformed: neither has its name.
        """
        try:
            described = await self._wire.legible(clinics.clinic, "MO", Lpu_id=told.id)
        except (RegistryMissing, RegistryRefused, RegistryReplyMalformed) as error:
            log.warning("registry: a clinic is as its attachment tells of it: %s", error)
            described = []
        found = next((clinic for clinic in described if clinic.id == told.id), told)
        if not found.name:
            raise RegistryReplyMalformed("a clinic without a name")
        return replace(found, address=found.address or told.address, phones=found.phones or told.phones)
