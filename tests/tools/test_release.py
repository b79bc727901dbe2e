"""A release: its tag, its changes and its bill of materials say the same."""

import json
import subprocess
import sys

import pytest

from bot.version import VERSION
from tests.architecture.test_house import PINNED
from tests.processes import ROOT
from tools.release import SECTION, CannotRelease, git, release

CHANGES = """# Changes

## 1.2.0 (2026-12-01)

- New
# not a comment

## 1.1.0 (2026-11-01)

- Old
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A repository with a version and changes."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Тест")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "test@example.org")
    (tmp_path / "bot").mkdir()
    git(tmp_path, "init", "--quiet")
    write(
        tmp_path,
        "1.2.0",
        "# Changes\n\n## 1.2.0 (2026-12-01)\n\n- New\n# not a comment\n\n## 1.1.0 (2026-11-01)\n\n- Old\n",
    )
    return tmp_path


def write(folder, version, changes):
    (folder / "bot" / "version.py").write_text(f'"""The version."""\n\nVERSION = "{version}"\n')
    (folder / "CHANGELOG.md").write_text(changes)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


def test_a_tag_carries_its_changes(checkout):
    """Those of this version and no other; once only."""
    assert release(checkout, is_meant=False) == "v1.2.0"
    assert git(checkout, "tag") == ""
    assert release(checkout) == "v1.2.0"
    assert (
        git(checkout, "tag", "--list", "--format=%(contents)", "v1.2.0") == "v1.2.0\n\n- New\n# not a comment"
    )
    with pytest.raises(CannotRelease, match="is there: write a new version"):
        release(checkout)


@pytest.mark.parametrize(
    ("version", "changes", "told"),
    [
        ("1.3.0", "## 1.2.0 (2026-12-01)\n\n- New\n", "does not begin with ## 1.3.0"),
        ("1.2.0", "## 1.2.0 (not released yet)\n\n- New\n", "write the day"),
        ("1.2.0", "nothing", "does not begin"),
    ],
)
def test_what_does_not_agree_is_no_release(checkout, version, changes, told):
    """The sentence says what to write."""
    write(checkout, version, changes)
    with pytest.raises(CannotRelease, match=told):
        release(checkout)
    (checkout / "loose").touch()
    with pytest.raises(CannotRelease, match="not committed"):
        release(checkout)
    assert git(checkout, "tag") == ""


def test_our_own_changes_can_be_released():
    """They begin with the version in the code; each version has its section, the newest first."""
    versions = [found["version"] for found in SECTION.finditer((ROOT / "CHANGELOG.md").read_text())]
    assert versions[0] == VERSION
    assert versions == sorted(versions, key=lambda version: [*map(int, version.split("."))], reverse=True)


def test_the_bill_of_materials_is_the_lock(tmp_path):
    """Each package with its version, hashes and licence; the same bytes each time."""
    command = (sys.executable, ROOT / "tools" / "sbom.py")
    first, second = (subprocess.check_output(command, cwd=tmp_path) for _ in range(2))
    assert first == second
    bill = json.loads(first)
    assert (bill["bomFormat"], bill["metadata"]["component"]["version"]) == ("CycloneDX", VERSION)
    lock = (ROOT / "requirements-postgres.lock").read_text()
    assert {each["name"]: each["version"] for each in bill["components"]} == dict(PINNED.findall(lock))
    hashes = [found["hashes"] for each in bill["components"] for found in each["externalReferences"]]
    assert len(hashes) == lock.count("--hash=")
    assert sum("licenses" in each for each in bill["components"]) > len(bill["components"]) - 5
    assert ROOT.as_posix() not in first.decode()
