"""The import contracts: each of them is broken by an import that it forbids."""

import shutil
import subprocess
import sys

import pytest

from tests.architecture.test_house import PROJECT, ROOMS, ROOT

PLANTED = {
    "bot/updates.py": "apscheduler.triggers.interval",
    "handlers/menu.py": "bot.clock",
    "storage/inbox.py": "sandbox.people",
    "sandbox/people.py": "storage.errors",
    "patient/name.py": "httpx",
}
NAMES = [contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]]
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"


@pytest.fixture(scope="module")
def verdict(tmp_path_factory):
    """What is said of a copy of the house in which each contract is broken once."""
    copy = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file, module in PLANTED.items():
        with (copy / file).open("a") as source:
            source.write(f"\nimport {module}\n")
    ended = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=copy,
        env={"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout + ended.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_contract_is_broken_by_what_it_forbids(verdict, name):
    """One that cannot fail guards nothing."""
    assert f"{name} BROKEN" in verdict, verdict


def test_the_scheduler_is_found_in_its_own_room(verdict):
    """The rule once left out the very room in which it matters."""
    assert "bot.updates -> apscheduler" in verdict
