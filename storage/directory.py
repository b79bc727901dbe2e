"""The directory: the region's clinics and doctors as the registry told them last, and their free times."""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from patient.clinic import Clinic, Doctor, Listed
from patient.name import compared
from patient.visit import FreeTimes, Slot, Visit
from storage.connection import Row, among
from storage.repository import Repository
from storage.written import read, written

log = logging.getLogger(__name__)

T = TypeVar("T")

MANY = 500  # rows of one statement
CLINIC_COLUMNS = "number, content"
DOCTOR = ("id", "practitioner", "clinic", "name", "speciality")
DOCTOR_COLUMNS = ", ".join(("number", *DOCTOR))


class Directory(Repository):
    """Nothing here is personal, so it stands in the open."""

    async def replace(
        self, clinics: Sequence[Clinic], doctors: Sequence[Doctor], *, but_of: Collection[str] = ()
    ) -> None:
        """Keep what the registry told now; numbers stay, what it no longer has goes.

        Of the clinics *but_of* not all was told, or nothing: whoever is known there stays.
        """
        await self._keep_clinics(clinics)
        await self._keep_doctors(doctors)
        known = await self._transaction.rows("SELECT id, clinic FROM doctor")
        stay = [doctor for doctor, clinic in known if clinic in but_of]
        await self._forget("doctor", [*(doctor.id for doctor in doctors), *stay])
        await self._forget("clinic", [clinic.id for clinic in clinics])

    async def clinics(self, words: str = "") -> list[Listed[Clinic]]:
        """Return the clinics in whose name or address *words* stand, by name."""
        rows = await self._transaction.rows(
            f"SELECT {CLINIC_COLUMNS} FROM clinic WHERE instr(folded, ?) > 0 ORDER BY folded",
            compared(words),
        )
        return list(_readable(_clinic, rows))

    async def clinic(self, number: int | str) -> Listed[Clinic] | None:
        """Return the clinic with this number, or with this id of the registry."""
        statement = f"SELECT {CLINIC_COLUMNS} FROM clinic WHERE {_key(number)} = ?"
        return await self._one(_clinic, statement, number)

    async def doctors(
        self, *, clinic: str = "", speciality: str = "", words: str = ""
    ) -> list[Listed[Doctor]]:
        """Return the doctors of a clinic (its id), a speciality, with *words* in the name; by name."""
        rows = await self._transaction.rows(
            f"SELECT {DOCTOR_COLUMNS} FROM doctor"
            " WHERE (? = '' OR clinic = ?) AND (? = '' OR speciality = ?) AND instr(folded, ?) > 0"
            " ORDER BY folded, number",
            clinic,
            clinic,
            speciality,
            speciality,
            compared(words),
        )
        return list(_readable(_doctor, rows))

    async def doctor(self, number: int | str) -> Listed[Doctor] | None:
        """Return the doctor with this number, or with this id of the registry."""
        statement = f"SELECT {DOCTOR_COLUMNS} FROM doctor WHERE {_key(number)} = ?"
        return await self._one(_doctor, statement, number)

    async def post(self, doctor: str | None, practitioner: str | None) -> Listed[Doctor] | None:
        """Return the post of a visit, by what the registry tells of it."""
        if doctor and (found := await self.doctor(doctor)):
            return found
        if not practitioner:
            return None
        statement = f"SELECT {DOCTOR_COLUMNS} FROM doctor WHERE practitioner = ? ORDER BY number"
        return await self._one(_doctor, statement, practitioner)

    async def placed(self, visit: Visit) -> Visit:
        """Return the visit with the doctor and the clinic that are known here."""
        post = await self.post(visit.doctor, visit.practitioner)
        if post is None:
            return visit
        clinic = await self.clinic(post.value.clinic)
        return visit.at(post.value, clinic.value if clinic else None)

    async def specialities(self, clinic: str = "") -> list[str]:
        """Return the specialities of a clinic, or of the region."""
        statement = "SELECT DISTINCT speciality FROM doctor WHERE ? = '' OR clinic = ? ORDER BY speciality"
        return await self._transaction.column(str, statement, clinic, clinic)

    async def keep_free_times(self, doctor: str, slots: Iterable[Slot], *, is_whole: bool = True) -> None:
        """Keep the doctor's free times as they are now, or those of them that could be had.

        A moment before 1970 says that it was not the whole.
        """
        await self._transaction.execute(
            "UPDATE doctor SET slots = ?, asked_at = ? WHERE id = ?",
            json.dumps([written(slot) for slot in slots]),
            self._transaction.clock if is_whole else -self._transaction.clock,
            doctor,
        )

    async def outdate_free_times(self, doctor: str | None, practitioner: str | None) -> None:
        """Have the free times of a visit's doctor asked for again by whoever looks next."""
        await self._transaction.execute(
            "UPDATE doctor SET asked_at = 0 WHERE asked_at <> 0 AND (id = ? OR practitioner = ?)",
            doctor,
            practitioner,
        )

    async def free_times(self, doctor: str) -> FreeTimes:
        """Return the doctor's free times that are still to come."""
        statement = "SELECT id, slots, asked_at FROM doctor WHERE id = ? AND asked_at IS NOT NULL"
        known = await self._one(_free_times, statement, doctor) or FreeTimes((), None)
        coming = tuple(slot for slot in known.slots if slot.start > self._transaction.now)
        return replace(known, slots=coming)

    async def _one(self, read: Callable[[Row], T], statement: str, key: int | str) -> T | None:
        """Return what the row under this *key* stands for, if there is one and it can be read."""
        row = await self._transaction.row(statement, key)
        return next(_readable(read, [row] if row else []), None)

    async def _keep_clinics(self, clinics: Iterable[Clinic]) -> None:
        rows = [
            (clinic.id, clinic.district, _folded(clinic), json.dumps(written(clinic), ensure_ascii=False))
            for clinic in clinics
        ]
        await self._keep("clinic", ("id", "district", "folded", "content"), rows)

    async def _keep_doctors(self, doctors: Iterable[Doctor]) -> None:
        rows = [
            (*(getattr(doctor, name) for name in DOCTOR), compared(f"{doctor.name} {doctor.speciality}"))
            for doctor in doctors
        ]
        await self._keep("doctor", (*DOCTOR, "folded"), rows)

    async def _keep(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Keep many in one statement: a region has thousands of rows, and the writer serves everybody."""
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
        latest = list({row[0]: row for row in rows}.values())  # one statement changes no row twice
        for some in _parts(latest):
            marks = ", ".join([f"({', '.join('?' * len(columns))})"] * len(some))
            await self._transaction.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}"
                f" ON CONFLICT (id) DO UPDATE SET {changes}",
                *(value for row in some for value in row),
            )

    async def _forget(self, table: str, present: Collection[str]) -> None:
        """Delete what is not among the *present* ids."""
        known = await self._transaction.column(str, f"SELECT id FROM {table}")
        for gone in _parts(sorted(set(known) - set(present))):
            one, values = among(gone)
            await self._transaction.execute(f"DELETE FROM {table} WHERE id {one}", *values)


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), MANY):
        yield rows[start : start + MANY]


def _readable(read: Callable[[Row], T], rows: Iterable[Row]) -> Iterator[T]:
    """Yield what *rows* stand for; a damaged one is passed over until the registry is read again."""
    for row in rows:
        try:
            value = read(row)
        except Exception as error:  # noqa: BLE001 - whatever odd content may raise
            log.error("row %s of the directory cannot be read: %s", row[0], type(error).__name__)  # noqa: TRY400 - the row stands in the error
        else:
            yield value


def _free_times(row: Row) -> FreeTimes:
    _, slots, asked_at = row
    known, at = read(tuple[Slot, ...], json.loads(slots)), datetime.fromtimestamp(abs(asked_at), UTC)
    return FreeTimes(known, at, is_whole=asked_at >= 0)


def _folded(clinic: Clinic) -> str:
    return compared(f"{clinic.name} {clinic.address or ''} {clinic.district or ''}")


def _key(number: int | str) -> str:
    return "number" if isinstance(number, int) else "id"


def _clinic(row: Row) -> Listed[Clinic]:
    number, content = row
    return Listed(number, read(Clinic, json.loads(content)))


def _doctor(row: Row) -> Listed[Doctor]:
    number, *columns = row
    return Listed(number, Doctor(*columns))
