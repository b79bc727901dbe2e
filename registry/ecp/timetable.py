"""The timetables of the ЕЦП: a doctor's free times («бирки») of the types that a patient may take."""

import asyncio
import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from patient.clinic import Doctor
from patient.visit import Slot
from registry.asking import ask_each
from registry.ecp.values import day, is_others, moment, number
from registry.ecp.wire import EcpWire
from registry.errors import RegistryMissing, RegistryReplyMalformed, SlotTaken, SomeMissing
from registry.reading import known, strict

log = logging.getLogger(__name__)

HORIZON = timedelta(days=30)
WITHIN = 15.0  # seconds: a day that does not answer holds up the others no longer
AT_ONCE = 4  # calls for times, so that they never crowd out who is booking now
MOST_TYPES = 50_000  # remembered of times whose type is told only of one alone


class Timetable:
    """What can be known of doctors' times; a patient may take some *types* of them."""

    def __init__(self, wire: EcpWire, types: Collection[str], zone: ZoneInfo) -> None:
        self._wire = wire
        self._allowed = frozenset(types)
        self._zone = zone
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._types: dict[str, str | None] = {}

    async def free(self, doctor: Doctor, since: datetime) -> list[Slot]:
        """Return the doctor's free times from *since* on, each start once, the earliest first.

        Raises:
            SomeMissing: those of some days could not be had.
            RegistryError: they could not be had.
        """
        days = await self._days(doctor, since.astimezone(self._zone).date())
        rows = await ask_each(days, partial(self._rows_of_day, doctor.id), at_once=AT_ONCE, within=WITHIN)
        rows.raise_if_silent()
        own = [row for day in rows.told.values() for row in day if self._may_be_told(row, doctor.id)]
        told = self._wire.read(own, partial(_offered, doctor=doctor.id, zone=self._zone))
        offered = [(slot, kind) for slot, kind in told if slot.start >= since]
        kinds = await ask_each(offered, self._kind, at_once=AT_ONCE, within=WITHIN, of=lambda _: doctor.id)
        kinds.raise_if_silent()
        found: dict[datetime, Slot] = {}
        for (slot, _), kind in kinds.told.items():
            if self._may_take(kind):
                found.setdefault(slot.start, slot)
        slots = sorted(found.values(), key=lambda slot: slot.start)
        if rows.silent or kinds.silent:
            raise SomeMissing(slots)
        return slots

    async def expect(self, slot: Slot) -> None:
        """See that the time still is what was chosen.

        Raises:
            SlotTaken: the clinic withdrew or moved it, or it is none that a patient may take.
            RegistryError: it is not known.
        """
        row = await self._one(slot.id)
        begins = row.get("timetablegraf_begtime")
        is_moved = begins is not None and known(moment, begins, self._zone) != slot.start
        if is_moved or not self._may_be_told(row, slot.doctor):
            raise SlotTaken(slot.id)

    async def is_free(self, slot: Slot) -> bool:
        """Tell whether the doctor has this time free.

        Raises:
            RegistryError: it is not known.
        """
        day = slot.start.astimezone(self._zone).date()
        rows = await self._rows_of_day(slot.doctor, day)
        return any(known(_id, row) == slot.id for row in rows)

    async def _days(self, doctor: Doctor, first: date) -> list[date]:
        last = first + HORIZON
        try:
            async with self._gate:
                told = await self._wire.legible(
                    _day,
                    "TimeTableGraf/TimeTableGrafFreeDate",
                    MedStaffFact_id=doctor.id,
                    TimeTableGraf_beg=first.isoformat(),
                    TimeTableGraf_end=last.isoformat(),
                )
        except NONE_FREE:  # it knows this doctor no more, or no timetable of his
            return []
        return sorted({day for day in told if first <= day <= last})

    async def _rows_of_day(self, doctor: str, day: date) -> list[Any]:
        """Return the free times of a day, on which the last one may have gone since the days were told."""
        name, written = "TimeTableGraf/TimeTableGrafFreeTime", day.isoformat()
        async with self._gate:
            try:
                return await self._wire.listed(name, MedStaffFact_id=doctor, TimeTableGraf_begTime=written)
            except NONE_FREE:
                return []

    def _may_be_told(self, row: Any, doctor: str) -> bool:
        return not is_others(row, "medstafffact_id", doctor) and self._may_take(_type(row))

    async def _kind(self, offered: tuple[Slot, str | None]) -> str | None:
        """Return the type of a time; where the list does not tell it, the time is asked for alone, once."""
        slot, kind = offered
        if kind:
            return kind
        if slot.id not in self._types:
            try:
                await self._ask_type(slot)
            except RegistryReplyMalformed as error:
                log.warning("registry: a time is left out: %s", error)
                self._wire.leave_out(1)
                return NO_TYPE
        return self._types.get(slot.id)

    async def _ask_type(self, slot: Slot) -> None:
        if len(self._types) >= MOST_TYPES:
            self._types.clear()
        async with self._gate:
            try:
                self._types[slot.id] = _type(await self._one(slot.id))
            except SlotTaken:
                self._types[slot.id] = NO_TYPE

    async def _one(self, slot: str) -> dict[str, Any]:
        try:
            rows = await self._wire.listed("TimeTableGraf/TimeTableGrafById", TimeTableGraf_id=slot)
        except RegistryMissing:
            rows = []
        if not rows:
            raise SlotTaken(slot)
        found = next((row for row in rows if known(_id, row) == slot), None)
        if found is None:
            raise RegistryReplyMalformed("another time than the one asked for")
        return dict(found)

    def _may_take(self, kind: str | None) -> bool:
        """Tell whether a patient may take times of this type; nothing is known against one without a type."""
        return kind is None or kind in self._allowed


NO_TYPE = "0"  # that of a time that is gone
NONE_FREE = (RegistryMissing, SlotTaken)  # how it may say that a list is empty


def _type(row: Any) -> str | None:
    return known(lambda: number(row["timetabletype_id"]))


def _id(row: Any) -> str:
    return number(row["timetablegraf_id"])


@strict
def _day(row: Any) -> date:
    return day(row["timetablegraf_begtime"])


@strict
def _offered(row: Any, doctor: str, zone: ZoneInfo) -> tuple[Slot, str | None]:
    """Read a free time with its type, as far as it is told."""
    return Slot(_id(row), doctor, moment(row["timetablegraf_begtime"], zone)), _type(row)
