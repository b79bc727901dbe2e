"""The import contracts: each of them is broken by an import that it forbids."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.architecture.test_house import PROJECT, ROOMS, ROOT

PLANTED = {
    "bot/incoming/updates.py": "apscheduler.triggers.interval",
    "bot/incoming/polling.py": "httptools.parser",
    "handlers/cards/jobs/search.py": "gostcrypto.gosthash",
    "esia/tokens.py": "gostcrypto",
    "handlers/booking/actions.py": "httpx",
    "handlers/booking/choices.py": "handlers.visits.jobs.looks",
    "handlers/ground/menu.py": "bot.jobs.clock",
    "handlers/home/actions.py": "handlers.ground.jobs",
    "handlers/visits/jobs/looks.py": "registry.client",
    "handlers/visits/screens.py": "registry.client",
    "storage/cards.py": "aiogram.types",
    "storage/inbox.py": "sandbox.people",
    "registry/fhir/people.py": "joserfc.jwt",
    "sandbox/people.py": "storage.errors",
    "handlers/cards/card.py": "pysqlite3.dbapi2",
    "storage/outbox.py": "asyncpg",
    "storage/writer.py": "storage.postgres.server",
    "handlers/messages/screens.py": "handlers.notices.screens",
    "handlers/notices/screens.py": "aiogram.types",
    "handlers/directory/views.py": "handlers.directory.screens",
    "patient/name.py": "httpx",
    "storage/notices.py": "cattrs",
}
ARROWS = (
    "bot.incoming.updates -> apscheduler",
    "bot.incoming.polling -> httptools",
    "handlers.cards.jobs.search -> gostcrypto",
    "esia.tokens -> gostcrypto",
    "handlers.booking.actions -> httpx",
    "handlers.booking.choices -> handlers.visits.jobs.looks",
    "handlers.home.actions -> handlers.ground.jobs",
    "handlers.visits.jobs.looks -> registry.client",
    "handlers.visits.screens -> registry.client",
    "storage.cards -> aiogram",
    "registry.fhir.people -> joserfc",
    "handlers.cards.card -> pysqlite3",
    "storage.outbox -> asyncpg",
    "storage.writer -> storage.postgres.server",
    "storage.notices -> cattrs",
    "handlers.messages.screens -> handlers.notices.screens",
    "handlers.notices.screens -> aiogram",
)
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


@pytest.mark.parametrize("arrow", ARROWS)
def test_what_is_forbidden_is_found_where_it_matters(verdict, arrow):
    """The rule on the scheduler once left out the very room in which it matters."""
    importer, _, imported = arrow.partition(" -> ")
    assert re.search(rf"{re.escape(importer)} *(->|imports?) *{re.escape(imported)}", verdict), verdict


def test_no_room_escapes_the_floors():
    """Each stands on a floor, or outside by a contract of its own."""
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = {room.strip() for floor in layers for room in floor.split("|")}
    assert floors | {"sandbox"} == set(ROOMS)
    for contract in PROJECT["tool"]["importlinter"]["contracts"]:
        if contract["name"] in {"Nobody imports the sandbox", "Only bot.jobs.clock knows the scheduler"}:
            assert set(contract["source_modules"]) | {"sandbox"} == set(ROOMS)
