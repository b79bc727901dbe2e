"""The units: they do what they say, are locked up well, and the bot can live in what is left."""

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from bot.__main__ import parser
from bot.process.running import STOPPING_SECONDS
from bot.version import VERSION
from storage.writer import PATIENCE
from tests import processes
from tests.barcode.printers import print_by_zxing
from tests.deploy.unit import FOLDER, Unit
from tests.journeys.browser import browser, link_of
from tests.journeys.house import house
from tests.journeys.test_polis_photo import photograph, sends

SERVICES = sorted(path.name for path in FOLDER.glob("*.service"))
TIMERS = sorted(path.name for path in FOLDER.glob("*.timer"))
BOT = "doctor73.service"
LOCKING = (
    f"import sys; sys.path.insert(0, {str(processes.ROOT)!r}); from tests.deploy.cell import main; main()"
)
CELL = (sys.executable, "-c", LOCKING, BOT)
WORST = 30  # tenths; systemd calls up to 4.9 "OK", and what talks to the Internet cannot have 0


def analyze(*words):
    told = subprocess.run(("systemd-analyze", *words), capture_output=True, text=True, check=False)
    return told.returncode, told.stdout + told.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_locked_up(name):
    """By systemd's own judgement."""
    code, told = analyze("security", "--offline=true", f"--threshold={WORST}", str(FOLDER / name))
    assert code == 0, told


def test_systemd_understands_every_line(tmp_path):
    """Where the program stands."""
    for path in FOLDER.iterdir():
        shutil.copy(path, tmp_path)
        copy = tmp_path / path.name
        copy.write_text(copy.read_text().replace("/opt/doctor73/bin/doctor73", "/bin/true"))
    code, told = analyze("verify", *(str(path) for path in tmp_path.iterdir()))
    assert (code, told) == (0, "")


def test_all_services_are_locked_up_alike():
    """What stands in one and not in the others was forgotten there."""
    blocks = {
        (FOLDER / name).read_text().partition("\n# What it may do")[2].partition("\n\n[")[0]
        for name in SERVICES
    }
    assert len({block.strip() for block in blocks}) == 1


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_a_command_that_there_is(name):
    """With its own arguments, as the same user over the same settings."""
    program, *words = Unit.read(name).one("ExecStart").split()
    command = next((word for word in words[2:] if not word.startswith("-")), "run")
    given = vars(parser(command).parse_args(words))
    assert (program, given["command"] or "run") == ("/opt/doctor73/bin/doctor73", command)
    assert str(given["env_file"]) == "/etc/doctor73/doctor73.env"
    assert Unit.read(name).one("User") == "doctor73"


def test_every_timer_has_its_service():
    """Of the same name, or nothing would happen."""
    assert TIMERS
    assert {name.replace(".timer", ".service") for name in TIMERS} == {*SERVICES} - {BOT}


def test_systemd_is_more_patient_than_the_bot():
    """It kills what is stuck, and nothing that still works or ends."""
    bot = Unit.read(BOT)
    assert bot.seconds("TimeoutStopSec") > STOPPING_SECONDS
    assert bot.seconds("WatchdogSec") > 3 * PATIENCE
    assert bot.seconds("TimeoutStartSec") > bot.seconds("WatchdogSec")


def test_what_is_pruned_is_where_the_service_may_write():
    """And waits for the disk that is mounted there."""
    backup = Unit.read("doctor73-backup.service")
    place = backup.one("ReadWritePaths")
    assert f"--into {place} " in backup.one("ExecStart")
    assert backup.one("RequiresMountsFor") == place


async def test_the_installed_bot_lives_in_the_cell(installed, tmp_path, monkeypatch):
    """In another folder, with texts of the operator's own; nothing is written to where it is installed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts" / "ru" / "law").mkdir(parents=True)
    (tmp_path / "texts" / "ru" / "law" / "10-own.html").write_text("Свой закон\n\nТекст")
    before = files(installed)
    doctor73 = partial(processes.start, program=(*CELL, installed / "bin/doctor73"), folder=tmp_path)
    assert await said(doctor73, "--version") == (0, VERSION)
    assert "usage: doctor73 " in (await said(doctor73, "--help"))[1]
    async with house(tmp_path, begin=doctor73, TEXTS_DIR=str(tmp_path / "texts")) as home:
        anna = home.person("anna")
        async with browser() as chrome:
            done = await chrome.signs_in(await link_of(anna, "О себе"), "p1")
        await anna.answers(f"/start {done.ticket}", "Данные с Госуслуг получены")
        sends(home, photograph(print_by_zxing, 2))
        await anna.reads("Вот что я прочитал")
        code, told = await said(doctor73, "check", "--env-file", settings_file(home))
        wrong = [line for line in told.splitlines() if "✗" in line]
        assert (code, wrong) == (1, ["✗ content: law: the languages do not have the same topics"])
    assert files(installed) == before


def settings_file(home):
    """Write what the bot goes by where an operator would."""
    file = Path("doctor73.env").absolute()
    file.touch(0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in home.environment.items()))
    return file


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


async def said(program, *words):
    process = await program(*words, environment={})
    told, complaint = await process.communicate()
    return process.returncode, (told + complaint).decode().strip()


async def test_the_cell_is_shut():
    """Else the test above would show nothing."""
    tries = (
        "import ctypes, mmap; mmap.mmap(-1, 4096, prot=7)",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "import os; os.nice(1)",
        "import os; os.chroot('/')",
    )
    for statement in ("pass", *tries):
        process = await processes.start("-c", statement, environment={}, program=(*CELL, sys.executable))
        _, complaint = await process.communicate()
        assert (process.returncode == 0) == (statement == "pass"), complaint
        assert statement == "pass" or "PermissionError" in complaint.decode()
