"""The ЕЦП stand-in is as strict as its sources: parameters, sessions, error codes, texts."""

from datetime import datetime, timedelta

import aiohttp
import pytest

from sandbox.ecp import Ecp, ecp_app
from sandbox.ecp.rows import FIRST_CLINIC, FIRST_POST
from sandbox.ecp.server import person_id
from sandbox.people import PEOPLE
from tests.servers import serving

ANNA = PEOPLE[0]
GRAF = "TimeTableGraf/TimeTableGraf"
MISSING, UNKNOWN, REFUSED = 3, 4, 6
MONTH = timedelta(days=30)


@pytest.fixture
def stand_in():
    return Ecp()


@pytest.fixture
async def call(stand_in):
    """Make a call in a session and return its JSON."""
    async with serving(ecp_app(stand_in)) as base, aiohttp.ClientSession(f"{base}/api/") as http:
        login = {"login": stand_in.login, "PASSWORD": stand_in.password}
        async with http.get("user/login", params=login) as response:
            session = (await response.json())["data"][0]["sess_id"]

        async def make(name, method="GET", **parameters):
            query = {"sess_id": session} | parameters
            async with http.request(method, name, params=query, allow_redirects=False) as response:
                return await response.json() if response.content_type == "application/json" else response

        yield make


def days(stand_in):
    today = min(ticket.start for ticket in stand_in.timetables.tickets.values()).date()
    return {"TimeTableGraf_beg": today.isoformat(), "TimeTableGraf_end": (today + MONTH).isoformat()}


async def test_who_has_no_session_is_shown_the_door(call, stand_in):
    """Four ways of it have been seen."""
    for how, seen in (("401", 401), ("elsewhere", 302), ("page", 200)):
        stand_in.session_ends = how
        assert (await call("MO", sess_id="x")).status == seen
    stand_in.session_ends = "code"
    assert (await call("MO", sess_id="x"))["error_code"] not in {0, MISSING, UNKNOWN, REFUSED}
    assert (await call("user/login", Login="x", Password="y"))["error_code"] == REFUSED
    assert (await call("user/login", Login="x"))["error_code"] == MISSING


@pytest.mark.parametrize(
    "name",
    [
        "PersonMainAttach",
        "MedSpecOms/MedSpecOmsByMO",
        "MedStaffFact/MedStaffFactByMO",
        "TimeTableGraf/TimeTableGrafFreeDate",
        "TimeTableGraf/TimeTableGrafFreeTime",
        "TimeTableGraf/TimeTableGrafById",
        "TimeTableGraf/TimeTableGrafStatus",
        "TimeTableListbyPatient",
        "Refbook",
    ],
)
async def test_a_missing_parameter_is_named(call, name):
    answer = await call(name)
    assert answer["error_code"] == MISSING
    assert "параметр" in answer["error_msg"]


async def test_people_are_found_by_what_is_enough(call, stand_in):
    """A series alone, a short SNILS, or a surname alone is not."""
    known = str(person_id(stand_in, "p1"))
    names = {"PersonSurName_SurName": ANNA.surname, "PersonFirName_FirName": ANNA.given_name}
    for criteria in (
        {"PersonSnils_Snils": ANNA.snils},
        {"Polis_Num": ANNA.polis},
        {**names, "PersonBirthDay_BirthDay": ANNA.birth_date},
    ):
        (row,) = (await call("Person", **criteria))["data"]
        assert row["Person_id"] == known
        assert "polis" not in str(row).casefold()
    for criteria in ({}, {"Polis_Ser": "73"}, {"PersonSnils_Snils": "112"}):
        assert (await call("Person", **criteria))["error_code"] == UNKNOWN
    assert (await call("Person", **names))["error_code"] == MISSING


async def test_a_time_is_taken_once(call, stand_in):
    """Free, ours, somebody else's, ours no more: with the words of the sources."""
    doctor = str(FIRST_POST)
    first, *_ = (await call(f"{GRAF}FreeDate", MedStaffFact_id=doctor, **days(stand_in)))["data"]
    slot, *_ = (await call(f"{GRAF}FreeTime", MedStaffFact_id=doctor, **first))["data"]
    datetime.strptime(slot["TimeTableGraf_begTime"], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - it has no zone
    wish = {"TimeTableGraf_id": slot["TimeTableGraf_id"]}
    anna, boris = (str(person_id(stand_in, key)) for key in ("p1", "p2"))

    async def writes(person):
        answer = await call("TimeTableGraf/TimeTableGrafWrite", "POST", Person_id=person, **wish)
        return answer.get("error_msg") or answer["data"]["Person_id"]

    assert await writes("5") == "Пациент не найден"
    assert await writes(anna) == anna
    assert await writes(anna) == "Пациент уже записан на данную бирку"
    assert await writes(boris) == "Не найдена свободная бирка"
    cancel = {"TimeTable_id": wish["TimeTableGraf_id"], "TimeTableSource": "Graf"}
    assert (await call("TimeTable", "DELETE", **cancel))["error_code"] == MISSING
    for code in (0, REFUSED):
        assert (await call("TimeTable", "DELETE", **cancel, FailCause="1"))["error_code"] == code
    states = [await call(f"{GRAF}Status", Person_id=each, **wish) for each in (anna, boris)]
    assert [state["data"] for state in states] == [[{"EvnStatus_id": "12"}], []]


async def test_unknown_ids_are_refused(call):
    assert (await call("MO", Lpu_id="5"))["error_code"] == UNKNOWN
    assert (await call("MO", Lpu_id=str(FIRST_CLINIC)))["error_code"] == 0
    assert (await call("PersonMainAttach", Person_id="5"))["error_code"] == REFUSED
    assert (await call("Refbook", Refbook_Code="dbo.Nothing"))["error_code"] == UNKNOWN
