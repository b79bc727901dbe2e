"""The package: what is installed runs from any folder, with its own texts and pages, and lacks nothing."""

import email
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from functools import partial
from importlib.metadata import distributions
from pathlib import Path

import pytest

from bot.version import VERSION
from tests import processes
from tests.journeys.house import house
from tests.tools.test_set_up import oldest_pip  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
HOUSE = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])


def runs(*words, **environment):
    return subprocess.run(words, env={"PATH": "/usr/bin:/bin", **environment}, check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without any network by what the lock brings."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel")
    runs(*pip, "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, oldest_pip, tmp_path_factory):  # noqa: F811
    """A fresh environment with the wheel, installed by the oldest pip; what it needs is lent by ours."""
    folder = tmp_path_factory.mktemp("installed")
    runs(sys.executable, "-m", "venv", "--without-pip", folder)
    site = next(folder.glob("lib/python3*/site-packages"))
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    pip = (folder / "bin/python", "-m", "pip", "--quiet", "install", "--no-deps", "--no-index")
    runs(*pip, "--no-warn-script-location", wheel, PYTHONPATH=str(oldest_pip))
    return folder


def files(folder):
    return {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*")) if path.is_file()}


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


async def test_it_serves_people_from_another_folder(installed, tmp_path, monkeypatch):
    """Settings by --env-file, texts of his own, the photographs' worker; nothing is written into it."""
    monkeypatch.chdir(tmp_path)
    doctor73 = installed / "bin/doctor73"
    texts = tmp_path / "texts"
    (texts / "ru" / "law").mkdir(parents=True)
    (texts / "ru" / "law" / "10-own.html").write_text("Свой закон\n\nТекст")
    before = files(installed)
    assert await said(doctor73, tmp_path, "--version") == (0, VERSION)
    assert "usage: doctor73 " in (await said(doctor73, tmp_path, "--help"))[1]
    async with house(tmp_path, begin=partial(start, doctor73, tmp_path), TEXTS_DIR=str(texts)) as home:
        written = "".join(f"{name}={value}\n" for name, value in home.environment.items())
        (tmp_path / "bot.env").write_text(written)
        (tmp_path / "bot.env").chmod(0o600)
        code, told = await said(doctor73, tmp_path, "check", "--env-file", tmp_path / "bot.env")
        assert (code, [line for line in told.splitlines() if "✗" in line]) == (
            1,
            ["✗ content: law: the languages do not have the same topics"],
        )
        person = home.person(1001)
        person.says("/start")
        await person.reads("Доктор73")
    assert files(installed) == before


async def start(program, folder, *words, environment):
    return await processes.start(*words, environment=environment, program=(program,), folder=folder)


async def said(program, folder, *words):
    process = await start(program, folder, *words, environment={})
    told, complaint = await process.communicate()
    return process.returncode, (told + complaint).decode().strip()
