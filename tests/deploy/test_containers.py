"""The image and the composition: their steps work, their settings are settings, and nothing is loose."""

import re
import sys
import sysconfig

import pytest
import yaml

from bot.process.running import STOPPING_SECONDS
from bot.settings import Settings
from bot.version import VERSION
from tests.deploy.containerfile import FILE, ROOT, PlainFolder, ignored, instructions
from tests.deploy.unit import seconds
from tests.tools.test_set_up import put_oldest_pip

COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
BOTS = {name: service for name, service in SERVICES.items() if "doctor73" in service["image"]}
REPLICAS = [name for name in BOTS if name.startswith("bot-")]
KNOWN = {name.upper() for name in Settings.model_fields}
LENDING = """#!/bin/sh
# makes an environment to which the tests' own lends all that it has: nothing is fetched
"{python}" "$@" --without-pip
for last; do :; done
for folder in "$last"/lib/python3*/site-packages; do echo {lent} >"$folder/lent.pth"; done
"""


def all_of(word, stage=1):
    return [each.rest for each in instructions() if (each.word, each.stage) == (word, stage)]


@pytest.fixture
def plain(tmp_path):
    """A place in which `python -m venv` makes environments that have what the locks name."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(LENDING.format(python=sys.executable, lent=sysconfig.get_path("purelib")))
    python.chmod(0o755)
    pip = tmp_path / "pip"
    pip.mkdir()
    environment = {
        "PATH": f"{python.parent}:/usr/bin:/bin",
        "PYTHONPATH": str(put_oldest_pip(pip)),
        "PIP_NO_INDEX": "1",
        "HOME": str(tmp_path),
    }
    return PlainFolder(tmp_path, environment)


def test_the_steps_of_the_build_work_in_a_plain_folder(plain):
    """What is locked is what the tests have; the program that comes of it tells its version."""
    said = [plain.carry_out(each) for each in instructions() if each.stage == 0]
    assert said[-1].splitlines()[-1] == VERSION
    assert not list(plain.folder.glob("source/tests*")) + list(plain.folder.glob("source/sandbox*"))


def test_the_image_is_not_root_and_pinned():
    """By a patch release of the base; packages by hash, ours by nobody else's word."""
    (base,) = [each.rest for each in instructions() if each.word == "ARG"]
    assert re.fullmatch(r"PYTHON=python:3\.11\.\d+-slim-bookworm(@sha256:\w{64})?", base)
    assert [each.rest for each in instructions() if each.word == "FROM"] == [
        "${PYTHON} AS build",
        "${PYTHON}",
    ]
    assert all_of("USER") == ["10073:10073"]
    assert "groupadd --system --gid 10073" in all_of("RUN")[0]
    assert "--uid 10073 --gid 10073" in all_of("RUN")[0]
    (settings,) = all_of("ENV")
    assert set(re.findall(r"(\w+)=", settings)) - KNOWN == {"PATH", "PYTHONUNBUFFERED"}


def test_no_tools_to_build_with_stay_in_the_image():
    """The environment never has them; what the base brings is taken away."""
    assert "RUN python -m venv /build && python -m venv --without-pip /opt/doctor73" in FILE.read_text()
    assert re.search("pip uninstall .* pip setuptools wheel", all_of("RUN")[0])


def test_nothing_private_goes_into_the_image():
    """Whatever lies in the checkout of an operator."""

    for path in (
        ".env",
        "data/bot.db",
        "keys/keys.json",
        ".git/config",
        "deploy/doctor73.env",
        "tests/shared.py",
    ):
        assert ignored(path), path
    assert ignored("bot/__pycache__/x.pyc")
    assert not ignored("bot/web/page.css")


def test_the_health_check_asks_what_the_bot_answers():
    """Where it listens unless it is told otherwise."""
    (check,) = all_of("HEALTHCHECK")
    port = Settings.model_fields["listen_private"].default.rpartition(":")[2]
    assert f"http://127.0.0.1:{port}/healthz" in check
    for name in BOTS:
        assert BOTS[name]["environment"]["LISTEN_PRIVATE"] == f"0.0.0.0:{port}"


def test_every_setting_in_the_composition_is_one():
    """A misspelt one would be the default without a word."""
    assert REPLICAS == ["bot-1", "bot-2"]
    for name, service in BOTS.items():
        assert set(service["environment"]) <= KNOWN, name
        assert service["environment"]["DATABASE_URL"].startswith("postgresql://")


def test_all_replicas_are_alike():
    """Only their name differs; the proxy knows each."""
    first, *others = [SERVICES[name] for name in REPLICAS]
    assert all(other == first for other in others)
    port = first["environment"]["LISTEN"].rpartition(":")[2]
    named = SERVICES["proxy"]["environment"]["DOCTOR73_BOTS"]
    assert named.split() == [f"{name}:{port}" for name in REPLICAS]
    assert "DOCTOR73_BOTS" in (ROOT / "deploy" / "Caddyfile").read_text()


def test_the_composition_is_closed():
    """Releases are named, only the proxy is open, containers have no rights to lose, a stop is waited for."""
    for name, service in SERVICES.items():
        assert re.search(r":\d+\.\d+", service["image"]), name
        assert ("ports" in service) == (name == "proxy")
        assert "no-new-privileges:true" in service["security_opt"]
    for service in BOTS.values():
        assert service["image"] == f"doctor73:{VERSION}"
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert seconds(service["stop_grace_period"]) > STOPPING_SECONDS
    assert COMPOSE["networks"]["inner"]["internal"] is True
    assert SERVICES["database"]["networks"] == ["inner"]


def test_every_volume_and_network_is_declared():
    """As the composer would say at its start."""
    for service in SERVICES.values():
        assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
        sources = {volume.split(":")[0] for volume in service["volumes"]}
        assert {source for source in sources if source.isalpha()} <= set(COMPOSE["volumes"])
        assert set(service.get("depends_on", [])) <= set(SERVICES)
