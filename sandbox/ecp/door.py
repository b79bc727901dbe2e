"""The routes about people and clinics, and what guards them all: the log, faults, the session, parameters."""

from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.clinics import CLINICS, DOCTORS
from sandbox.ecp.answers import MISSING_PARAMETER, REFUSED, UNKNOWN, Refusal, answer, refusal, session_over
from sandbox.ecp.rows import (
    Row,
    attachment_row,
    clinic_row,
    post_row,
    speciality_id,
    speciality_row,
)
from sandbox.ecp.server import Ecp, clinic_of
from sandbox.ecp.timetable import TYPES
from sandbox.registry.faults import FaultKind
from sandbox.registry.server import Call

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SNILS_DIGITS = 11
NAMES = {
    "PersonSurName_SurName": "surname",
    "PersonFirName_FirName": "given_name",
    "PersonSecName_SecName": "patronymic",
    "PersonBirthDay_BirthDay": "birth_date",
}


def given(request: web.Request, *names: str) -> list[str]:
    """Return what stands in the parameters with these names, all of them required."""
    found = [request.query.get(name, "").strip() for name in names]
    for name, value in zip(names, found, strict=True):
        if not value:
            raise Refusal(MISSING_PARAMETER, f"Отсутствует обязательный параметр {name}")
    return found


class PeopleDoor:
    """The routes below ``/api`` by which people, clinics and doctors are found."""

    def __init__(self, registry: Ecp) -> None:
        self._registry = registry

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the calls that the bot makes."""
        router.add_get("/user/login", self.login)
        router.add_get("/Person", self.people)
        router.add_get("/PersonMainAttach", self.main_attachment)
        router.add_get("/MO", self.clinics)
        router.add_get("/MedSpecOms/MedSpecOmsByMO", self.specialities)
        router.add_get("/MedStaffFact/MedStaffFactByMO", self.posts)
        router.add_get("/Refbook", self.names)

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Log the call, fail when told so, and let only whoever has a session in."""
        self._registry.calls.append(Call(request.method, request.path_qs, {}))
        fault = self._registry.next_fault()
        failure = await fault.answer() if fault else None
        if failure is not None:
            return failure
        response = await self._guarded(request, handler)
        if fault and fault.kind is FaultKind.LOST and request.transport:
            request.transport.abort()
        return response

    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        session = request.query.get("sess_id") or request.query.get("Sess_id")
        if not request.path.endswith("/user/login") and session not in self._registry.sessions:
            return session_over(self._registry.session_ends)
        try:
            return await handler(request)
        except Refusal as error:
            return refusal(error)

    async def login(self, request: web.Request) -> web.Response:
        """Begin a session; names of parameters are not case-sensitive here."""
        query = {name.casefold(): value for name, value in request.query.items()}
        if not query.get("login") or not query.get("password"):
            raise Refusal(MISSING_PARAMETER, "Отсутствует обязательный параметр Login или Password")
        session = self._registry.begin_session(query["login"], query["password"], query.get("apikey", ""))
        if session is None:
            raise Refusal(REFUSED, "Неверный логин или пароль")
        return answer([{"sess_id": session}])

    async def people(self, request: web.Request) -> web.Response:
        """Answer with records, by SNILS, by polis, or by the whole name with the birth date."""
        query = request.query
        if snils := query.get("PersonSnils_Snils"):
            if len(snils) != SNILS_DIGITS or not snils.isdecimal():
                raise Refusal(UNKNOWN, "Неверный формат СНИЛС")
            return self._rows(self._registry.records(snils=snils))
        if number := query.get("Polis_Num"):
            return self._rows(self._registry.records(polis=query.get("Polis_Ser", "") + number))
        if "Polis_Ser" in query or not query.get("PersonSurName_SurName"):
            raise Refusal(UNKNOWN, "Недостаточно критериев для поиска")
        (_, _) = given(request, "PersonFirName_FirName", "PersonBirthDay_BirthDay")
        wanted = {field: query[name].casefold() for name, field in NAMES.items() if query.get(name)}
        return self._rows(self._registry.records(**wanted))

    async def main_attachment(self, request: web.Request) -> web.Response:
        """Answer with the main attachment; an empty list is none."""
        (identifier,) = given(request, "Person_id")
        person = self._registry.person(int(identifier)) if identifier.isdecimal() else None
        if person is None:
            raise Refusal(REFUSED, "Пациент не найден")
        clinic = self._registry.attachment(person)
        return self._rows([attachment_row(each) for each in CLINICS if each.id == clinic])

    async def clinics(self, request: web.Request) -> web.Response:
        """Answer with one МО, or with all of them."""
        if "Lpu_id" not in request.query:
            return self._rows([clinic_row(clinic) for clinic in CLINICS])
        number = clinic_of(request.query["Lpu_id"])
        if number is None:
            raise Refusal(UNKNOWN, "МО не найдена")
        return self._rows([clinic_row(CLINICS[number])])

    async def specialities(self, request: web.Request) -> web.Response:
        """Answer with the specialities of a clinic, and how many times are free."""
        clinic, _ = given(request, "Lpu_id", "For_Record")
        free: Counter[str] = Counter()
        for demo in DOCTORS:
            if demo.doctor.clinic == self._clinic(clinic):
                free[demo.doctor.speciality] += self._registry.timetables.count(demo)
        return self._rows([speciality_row(name, number) for name, number in free.items()])

    async def posts(self, request: web.Request) -> web.Response:
        """Answer with the doctors of one speciality of a clinic."""
        clinic, speciality = given(request, "Lpu_id", "MedSpecOms_id")
        return self._rows(
            [
                post_row(demo)
                for demo in DOCTORS
                if demo.doctor.clinic == self._clinic(clinic)
                and str(speciality_id(demo.doctor.speciality)) == speciality
            ]
        )

    async def names(self, request: web.Request) -> web.Response:
        """Answer with the words for ids."""
        (code,) = given(request, "Refbook_Code")
        if code != "dbo.TimeTableType":
            raise Refusal(UNKNOWN, "Справочник не найден")
        return self._rows([{"id": str(key), "Name": name, "Code": key} for key, name in TYPES.items()])

    def _clinic(self, identifier: str) -> str:
        number = clinic_of(identifier)
        if number is None:
            raise Refusal(UNKNOWN, "МО не найдена")
        return CLINICS[number].id

    def _rows(self, rows: list[Row]) -> web.Response:
        """Answer with rows, without what this instance hides."""
        hides = self._registry.hides
        return answer([{key: value for key, value in row.items() if key not in hides} for row in rows])
