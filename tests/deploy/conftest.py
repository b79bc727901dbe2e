"""The program as an operator installs it: a wheel, and a fresh environment with it away from the checkout."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.tools.test_set_up import put_oldest_pip

ROOT = Path(__file__).parents[2]


def runs(*words, **environment):
    return subprocess.run(words, env={"PATH": "/usr/bin:/bin", **environment}, check=True)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, built without any network by what the lock brings."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel")
    runs(*pip, "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """A fresh environment with the wheel, installed by the oldest pip; what it needs is lent by ours."""
    folder = tmp_path_factory.mktemp("installed")
    runs(sys.executable, "-m", "venv", "--without-pip", folder)
    site = next(folder.glob("lib/python3*/site-packages"))
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    pip = (folder / "bin/python", "-m", "pip", "--quiet", "install", "--no-deps", "--no-index")
    runs(*pip, "--no-warn-script-location", wheel, PYTHONPATH=put_oldest_pip(tmp_path_factory.mktemp("pip")))
    return folder
