"""The registry as the jobs know it: a port, behind which stands an adapter for each kind of registry.

What holds for every call:

* It asks now and tries nothing twice of its own accord; jobs ask again later. The one exception is a
  session that ran out: the registry did not do what it refused to hear.
* It raises nothing but `RegistryError`, within a bounded time, whatever comes back.
* What only reads may be repeated at any time. What writes may be repeated too, and says below what makes that
  harmless: after a lost answer nobody knows whether it was done, so each of them looks at what stands first.
* Nobody else's data comes back: the person found is the one asked for, or nobody.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from patient.attachment import RegistryAnswer
from patient.card import PersonalData
from patient.clinic import Clinic, Doctor
from patient.visit import Slot, Visit
from registry.finding import Finding


class Directory(Protocol):
    """The region's clinics and doctors, asked for from time to time as a whole."""

    async def clinics(self) -> list[Clinic]:
        """Return the clinics in use.

        Raises:
            RegistryError: the list could not be had, or names no clinic, which is no region's truth.
        """

    async def doctors(self, clinic: Clinic) -> list[Doctor]:
        """Return who sees patients at *clinic*; posts of nobody or without a speciality are left out.

        Raises:
            SomeMissing: some could not be had.
            RegistryError: the list could not be had.
        """


class Visits(Protocol):
    """What can be done about seeing a doctor.

    *known* are visits that the registry told of before. It is asked for those to come that it lists no more:
    only what it calls cancelled, or no visit, or says to be gone is told as cancelled. Of one that lists only
    what is to come, what is over stays as it was.
    """

    async def free_slots(self, doctor: Doctor, since: datetime) -> list[Slot]:
        """Return the times of *doctor* that a patient may take from *since* on, the earliest first.

        Raises:
            SomeMissing: some could not be had.
            RegistryError: they could not be had.
        """

    async def of(self, person: PersonalData, known: Sequence[Visit] = ()) -> list[Visit]:
        """Return the person's visits, the earliest first.

        Raises:
            PersonUnknown: the registry does not know exactly one such person.
            RegistryError: they could not be had.
        """

    async def book(self, person: PersonalData, slot: Slot, key: str, *, is_repeated: bool = False) -> Visit:
        """Book *slot* for the person; the same *key* books once, however often it is tried.

        *is_repeated* tells that an earlier attempt may have booked. Only then does a visit that stands there
        without our key count as ours: before, somebody else made it, of which who asks may not know.

        Raises:
            SlotTaken: somebody else has it, or it is none that a patient may take; nothing was booked.
            PersonUnknown: the registry does not know exactly one such person; nothing was booked.
            RegistryRefused: it does not make this visit; nothing stands.
            RegistryError: it is not known whether it was booked; try again with the same key.
        """

    async def settle(self, person: PersonalData, slot: Slot, key: str) -> Visit | None:
        """Find what became of a booking that was given up: the visit, or none once its time is not ours.

        Raises:
            PersonUnknown: the registry does not know exactly one such person.
            RegistryError: it is not known yet; try again.
        """

    async def is_held(self, slot: Slot, key: str) -> bool:
        """Tell whether a booking's *key* may hold the slot; by whom the visit would be, nobody needs to know.

        A registry that keeps no keys can only tell that the slot is not free.

        Raises:
            RegistryError: it is not known.
        """

    async def cancel(self, person: PersonalData, visit: str, known: Sequence[Visit] = ()) -> Visit:
        """Cancel the person's visit (its id) and give its time back; one that is cancelled stays so.

        Raises:
            PersonUnknown: the visit is not this person's, or is gone.
            RegistryRefused: it is over, or the registry does not let it be cancelled.
            SlotHeld: it is cancelled, but its time could not be given back; `give_back` may later.
            RegistryError: it is not known whether it was cancelled; try again.
        """

    async def give_back(self, visit: str) -> None:
        """Give back the time of a cancelled *visit* (its id), where that is a deed of its own.

        Raises:
            RegistryError: it could not be done; try again.
        """


class Registry(Protocol):
    """The region's register of patients and clinics; close it when done."""

    @property
    def directory(self) -> Directory:
        """The clinics and doctors."""

    @property
    def visits(self) -> Visits:
        """Free times, and who comes when."""

    @property
    def left_out(self) -> int:
        """How many entries of its answers could not be read, since the start."""

    async def look(self, person: PersonalData) -> RegistryAnswer:
        """Find the person and the person's attachments; trouble of any kind is an answer too."""

    async def findings(self) -> list[Finding]:
        """Try each call that changes nothing, and return what the operator should know."""

    async def aclose(self) -> None:
        """Close the connections."""
