"""Visits of the ЕЦП: what its list leaves out, types of times, the desk's doings, refusals in words."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from patient.visit import Visit, VisitState
from registry.ecp.answers import CallRefused
from registry.errors import PersonUnknown, RegistryRefused, SlotTaken
from sandbox.ecp.server import person_id
from sandbox.ecp.timetable import BOOKED, INTERNET, ORDINARY, PAID
from tests.began import began
from tests.registry.demo_people import person
from tests.registry.kinds import opened

WRITE = "POST /api/TimeTableGraf/TimeTableGrafWrite"


def ticket(house, slot):
    return house.stand_in.timetables.tickets[int(slot.id)]


async def booked(house, number=0):
    slot = (await house.free(began()))[number]
    return slot, await house.registry.visits.book(person("p1"), slot, "key-1")


async def test_what_is_over_stays_as_it_was(house, visits):
    """The list shows only what is to come: a past visit is neither gone nor cancelled."""
    past = Visit("41", began() - timedelta(days=3), VisitState.BOOKED)
    states = {"42": VisitState.FULFILLED, "43": VisitState.CANCELLED}
    over = [replace(past, id=key, state=state) for key, state in states.items()]
    assert await visits.of(person("p1"), [past, *over]) == [past, *over]
    assert not any("Status" in call.url for call in house.stand_in.calls)


async def test_a_visit_that_vanished_is_cancelled_only_where_the_registry_says_so(house, visits):
    """The desk cancelled the one; the other is only missing from the list."""
    (slot, first), (other, second) = await booked(house), await booked(house, 0)
    house.stand_in.timetables.cancel(ticket(house, slot))
    ticket(house, other).holder = None
    assert [each.state for each in await visits.of(person("p1"), [first, second])] == [
        VisitState.CANCELLED,
        VisitState.BOOKED,
    ]
    assert await visits.of(person("p1")) == []


async def test_a_visit_of_which_the_registry_knows_nothing_is_not_told_as_cancelled(house, visits):
    """The list and the state contradict what was told before: nothing is invented."""
    ghost = Visit("7", began() + timedelta(days=3), VisitState.BOOKED)
    assert await visits.of(person("p1"), [ghost]) == [ghost]


async def test_the_state_counts_as_cancelled_where_it_tells_a_history(house, visits, disturbance):
    """Booked and cancelled, in whatever order."""
    slot, visit = await booked(house)
    ticket(house, slot).holder = None
    body = '{"error_code": 0, "data": [{"EvnStatus_id": 12}, {"EvnStatus_id": "17"}]}'
    disturbance.begin("GET /api/TimeTableGraf/TimeTableGrafStatus", status=200, body=body)
    assert [each.state for each in await visits.of(person("p1"), [visit])] == [VisitState.CANCELLED]


async def test_only_what_a_patient_may_take_is_offered(house, visits):
    """Paid times and those by referral are for others."""
    slots = await house.free(began())
    assert {ticket(house, slot).type for slot in slots} == {ORDINARY, INTERNET}
    ticket(house, slots[0]).type = PAID  # changed at the desk meanwhile
    with pytest.raises(SlotTaken):
        await visits.book(person("p1"), slots[0], "key-1")
    assert ticket(house, slots[0]).holder is None


async def test_a_type_that_the_list_does_not_tell_is_asked_for_once():
    """Some instances tell it of one time alone."""
    async with opened("ecp") as house:
        slots = await house.free(began())
        house.stand_in.hides.add("TimeTableType_id")
        assert await house.free(began()) == slots
        house.stand_in.calls.clear()
        assert await house.free(began()) == slots
        assert not any("ById" in call.url for call in house.stand_in.calls)


async def test_a_time_that_was_moved_is_not_the_one_that_was_chosen(house, visits):
    """Nor one that is gone, or another doctor's."""
    slots = (await house.free(began()))[:2]
    ticket(house, slots[0]).start += timedelta(hours=1)
    del house.stand_in.timetables.tickets[int(slots[1].id)]
    for slot in slots:
        with pytest.raises(SlotTaken):
            await visits.book(person("p1"), slot, "key-1")
    assert await visits.of(person("p1")) == []


async def test_what_the_desk_booked_is_not_ours_to_tell(house, visits):
    """Before the first attempt somebody else gave the person this very time."""
    slot = (await house.free(began()))[0]
    house.stand_in.timetables.book(ticket(house, slot), person_id(house.stand_in, "p1"))
    with pytest.raises(SlotTaken):
        await visits.book(person("p1"), slot, "key-1")
    assert (await visits.book(person("p1"), slot, "key-1", is_repeated=True)).id == slot.id


async def test_already_booked_on_this_time_is_the_proof(house, visits, disturbance):
    """A proxy repeated the call whose answer it had lost, and the list is behind."""
    slot = (await house.free(began()))[0]
    body = '{"error_code": 6, "error_msg": "Пациент уже записан на данную бирку"}'
    disturbance.begin(WRITE, status=200, body=body)
    assert (await visits.book(person("p1"), slot, "key-1")).id == slot.id


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Не найдена свободная бирка", SlotTaken),
        ("Бирка уже занята", SlotTaken),
        ("Пациент не найден", PersonUnknown),
        ("Пациент уже записан к этому врачу", CallRefused),
        ("Запись на приём запрещена", CallRefused),
        ("", CallRefused),
    ],
)
async def test_a_refusal_is_understood_by_its_words(house, visits, disturbance, text, error):
    slot = (await house.free(began()))[0]
    disturbance.begin(WRITE, status=200, body=f'{{"error_code": "6", "Error_Msg": "{text}"}}')
    with pytest.raises(error) as told:
        await visits.book(person("p1"), slot, "key-1")
    assert type(told.value) is error


async def test_a_place_in_a_queue_is_no_visit(house, visits, disturbance):
    """It names no time."""
    slot = (await house.free(began()))[0]
    disturbance.begin(WRITE, status=200, body='{"error_code": 0, "data": {"EvnQueue_id": "5"}}')
    with pytest.raises(Exception, match="does not stand"):
        await visits.book(person("p1"), slot, "key-1")


async def test_a_booking_that_is_only_told_by_its_state_is_settled(house, visits):
    """The list may be behind; what was cancelled came to nothing."""
    slot, _ = await booked(house)
    ticket(house, slot).holder = None
    assert (await visits.settle(person("p1"), slot, "key-1")).id == slot.id
    house.stand_in.timetables.statuses.clear()
    assert await visits.settle(person("p1"), slot, "key-1") is None


async def test_a_visit_that_is_over_is_not_cancelled(house, visits):
    past = Visit("41", began() - timedelta(days=3), VisitState.BOOKED)
    with pytest.raises(RegistryRefused):
        await visits.cancel(person("p1"), "41", [past])
    with pytest.raises(PersonUnknown):
        await visits.cancel(person("p1"), "42", [past])


async def test_a_cancelled_time_that_another_one_took_is_his(house, visits):
    """Cancelling once more touches nobody else's visit."""
    slot, visit = await booked(house)
    await visits.cancel(person("p1"), visit.id, [visit])
    await visits.book(person("p2"), slot, "key-2")
    assert (await visits.cancel(person("p1"), visit.id, [visit])).state is VisitState.CANCELLED
    assert house.stand_in.timetables.statuses[person_id(house.stand_in, "p2"), int(slot.id)] == BOOKED
    assert await visits.is_held(slot, "key-2")


async def test_the_reason_of_a_cancellation_is_the_settings(house, visits):
    _, visit = await booked(house)
    await visits.cancel(person("p1"), visit.id)
    (call,) = [call for call in house.stand_in.calls if call.method == "DELETE"]
    assert "FailCause=1" in call.url
    assert "TimeTableSource=Graf" in call.url


async def test_only_the_persons_visits_to_doctors_are_told(house, visits, disturbance):
    """Not those of other services, whose ids are of another table, nor anybody else's; odd ones hide none."""
    start = (began() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M:%S")
    own = {"TimeTable_id": "1", "TimeTable_begTime": start}
    listed = [
        own,
        own | {"TimeTable_id": "2", "TimeTableSource": "Par"},
        own | {"TimeTable_id": "3", "TimeTableSource": []},
        own | {"TimeTable_id": "4", "Person_id": "5"},
        own | {"TimeTable_id": "5", "TimeTable_begTime": "soon"},
        own | {"TimeTable_id": "6", "TimeTable_begTime": "9999-12-31 23:59:59"},
        "odd",
    ]
    body = json.dumps({"error_code": 0, "data": [{"TimeTable": listed}]})
    disturbance.begin("GET /api/TimeTableListbyPatient", status=200, body=body)
    assert [visit.id for visit in await visits.of(person("p1"))] == ["1"]
    assert house.registry.left_out == 4
