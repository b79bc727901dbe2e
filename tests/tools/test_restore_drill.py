"""The restore drill: it proves a backup of any release, fails in a sentence, and leaves all as it was."""

import os
import re
import subprocess
import sys

import pytest

from tests.bot.test_operator_files import files, home  # noqa: F401 - a fixture
from tests.processes import ROOT
from tests.storage.earlier import laid_out

PERSON = "1001"  # has two cards in the database of an earlier release


@pytest.fixture
def lived_in(home):  # noqa: F811
    """A database in which people are, of this release, beside a backup of an earlier one."""
    (home / "data").mkdir()
    laid_out(home / "data", 14)
    (home / "data" / "keys.json").rename(home / "keys" / "keys.json")
    (home / "earlier.db").write_bytes((home / "data" / "bot.db").read_bytes())
    (home / "scratch").mkdir()
    run("-m", "bot", "migrate", cwd=home)
    return home


def run(*words, cwd):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(cwd / "scratch")}
    done = subprocess.run(
        (sys.executable, *words), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def drill(home, *words):  # noqa: F811
    return run(ROOT / "tools" / "restore_drill.py", *words, cwd=home)


def test_it_brings_people_back(lived_in, record_property):
    """In a time that CI tells; the bot's own files stay as they are, and no alarm goes by this backup."""
    before = files(lived_in)
    code, said = drill(lived_in, "--person", PERSON)
    assert code == 0, said
    assert "2 cards open" in said
    record_property("the restore drill", re.search(r"people are back in [\d.]+ s", said)[0])
    assert files(lived_in) == before


def test_what_brings_nobody_back_fails_in_a_sentence(lived_in):
    """A cut backup, one that is not there, one of an earlier release in which the canary is not."""
    (lived_in / "cut.db").write_bytes((lived_in / "earlier.db").read_bytes()[:20_000])
    before = files(lived_in)
    for words, told in (
        (("--backup", "cut.db"), "cut.db"),
        (("--backup", "none.db"), "there is no backup none.db"),
        (("--backup", "earlier.db", "--person", "5"), "no card of 5 is in it"),
    ):
        code, said = drill(lived_in, *words)
        assert (code, told in said) == (1, True), said
        assert "the drill failed after" in said
    assert files(lived_in) == before
