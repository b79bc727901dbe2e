"""The package: what is installed is the house, whole, and tells what it needs."""

import email
import subprocess
import tomllib
import zipfile
from importlib.metadata import distributions

import pytest

from bot.version import VERSION
from tests.processes import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
HOUSE = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])


def test_it_holds_all_that_is_kept_of_the_house_and_nothing_else(wheel):
    """Texts, laws, migrations and pages lie among the code; the stand-ins, tests and tools stay outside."""
    kept = subprocess.run(["git", "ls-files", *HOUSE], cwd=ROOT, capture_output=True, text=True, check=False)
    if kept.returncode:
        pytest.skip("no checkout of git")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == set(kept.stdout.splitlines())


def test_it_tells_what_it_needs(wheel):
    """The same as the lock is made from."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        told = email.message_from_bytes(archive.read(name))
    needed = {line for line in told.get_all("Requires-Dist") if "extra ==" not in line}
    assert needed == set(PROJECT["project"]["dependencies"])
    assert told["Version"] == VERSION


def test_no_package_that_it_needs_has_a_name_of_its_rooms():
    """They lie beside one another in site-packages, and the last one installed would win."""
    theirs = {str(file).partition("/")[0] for each in distributions() for file in each.files or []}
    assert not theirs & HOUSE
