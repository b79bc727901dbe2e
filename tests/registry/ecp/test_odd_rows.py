"""What an ЕЦП says in words or leaves to its rows: nothing found, what ended, a vacant post, one bad day."""

import json
from datetime import date, timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from patient.attachment import Found, NothingYet, Unreachable
from patient.clinic import Clinic, Doctor
from patient.visit import VisitState
from registry.ecp import answers, clinics, people, values
from registry.errors import RegistryError, RegistryMissing, RegistryRefused, RegistryReplyMalformed, SlotTaken
from registry.wire import Answer
from sandbox.ecp.rows import FIRST_CLINIC
from tests.began import began
from tests.registry.demo_people import person
from tests.registry.kinds import ZONE, opened

TODAY = date(2026, 11, 27)
ATTACH, LIST = "GET /api/PersonMainAttach", "GET /api/TimeTableListbyPatient"
POSTS, TIMES = "GET /api/MedStaffFact/MedStaffFactByMO", "GET /api/TimeTableGraf/TimeTableGrafFreeTime"
WRITE = "POST /api/TimeTableGraf/TimeTableGrafWrite"
HERE = Clinic(str(FIRST_CLINIC), "Поликлиника")


def listing(*rows):
    return {"status": 200, "body": json.dumps({"error_code": 0, "data": rows})}


def refusing(words, code=6):
    return {"status": 200, "body": json.dumps({"error_code": code, "error_msg": words})}


def day(number):
    return (began().astimezone(ZONE) + timedelta(days=number)).date()


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"personcard_begdate": "2019-05-14", "personcard_enddate": None},
        {"personcard_begdate": "2026-11-27", "personcard_enddate": "2026-11-27 00:00:00"},
        {"attach_enddate": "27.11.2026"},
        {"enddate": "когда-нибудь"},
        {"polis_enddate": "2020-01-01"},
        {"personcard_endreason": "2020-01-01"},
        None,
        7,
    ],
    ids=str,
)
def test_what_holds_today(row):
    """The last day included; the end of a polis is no end of an attachment."""
    assert values.holds(row, TODAY, "card", "attach")


@pytest.mark.parametrize(
    "row",
    [
        {"personcard_enddate": "2026-11-26"},
        {"personattach_enddate": "26.11.2026 00:00:00"},
        {"enddate": "2020-01-01"},
        {"personcard_begdate": "2026-11-28", "personcard_enddate": None},
        {"begdate": "01.12.2026"},
    ],
    ids=str,
)
def test_what_is_over_or_yet_to_come(row):
    assert not values.holds(row, TODAY, "card", "attach")


dates = st.sampled_from(["begdate", "enddate", "card_begdate", "card_enddate"])


@given(row=st.dictionaries(dates, st.none() | st.integers() | st.text() | st.dates().map(str)) | st.text())
def test_any_row_is_looked_at(row):
    assert values.holds(row, TODAY, "card") in {True, False}


async def test_of_several_attachments_the_one_that_holds_is_told(house, disturbance):
    """One that ended, one of next month, and the present one."""
    ended = {"Lpu_id": 5, "Lpu_Nick": "Прежняя", "PersonCard_endDate": str(day(-3))}
    to_come = {"Lpu_id": 6, "Lpu_Nick": "Будущая", "PersonCard_begDate": str(day(3))}
    here = {"Lpu_id": FIRST_CLINIC, "PersonCard_begDate": "2019-05-14", "PersonCard_endDate": None}
    disturbance.begin(ATTACH, **listing(ended, to_come, here))
    answer = await house.registry.look(person("p1"))
    assert isinstance(answer, Found)
    assert [each.clinic.id for each in answer.attachments] == [HERE.id]
    disturbance.begin(ATTACH, **listing(ended, to_come))
    assert await house.registry.look(person("p1")) == NothingYet()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Не найдена свободная бирка", SlotTaken),
        ("Нет свободных бирок", SlotTaken),
        ("Данная бирка уже занята", SlotTaken),
        ("Записи не найдены", RegistryMissing),
        ("Нет данных", RegistryMissing),
        ("Пациент уже записан на данную бирку", answers.AlreadyBooked),
        ("Пациентка уже записана на выбранную бирку", answers.AlreadyBooked),
        ("Пациент уже записан на другую бирку к этому врачу", answers.CallRefused),
        ("Пациент уже записан на одну из бирок", answers.CallRefused),
    ],
)
def test_refusals_in_words(words, kind):
    with pytest.raises(RegistryError) as refused:
        answers.told(Answer(200, {}, json.dumps({"error_code": 6, "error_msg": words}).encode()))
    assert type(refused.value) is kind


async def test_another_visit_of_the_persons_is_no_proof_of_this_one(house, visits, disturbance):
    """«Already booked on another time» books nothing: nobody hears that the visit stands."""
    slot = (await house.free(began()))[0]
    disturbance.begin(WRITE, **refusing("Пациент уже записан на другую бирку к этому врачу"))
    with pytest.raises(RegistryRefused):
        await visits.book(person("p1"), slot, "key-1")
    assert await visits.of(person("p1")) == []


@pytest.mark.parametrize("nothing", [refusing("Записи не найдены"), refusing("", 4), listing()], ids=str)
async def test_a_person_without_visits_has_none(house, disturbance, nothing):
    """Some say so by an empty list, others by a refusal; either way there is nothing, and one can book."""
    slot = (await house.free(began()))[0]
    disturbance.begin(LIST, **nothing)
    assert await house.registry.visits.of(person("p1")) == []
    visit = await house.registry.visits.book(person("p1"), slot, "key-1")
    assert (visit.id, visit.state) == (slot.id, VisitState.BOOKED)


async def test_a_visit_that_is_listed_as_cancelled_does_not_stand(house, visits, disturbance):
    """A list of what is to come may tell the state of each."""
    slot = (await house.free(began()))[0]
    visit = await visits.book(person("p1"), slot, "key-1")
    row = {"TimeTable_id": slot.id, "TimeTable_begTime": f"{day(3)} 08:00:00", "EvnStatus_id": 12}
    other = row | {"TimeTable_id": 77, "EvnStatus_id": "17", "TimeTableSource": "graf"}
    disturbance.begin(LIST, **listing(row, other))
    assert [each.id for each in await visits.of(person("p1"))] == ["77"]
    house.stand_in.timetables.cancel(house.stand_in.timetables.tickets[int(slot.id)])
    states = {each.id: each.state for each in await visits.of(person("p1"), [visit])}
    assert states == {slot.id: VisitState.CANCELLED, "77": VisitState.BOOKED}


async def test_a_vacant_post_hides_no_doctor(house, disturbance):
    """A speciality in which nobody works, an empty one, and one where somebody left."""
    rows = iter([[{"MedStaffFact_id": 1}], [{"MedStaffFact_id": 2, "MedStaffFact_Fio": "Редкин С. Ю."}]])
    left = {"MedStaffFact_id": 3, "MedStaffFact_Fio": "Ушлова", "WorkData_endDate": str(day(-2))}

    @web.middleware
    async def posts(request, handler):
        if not request.path.endswith("MedStaffFactByMO"):
            return await handler(request)
        if (told := next(rows, None)) is None:
            return web.json_response({"error_code": 6, "error_msg": "Врачи не найдены"})
        return web.json_response({"error_code": 0, "data": [*told, left]})

    async with opened("ecp", between=posts) as other:
        found = await other.registry.directory.doctors(HERE)
    assert [doctor.name for doctor in found] == ["Редкин С. Ю."]


async def test_rows_that_nobody_can_read_are_no_clinic_without_doctors(house, disturbance):
    disturbance.begin(POSTS, **listing({"MedStaffFact_id": "x", "MedStaffFact_Fio": "Ушлова"}))
    with pytest.raises(RegistryReplyMalformed):
        await house.registry.directory.doctors(HERE)


async def test_one_bad_day_hides_no_other(house, disturbance):
    """The last time of a day went meanwhile, or its rows are senseless."""
    slots = await house.free(began())
    first = slots[0].start.astimezone(ZONE).date()
    others = [slot for slot in slots if slot.start.astimezone(ZONE).date() != first]
    assert others
    for day_gone in (refusing("Нет свободных бирок"), refusing("", 4), listing({"x": 1}), listing(5)):
        disturbance.begin(TIMES, **day_gone, times=1)
        left = await house.free(began())
        assert len(left) < len(slots)
        assert set(left) < set(slots)
    disturbance.begin(TIMES, **listing({"x": 1}))
    with pytest.raises(RegistryReplyMalformed):
        await house.free(began())


async def test_a_time_of_which_another_is_told_hides_no_other():
    """Asked for alone, for its type, the first time is answered with another one."""
    spoiled = []

    @web.middleware
    async def one(request, handler):
        asked = request.query.get("TimeTableGraf_id")
        if request.path.endswith("ById") and asked in spoiled:
            return web.json_response({"error_code": 0, "data": [{"TimeTableGraf_id": 999_999}]})
        return await handler(request)

    async with opened("ecp", between=one) as house:
        slots = await house.free(began())
        house.stand_in.hides.add("TimeTableType_id")
        spoiled.append(slots[0].id)
        assert await house.free(began()) == slots[1:]


@pytest.mark.parametrize("lack", ["PersonBirthDay_BirthDay", "PersonSurName_SurName"])
async def test_a_record_that_lacks_something_is_no_trouble(house, disturbance, lack):
    """Nobody can tell whose it is: the desk can, waiting cannot."""
    row = {"Person_id": 7, "PersonSurName_SurName": "Тестова", "PersonBirthDay_BirthDay": "1980-01-01"}
    disturbance.begin("GET /api/Person", **listing(row | {lack: None}))
    assert await house.registry.look(person("p1")) == NothingYet()
    disturbance.begin("GET /api/Person", **listing(row | {"Person_id": "x"}))
    assert await house.registry.look(person("p1")) == Unreachable()


@pytest.mark.parametrize("born", ["1979-10-12", "1979-10-12 00:00:00", "12.10.1979", " 12.10.1979 0:00"])
def test_a_birth_date_in_either_order(born):
    row = {"person_id": 7, "personsurname_surname": "Тестова", "personbirthday_birthday": born}
    assert people.record(row).birth_date == "1979-10-12"


@pytest.mark.parametrize("born", [None, 7, "1979", "12.13.1979", "12/10/1979"])
def test_a_birth_date_that_is_none(born):
    row = {"person_id": 7, "personsurname_surname": "Тестова", "personbirthday_birthday": born}
    assert people.record(row).birth_date == ""


def test_words_from_a_page_are_told_as_people_read_them():
    """Entities, letters in two parts, spaces that do not break."""
    row = {"lpu_id": 7, "lpu_nick": "ГУЗ &quot;Городско\u0438\u0306&nbsp;центр №\u00a01&quot;"}
    assert clinics.clinic(row).name == 'ГУЗ "Городской центр № 1"'
    doctor = clinics.doctor({"medstafffact_id": 1, "medstafffact_fio": "О&#39;Нил А."}, HERE, "терапия")
    assert doctor == Doctor("1", "1", HERE.id, "О'Нил А.", "терапия")
