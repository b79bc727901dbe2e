"""Visits that were told before and are told otherwise, or no more: whoever expects one must hear of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from handlers.visits.jobs.outcomes import keep_visits
from patient.card import OwnerId
from patient.visit import VisitState
from registry.errors import RegistryRefused
from sandbox.registry.resources import bundle_json
from storage.cards import Cards
from tests.began import began
from tests.chat import adds_card
from tests.handlers.signing import confirms
from tests.registry.demo_people import person
from tests.registry.fhir.test_odd_entries import VISIT, asked
from tests.registry.kinds import ZONE

SOME_DAY = datetime(2099, 12, 1, 9, tzinfo=UTC)
COMING = VISIT | {"start": SOME_DAY.isoformat()}
BOOKED, CANCELLED = VisitState.BOOKED, VisitState.CANCELLED


async def known_of(resource):
    """Return what was told of a visit at first."""
    async with asked(Appointment=bundle_json([resource])) as client:
        return (await client.visits.of(person("p1")))[0]


async def later(listed, alone, known=None):
    """Return what is told of a known visit by another list, and by the visit alone."""
    known = known or await known_of(COMING)
    async with asked(Appointment=bundle_json(listed), Appointment__a1=alone) as client:
        return await client.visits.of(person("p1"), [known])


def told(visits):
    return [(visit.id, visit.start, visit.state) for visit in visits]


GONE = {
    "not there (404)": (404, {}),
    "deleted (410)": (410, {"resourceType": "OperationOutcome"}),
    "a mistake": COMING | {"status": "entered-in-error"},
    "only on a waiting list": COMING | {"status": "waitlist"},
    "a proposal": COMING | {"status": "proposed"},
    "cancelled, and not listed": COMING | {"status": "cancelled"},
}
STANDS = {
    "booked just now, and not in the list yet": COMING,
    "at a time that nobody can read": COMING | {"start": "завтра"},
    "without a time": {key: value for key, value in COMING.items() if key != "start"},
    "in a state of a later release": COMING | {"status": "on-hold"},
    "no appointment at all": {"resourceType": "Basic", "id": "a1"},
    "another one": COMING | {"id": "a2"},
}
CASES = [*((each, CANCELLED) for each in GONE.values()), *((each, BOOKED) for each in STANDS.values())]


@pytest.mark.parametrize(("alone", "state"), CASES, ids=[*GONE, *STANDS])
async def test_what_became_of_a_visit_that_is_listed_no_more(alone, state):
    """Gone only where the registry says so; else it stays as it was, with its reminders."""
    assert told(await later([], alone)) == [("a1", SOME_DAY, state)]


LISTED = {name: each for name, each in (GONE | STANDS).items() if isinstance(each, dict)}


@pytest.mark.parametrize("name", sorted(LISTED.keys() - {"no appointment at all", "another one"}))
async def test_what_became_of_a_visit_that_is_listed_otherwise(name):
    """The list itself tells it: the visit is not asked for alone."""
    state = CANCELLED if name in GONE else BOOKED
    assert told(await later([LISTED[name]], (500, {}))) == [("a1", SOME_DAY, state)]


async def test_a_visit_that_is_another_persons_by_now_is_not_shown():
    another = COMING | {"participant": [{"actor": {"reference": "Patient/2"}}]}
    assert await later([], another) == []


async def test_what_nobody_can_tell_now_stays_and_hides_no_other():
    """An outage is no word about the visit: the next look asks again."""
    other = COMING | {"id": "a2"}
    for status in (500, 503):
        stays = [("a1", SOME_DAY, BOOKED), ("a2", SOME_DAY, BOOKED)]
        assert told(await later([other], (status, {}))) == stays


async def test_what_may_not_be_asked_is_the_operators_matter():
    with pytest.raises(RegistryRefused):
        await later([], (401, {}))


async def test_what_is_over_or_cancelled_is_not_asked_for_alone():
    """Its time has passed, or nobody waits for it."""
    known = await known_of(COMING)
    for over in (replace(known, state=CANCELLED), replace(known, start=began() - timedelta(days=1))):
        assert await later([], (500, {}), over) == []


async def test_a_visit_moved_by_the_clinic_is_told_as_it_is():
    moved = COMING | {"start": (SOME_DAY + timedelta(hours=3)).isoformat()}
    assert told(await later([moved], (500, {}))) == [("a1", SOME_DAY + timedelta(hours=3), BOOKED)]


async def test_the_person_hears_that_the_visit_is_off(chat, database):
    """It vanished from the registry: once, and not again."""
    await adds_card(chat)
    await confirms(chat, database)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    known = []
    for number, listed in enumerate(([COMING], [], [])):
        async with asked(Appointment=bundle_json(listed), Appointment__a1=(410, {})) as client:
            seen = await client.visits.of(person("p1"), known)
        await database.write(partial(keep_visits, card, known, seen, ZONE))
        known = seen
        assert ("отменила приём" in await chat.reads()) is (number == 1)
