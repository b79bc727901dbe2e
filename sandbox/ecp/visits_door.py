"""The routes of free times and visits."""

from datetime import date, timedelta

from aiohttp import web

from sandbox.clinics import DemoDoctor
from sandbox.ecp.answers import REFUSED, UNKNOWN, Refusal, answer
from sandbox.ecp.door import given
from sandbox.ecp.rows import day_of, ticket_row, visit_row
from sandbox.ecp.server import Ecp, doctor_of
from sandbox.ecp.timetable import INTERNET, ORDINARY, Ticket

LONGEST = timedelta(days=400)
OPEN = {ORDINARY, INTERNET}


class VisitsDoor:
    """The routes by which a visit comes about."""

    def __init__(self, registry: Ecp) -> None:
        self._registry = registry
        self._timetables = registry.timetables

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the calls that the bot makes."""
        router.add_get("/TimeTableGraf/TimeTableGrafFreeDate", self.free_days)
        router.add_get("/TimeTableGraf/TimeTableGrafFreeTime", self.free_times)
        router.add_get("/TimeTableGraf/TimeTableGrafById", self.one)
        router.add_post("/TimeTableGraf/TimeTableGrafWrite", self.write)
        router.add_get("/TimeTableGraf/TimeTableGrafStatus", self.status)
        router.add_get("/TimeTableListbyPatient", self.coming)
        router.add_delete("/TimeTable", self.cancel)

    async def free_days(self, request: web.Request) -> web.Response:
        """Answer with the days on which a doctor has free times."""
        doctor, begins, ends = given(request, "MedStaffFact_id", "TimeTableGraf_beg", "TimeTableGraf_end")
        first, last = _days(begins, ends)
        free = self._timetables.free(_doctor(doctor))
        is_open = request.query.get("freeforinternetrecord") == "1"
        days = [
            day
            for day, tickets in free.items()
            if first <= day <= last and (not is_open or any(each.type in OPEN for each in tickets))
        ]
        return answer([{"TimeTableGraf_begTime": day.isoformat()} for day in sorted(days)])

    async def free_times(self, request: web.Request) -> web.Response:
        """Answer with a doctor's free times of one day, of whatever type."""
        doctor, day = given(request, "MedStaffFact_id", "TimeTableGraf_begTime")
        free = self._timetables.free(_doctor(doctor)).get(_days(day, day)[0], [])
        hides = self._registry.hides
        rows = [ticket_row(ticket) for ticket in free]
        return answer([{key: value for key, value in row.items() if key not in hides} for row in rows])

    async def one(self, request: web.Request) -> web.Response:
        """Answer with one time, taken or not."""
        ticket = self._find(*given(request, "TimeTableGraf_id"))
        return answer([ticket_row(ticket)] if ticket else [])

    async def write(self, request: web.Request) -> web.Response:
        """Let a person have a free time."""
        person, slot = given(request, "Person_id", "TimeTableGraf_id")
        ticket = self._find(slot)
        if not person.isdecimal() or self._registry.person(int(person)) is None:
            raise Refusal(REFUSED, "Пациент не найден")
        if ticket:
            self._timetables.snatch(ticket)
        if ticket and ticket.holder == int(person):
            raise Refusal(REFUSED, "Пациент уже записан на данную бирку")
        if ticket is None or ticket.holder is not None:
            raise Refusal(REFUSED, "Не найдена свободная бирка")
        self._timetables.book(ticket, int(person))
        return answer({"TimeTableGraf_id": ticket.id, "Person_id": person})

    async def status(self, request: web.Request) -> web.Response:
        """Answer with how a booking stands; an empty list where there never was one."""
        person, slot = given(request, "Person_id", "TimeTableGraf_id")
        found = self._timetables.statuses.get((int(person), int(slot)))
        return answer([{"EvnStatus_id": str(found)}] if found else [])

    async def coming(self, request: web.Request) -> web.Response:
        """Answer with what a person holds and is still to come."""
        person, begins, ends = given(request, "Person_id", "TimeTable_beg", "TimeTable_end")
        if not person.isdecimal() or self._registry.person(int(person)) is None:
            raise Refusal(REFUSED, "Пациент не найден")
        first, last = _days(begins, ends)
        held = self._timetables.coming(int(person))
        rows = [visit_row(ticket) for ticket in held if first <= ticket.start.date() <= last]
        return answer({"TimeTable": rows})

    async def cancel(self, request: web.Request) -> web.Response:
        """Free a time that somebody holds."""
        slot, source, cause = given(request, "TimeTable_id", "TimeTableSource", "FailCause")
        ticket = self._find(slot)
        if source != "Graf" or not cause.isdecimal():
            raise Refusal(UNKNOWN, "Неверное значение параметра")
        if ticket is None or ticket.holder is None:
            raise Refusal(REFUSED, "Бирка не занята")
        self._timetables.cancel(ticket)
        return answer([])

    def _find(self, identifier: str) -> Ticket | None:
        return self._timetables.tickets.get(int(identifier)) if identifier.isdecimal() else None


def _doctor(identifier: str) -> DemoDoctor:
    found = doctor_of(identifier)
    if found is None:
        raise Refusal(UNKNOWN, "Место работы не найдено")
    return found


def _days(begins: str, ends: str) -> tuple[date, date]:
    try:
        first, last = day_of(begins).date(), day_of(ends).date()
    except ValueError:
        raise Refusal(UNKNOWN, "Неверный формат даты") from None
    if last - first > LONGEST:
        raise Refusal(UNKNOWN, "Слишком длинный период")
    return first, last
