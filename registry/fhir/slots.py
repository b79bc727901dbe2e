"""The slots of the registry: a doctor's free times, taking one by its version, and giving it back.

A slot that is taken carries the *key* of the booking it is taken for, beside the clinic's own identifiers.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from patient.clinic import Doctor
from patient.visit import Slot
from registry.asking import ask_each
from registry.errors import (
    RegistryConflict,
    RegistryMissing,
    RegistryReplyMalformed,
    RegistryUnsupported,
    SlotTaken,
    SomeMissing,
)
from registry.fhir import visit_resources
from registry.fhir.pages import legible
from registry.fhir.visit_resources import KEY_SYSTEM, Schedule, TakenSlot, as_instant
from registry.fhir.wire import FhirWire

log = logging.getLogger(__name__)

A_PAGE = 100
MOST_PAGES = 50  # some servers show twenty at once


@dataclass(frozen=True, slots=True)
class Slots:
    """What can be done with a doctor's times."""

    wire: FhirWire

    async def free(self, doctor: Doctor, since: datetime) -> list[Slot]:
        """Return the doctor's free times from *since* on, each once, the earliest first.

        Raises:
            SomeMissing: one of several timetables could not be had.
            RegistryError: they could not be had.
        """
        schedules = await self._schedules(doctor)
        ask = partial(self._of_schedule, doctor, since)
        answers = await ask_each(schedules, ask, at_once=1)
        answers.raise_if_silent()
        found: dict[datetime, Slot] = {}
        for slot in chain.from_iterable(answers.told.values()):
            if slot.start >= since:
                found.setdefault(slot.start, slot)
        slots = sorted(found.values(), key=lambda slot: slot.start)
        if answers.silent:
            raise SomeMissing(slots)
        return slots

    async def take(self, slot: Slot, key: str) -> TakenSlot:
        """Take the slot, or find that an earlier attempt with the same *key* did.

        Raises:
            SlotTaken: somebody else has it, or the clinic withdrew or moved it.
            RegistryError: it is not known whether it is taken; try again.
        """
        found = await self._slot(slot)
        if _holds(found, key):
            return found
        if not found.is_free:
            raise SlotTaken(slot.id)
        if found.version is None:
            raise RegistryReplyMalformed("a slot without a version cannot be taken safely")
        resource = found.resource | {"status": "busy", "identifier": [*_others(found), key_of(key)]}
        try:
            stands = await self._write(slot.id, resource, found.version)
        except (RegistryConflict, RegistryMissing):
            if await self.is_held(slot, key):
                return found  # by us: a proxy repeated the call whose answer it had lost, or made one up
            raise SlotTaken(slot.id) from None
        if stands.is_free:
            raise RegistryReplyMalformed("a slot that was taken and is free")
        return found

    async def is_held(self, slot: Slot, key: str) -> bool:
        """Tell whether a booking's *key* holds the slot; by whom the visit would be, nobody needs to know.

        Raises:
            RegistryError: it is not known.
        """
        try:
            return _holds(await self._slot(slot), key)
        except SlotTaken:
            return False

    async def give_back(self, slot: str, keys: frozenset[tuple[str, str]]) -> None:
        """Free the slot (its id) if it carries one of our *keys*; the clinic's own are the clinic's matter.

        Raises:
            RegistryError: it could not be done; try again.
        """
        ours = {key for key in keys if key[0] == KEY_SYSTEM}
        try:
            found = visit_resources.slot_as_it_stands(await self.wire.resource("Slot", slot))
            if ours & found.keys and found.is_taken:
                stands = await self._write(slot, _freed(found), found.version)
                if ours & stands.keys and stands.is_taken:
                    raise RegistryReplyMalformed("a slot that was given back and is taken")
        except RegistryMissing:
            return  # the clinic withdrew it: nothing is held

    async def _write(self, slot: str, resource: dict[str, Any], version: str | None) -> TakenSlot:
        """Replace the slot (its id) and return it as it stands then, whether or not the answer tells it."""
        answer = await self.wire.update("Slot", slot, resource, version)
        try:
            return visit_resources.slot_as_it_stands(answer)
        except RegistryReplyMalformed:
            return visit_resources.slot_as_it_stands(await self.wire.resource("Slot", slot))

    async def _slot(self, slot: Slot) -> TakenSlot:
        """Return the slot as it stands; one that the clinic withdrew or moved is as good as taken."""
        try:
            found = visit_resources.slot_as_it_stands(await self.wire.resource("Slot", slot.id))
        except RegistryMissing:
            raise SlotTaken(slot.id) from None
        if found.start != slot.start:
            raise SlotTaken(slot.id)
        return found

    async def _schedules(self, doctor: Doctor) -> list[str]:
        """Return the doctor's timetables; some registries keep them by the post, some by the person."""
        by_post = f"PractitionerRole/{doctor.id}"
        if not doctor.practitioner:
            return await self._schedules_of(by_post)
        by_person = f"Practitioner/{doctor.practitioner}"
        try:
            return await self._schedules_of(by_post) or await self._schedules_of(by_person)
        except (RegistryMissing, RegistryUnsupported):
            return await self._schedules_of(by_person)

    async def _schedules_of(self, actor: str) -> list[str]:
        read = await legible(self.wire, f"Schedule?actor={actor}", self._read_schedule)
        own = [schedule for schedule in read if actor in schedule.actors]
        self._drop(len(read) - len(own), "timetables are other doctors'")
        return [schedule.id for schedule in own if schedule.is_active]

    async def _of_schedule(self, doctor: Doctor, since: datetime, schedule: str) -> list[Slot]:
        link = f"Slot?schedule=Schedule/{schedule}&status=free&start=ge{as_instant(since)}&_count={A_PAGE}"
        read = partial(visit_resources.free_slot, doctor=doctor.id, schedule=schedule, base=self.wire.base)
        return list(filter(None, await legible(self.wire, link, read, MOST_PAGES)))

    def _drop(self, count: int, what: str) -> None:
        """Count what a server tells that overlooks what it was asked for (R4, search, 3.1.1.3)."""
        if count:
            log.error("registry: %d %s and were dropped", count, what)
            self.wire.leave_out(count)

    def _read_schedule(self, resource: object) -> Schedule:
        return visit_resources.schedule(resource, self.wire.base)


def key_of(key: str) -> dict[str, str]:
    """Return our *key* as an Identifier."""
    return {"system": KEY_SYSTEM, "value": key}


def _holds(slot: TakenSlot, key: str) -> bool:
    return slot.is_taken and (KEY_SYSTEM, key) in slot.keys


def _freed(slot: TakenSlot) -> dict[str, Any]:
    """Return the resource of a slot given back, without our key; FHIR knows no empty lists."""
    free = {name: value for name, value in slot.resource.items() if name != "identifier"}
    others = {"identifier": _others(slot)} if _others(slot) else {}
    return free | others | {"status": "free"}


def _others(slot: TakenSlot) -> list[Any]:
    """Return the identifiers on a slot that are not ours."""
    identifiers = visit_resources.identifiers(slot.resource)
    return [each for each in identifiers if not isinstance(each, dict) or each.get("system") != KEY_SYSTEM]
