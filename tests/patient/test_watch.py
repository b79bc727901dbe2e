"""A watch: whose times it covers, which are welcome, and that none is told twice."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.booking import Booking, BookingState, Step
from patient.card import CardId, OwnerId
from patient.clinic import Doctor
from patient.visit import Slot
from patient.watch import Days, Hours, Target, Watch, Watchers
from storage.written import read, written

ZONE = ZoneInfo("Europe/Ulyanovsk")
UNTIL = datetime(2026, 12, 23, tzinfo=UTC)
NEUROLOGIST = Doctor("role-4", "doctor-4", "ulgp-1", "Редкин Савва Юрьевич", "Невролог")
ANOTHER = Doctor("role-5", "doctor-5", "ulgp-1", "Занятов Тарас Ефимович", "Невролог")
ELSEWHERE = Doctor("role-9", "doctor-9", "dimrb", "Выдумщикова Нина Глебовна", "Невролог")


def watch(*targets, **more):
    return Watch("w", OwnerId(1), CardId("c"), UNTIL, targets, **more)


def waited_for(one):
    """Those of the three doctors for whom the watch waits."""
    return [doctor for doctor in (NEUROLOGIST, ANOTHER, ELSEWHERE) if Watchers([one]).of(doctor)]


def slot(local, name="slot-1"):
    start = datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)
    return Slot(name, "role-4", start)


def test_a_doctor_or_a_speciality_at_a_clinic_is_covered():
    """A doctor alone, or everybody of the speciality there, and nobody elsewhere."""
    one = watch(Target("ulgp-1", "Невролог", "role-4"))
    assert waited_for(one) == [NEUROLOGIST]
    every = watch(Target("ulgp-1", "Невролог"))
    assert waited_for(every) == [NEUROLOGIST, ANOTHER]
    both = one.with_target(Target("dimrb", "Невролог"))
    assert waited_for(both) == [NEUROLOGIST, ELSEWHERE]
    assert both.with_target(Target("dimrb", "Невролог")) == both


def test_who_waits_for_a_doctor_twice_is_found_once():
    """By the name and by the speciality; and everybody who waits is found."""
    twice = watch(Target("ulgp-1", "Невролог", "role-4"), Target("ulgp-1", "Невролог"))
    other = replace(watch(Target("ulgp-1", "Невролог")), id="other")
    assert Watchers([twice, other]).of(NEUROLOGIST) == (twice, other)


@pytest.mark.parametrize(
    ("days", "hours", "local", "is_welcome"),
    [
        (Days.ANY, Hours.ANY, "2026-11-28T23:40", True),
        (Days.WEEKDAYS, Hours.ANY, "2026-11-27T09:00", True),
        (Days.WEEKDAYS, Hours.ANY, "2026-11-28T09:00", False),
        (Days.WEEKEND, Hours.ANY, "2026-11-29T09:00", True),
        (Days.ANY, Hours.MORNING, "2026-11-27T11:59", True),
        (Days.ANY, Hours.MORNING, "2026-11-27T12:00", False),
        (Days.ANY, Hours.AFTERNOON, "2026-11-27T12:00", True),
        (Days.ANY, Hours.AFTERNOON, "2026-11-27T17:00", False),
        (Days.ANY, Hours.EVENING, "2026-11-27T17:00", True),
    ],
)
def test_days_and_hours_are_the_regions(days, hours, local, is_welcome):
    """A time is compared in the region's zone, not in UTC."""
    news = watch(Target("ulgp-1", "Невролог"), days=days, hours=hours).news([slot(local)], ZONE)
    assert bool(news) == is_welcome


def test_a_slot_is_told_once():
    """What was told is no news; what is new beside it is."""
    first, second = slot("2026-11-27T09:00"), slot("2026-11-27T09:20", "slot-2")
    told = watch(Target("ulgp-1", "Невролог")).having_told([first])
    assert told.news([first, second], ZONE) == (second,)


targets = st.builds(Target, st.text(), st.text(), st.none() | st.text())


@given(st.builds(watch, targets, days=st.sampled_from(Days), hours=st.sampled_from(Hours)))
def test_a_watch_survives_being_kept(one):
    """JSON and back gives the same."""
    assert (
        read(
            Watch,
            written(one, but=("id", "owner", "card", "until")),
            id=one.id,
            owner=one.owner,
            card=one.card,
            until=one.until,
        )
        == one
    )


FULL = Booking(
    "b",
    OwnerId(1),
    CardId("c"),
    "ulgp-1",
    "Невролог",
    ("role-4",),
    date(2026, 11, 27),
    slot("2026-11-27T09:00"),
)


def test_each_step_opens_what_follows_it():
    """Going back to a step forgets it and all later choices, and the trouble of the last wish."""
    assert FULL.step is None
    for number, step in enumerate(Step):
        opened = FULL.back_to(step)
        assert opened.step is step
        assert all(opened.back_to(later).step is step for later in list(Step)[number:])
    assert FULL.lost().step is Step.TIME
    assert FULL.lost().problem
    assert FULL.lost().back_to(Step.TIME).problem is None


@given(
    st.builds(
        Booking,
        id=st.just("b"),
        owner=st.just(OwnerId(1)),
        card=st.none() | st.just(CardId("c")),
        clinic=st.none() | st.text(),
        doctors=st.tuples(st.text()),
        day=st.none() | st.dates(),
        slot=st.none() | st.builds(Slot, st.text(), st.text(), st.datetimes(timezones=st.just(UTC))),
        state=st.sampled_from(BookingState),
    )
)
def test_a_booking_survives_being_kept(booking):
    """JSON and back gives the same."""
    assert (
        read(
            Booking,
            written(booking, but=("id", "owner", "card")),
            id=booking.id,
            owner=booking.owner,
            card=booking.card,
        )
        == booking
    )
