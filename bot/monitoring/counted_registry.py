"""The registry with every question to it counted: how long it took, what came of it."""

import asyncio

from bot.monitoring import metrics
from bot.monitoring.counting import Asks, Errors, P, T, counted, timed
from patient.attachment import RegistryAnswer, Unreachable
from patient.card import PersonalData
from registry.errors import (
    PersonUnknown,
    RegistryConflict,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnavailable,
    RegistryUntrusted,
    SlotHeld,
    SlotTaken,
)
from registry.finding import Finding
from registry.port import Directory, Registry, Visits

ERRORS: Errors = {
    PersonUnknown: "no",
    SlotTaken: "no",
    SlotHeld: "no",
    RegistryMissing: "no",
    RegistryConflict: "no",
    RegistryUnavailable: "unavailable",
    asyncio.CancelledError: "unavailable",  # whoever asked had waited long enough
    RegistryRefused: "refused",
    RegistryUntrusted: "refused",
    RegistryReplyMalformed: "malformed",
}


class CountedRegistry:
    """A registry that is as the one within."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.directory: Directory = _CountedDirectory(registry.directory)
        self.visits: Visits = _CountedVisits(registry.visits)

    @property
    def left_out(self) -> int:
        """How many entries of its answers could not be read, since the start."""
        return self._registry.left_out

    async def look(self, person: PersonalData) -> RegistryAnswer:
        """Find the person and the person's attachments; trouble of any kind is an answer too."""
        with timed(metrics.ASKED_REGISTRY, "look", ERRORS) as end:
            answer = await self._registry.look(person)
            end.result = answer.why if isinstance(answer, Unreachable) else "ok"
            return answer

    async def findings(self) -> list[Finding]:
        """Try each call that changes nothing, and return what the operator should know."""
        return await self._registry.findings()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._registry.aclose()


class _CountedDirectory:
    def __init__(self, directory: Directory) -> None:
        self.clinics = _of_registry(directory.clinics)
        self.doctors = _of_registry(directory.doctors)


class _CountedVisits:
    def __init__(self, visits: Visits) -> None:
        self.free_slots = _of_registry(visits.free_slots)
        self.of = _of_registry(visits.of)
        self.book = _of_registry(visits.book)
        self.settle = _of_registry(visits.settle)
        self.is_held = _of_registry(visits.is_held)
        self.cancel = _of_registry(visits.cancel)
        self.give_back = _of_registry(visits.give_back)


def _of_registry(ask: Asks[P, T]) -> Asks[P, T]:
    return counted(metrics.ASKED_REGISTRY, ERRORS, ask)
