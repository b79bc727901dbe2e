"""A folder of backups keeps itself small, and always a good one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from storage.backup import back_up
from storage.backup_folder import ALL_OF, BackupFolder

NOW = datetime(2027, 1, 1, 0, 30, tzinfo=UTC)
FOREIGN = ("notes.txt", "bot.db", "doctor73-20261301T000000Z.db", "doctor73-20260101T000000Z.db.gpg")


def folder_of(path, made):
    """Return the folder, and the file of each backup in it."""
    folder = BackupFolder(Path(path))
    files = {folder.place(moment): moment for moment in made}
    for file in [*files, *(folder.path / name for name in FOREIGN)]:
        file.touch()
    return folder, files


ages = st.lists(st.integers(-90_000, 40 * 86_400), max_size=40)


@given(ages, st.integers(1, 35), st.integers(0, 90_000))
def test_what_is_kept(ages, days, offset):
    """All of the last day, of each earlier one the last, of those beyond the term the last days."""
    now, term = NOW + timedelta(seconds=offset), timedelta(days=days)
    with TemporaryDirectory() as path:
        folder, files = folder_of(path, [now, *(now - timedelta(seconds=age) for age in ages)])
        good = folder.place(now)
        gone = folder.prune(good=good, term=term, now=now)
        left = set(folder.path.iterdir())
        assert left == {*files, *(folder.path / name for name in FOREIGN)} - set(gone)
        kept = {file: moment.replace(microsecond=0) for file, moment in files.items() if file in left}
        assert good in kept
        left = set(sorted({moment.date() for moment in files.values()})[-min(7, days) :])
        assert all(moment >= now - term or moment.date() in left for moment in kept.values())
        assert all(file in kept for file, moment in files.items() if moment >= now - ALL_OF)
        within = {moment.date() for moment in files.values() if moment >= now - term}
        assert {moment.date() for moment in kept.values()} == within | left
        older = [moment.date() for moment in kept.values() if moment < now - ALL_OF]
        assert len(older) == len(set(older))
        assert folder.prune(good=good, term=term, now=now) == []


def test_the_good_one_stays_whatever_the_clock_says(tmp_path):
    """It was made before the clock jumped; no other is left, and this one is all there is."""
    folder, _ = folder_of(tmp_path, [NOW, NOW - timedelta(hours=1)])
    gone = folder.prune(good=folder.place(NOW), term=timedelta(days=1), now=NOW + timedelta(days=400))
    assert gone == [folder.place(NOW - timedelta(hours=1))]


def test_a_clock_years_ahead_leaves_what_it_takes_to_mend_its_doings(tmp_path):
    """For an hour, copy after copy: those of before bring back what was deleted as outlived meanwhile."""
    days = [NOW - timedelta(days=day) for day in range(30)]
    folder, _ = folder_of(tmp_path, days)
    for quarter in range(4):
        ahead = NOW + timedelta(days=4000, minutes=15 * quarter)
        folder.place(ahead).touch()
        folder.prune(good=folder.place(ahead), term=timedelta(days=30), now=ahead)
    assert all(folder.place(day).exists() for day in days[:6])
    assert not any(folder.place(day).exists() for day in days[6:])


def test_what_a_kill_left_half_is_taken_away_a_day_later(tmp_path):
    """Not sooner: somebody may be making it."""
    folder = BackupFolder(tmp_path)
    halves = [tmp_path / f"{folder.place(NOW - timedelta(hours=age)).name}.part" for age in (1, 30)]
    for half in halves:
        half.touch()
    assert folder.prune(good=folder.place(NOW), term=timedelta(days=9), now=NOW) == halves[1:]


class Looking:
    """A vault that looks at a place each time that it opens a row."""

    def __init__(self, vault, place):
        self.vault, self.place, self.seen = vault, place, []

    def __getattr__(self, name):
        self.seen.append(self.place.exists())
        return getattr(self.vault, name)


async def test_no_half_backup_ever_has_the_name_of_a_whole_one(database, settings, vault, tmp_path):
    """A kill comes at any moment, and the next pruning would take the half one for the last of its day."""
    looking = Looking(vault, tmp_path / "copy.db")
    await back_up(settings.database, tmp_path / "copy.db", looking)
    assert looking.seen
    assert not any(looking.seen)
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]
