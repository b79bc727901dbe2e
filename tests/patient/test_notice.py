"""Notices: quiet hours on the region's clock, and when a notice is due."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from patient.notice import NoticeChoices, NoticeKind, QuietHours

ZONE = ZoneInfo("Europe/Ulyanovsk")
NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)

times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
quiet_hours = st.builds(QuietHours, times, times)
moments = st.integers(1_600_000_000, 2_200_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(quiet_hours)
def test_quiet_hours_come_back(quiet):
    """What was written is read."""
    assert QuietHours.parse(str(quiet)) == quiet


def test_quiet_hours_over_midnight():
    """22 to 8 covers 23 and 7, not noon; they end in the morning to come."""
    quiet = QuietHours.parse("22:00-08:00")
    assert quiet.covers(time(23))
    assert quiet.covers(time(7, 59))
    assert not quiet.covers(time(8))
    assert not quiet.covers(time(12))
    late = datetime(2026, 11, 23, 23, 0, tzinfo=ZONE)
    assert quiet.end_after(late, ZONE) == datetime(2026, 11, 24, 8, 0, tzinfo=ZONE)
    early = datetime(2026, 11, 23, 6, 0, tzinfo=ZONE)
    assert quiet.end_after(early, ZONE) == datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)


@given(quiet_hours, moments)
def test_a_notice_is_put_off_to_the_end_of_the_quiet(quiet, now):
    """Never dropped, never pushed within the hours, put off by less than a day."""
    due = NoticeChoices(quiet=quiet).due(NoticeKind.SEARCH, now, ZONE)
    assert due is not None
    assert now <= due <= now + timedelta(days=1)
    assert not quiet.covers(due.astimezone(ZONE).time())


@given(moments, st.sampled_from(NoticeKind))
def test_a_muted_kind_is_only_kept(now, kind):
    """Switched off it is not pushed; switched on again it is pushed at once."""
    muted = NoticeChoices().toggled(kind)
    assert muted.due(kind, now, ZONE) is None
    assert muted.toggled(kind).due(kind, now, ZONE) == now


def test_what_would_come_too_late_breaks_the_quiet():
    """A reminder of a visit before the quiet hours end is pushed at once."""
    quiet = NoticeChoices(quiet=QuietHours(time(10), time(18)))
    assert quiet.due(NoticeKind.HOURS_BEFORE, NOON, ZONE, useful_until=NOON + timedelta(hours=2)) == NOON
    assert quiet.due(NoticeKind.HOURS_BEFORE, NOON, ZONE, useful_until=NOON + timedelta(days=1)) != NOON
