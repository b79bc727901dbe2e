"""The set-up: it installs on any day and with any pip that we promise, says what it does, begins again."""

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.tools.tiny_wheels import wheel

ROOT = Path(__file__).parents[2]
TEXTS = {".sh", ".py", ".md", ".yaml", ".service", ""}
CARRIED = Path(find_spec("virtualenv").origin).parent / "seed/wheels/embed"
WITHOUT_PIP = '#!/bin/sh\n[ "$1" != -m ] || set -- "$@" --without-pip\nexec "{python}" "$@"\n'
WITHOUT_ENSUREPIP = '#!/bin/sh\ncase "$*" in -m* | *ensurepip*) exit 1 ;; esac\n'
FAILING_AT_FIRST = """#!/bin/sh
echo "$@" >>asked
[ -e asked-before ] || { touch asked-before; exit 100; }
"""


@dataclass
class Place:
    """A folder with a lock file, where a set-up knows no index and nothing of this machine's pip."""

    folder: Path
    environment: dict[str, str]

    @property
    def python(self) -> Path:
        return self.folder / ".venv/bin/python"

    def runs(self, *words):
        """Run a command here."""
        return subprocess.run(
            words, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def sets_up(self):
        """Run the set-up as the Makefile does."""
        return self.runs("sh", ROOT / "tools/set_up.sh", "some.lock")

    def has_program(self, name, text):
        """Put a program before those of the system."""
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def has(self, module):
        """Return the version of what was installed, nothing if it is not there."""
        return self.runs(self.python, "-c", f"import {module}; print({module}.VERSION)").stdout.strip()


def put_oldest_pip(folder):
    """Put it there, to be had by ``PYTHONPATH``."""
    with zipfile.ZipFile(next(CARRIED.glob("pip-23.0.*.whl"))) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def oldest_pip(tmp_path_factory):
    """A folder with pip 23.0, as Debian 12 brings it with its Python 3.11."""
    return put_oldest_pip(tmp_path_factory.mktemp("pip"))


@pytest.fixture
def place(tmp_path, oldest_pip):
    """One package wants an extra of another, of which a newer release than the locked one is out."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    measure = wheel(wheels, "measure", "1.0", "Provides-Extra: toml")
    wheel(wheels, "measure", "2.0", "Provides-Extra: toml")
    plugin = wheel(wheels, "plugin", "1.0", "Requires-Dist: measure[toml]")
    (tmp_path / "some.lock").write_text(measure + plugin)
    place = Place(
        tmp_path,
        {
            "PATH": f"{tmp_path}/bin:{os.environ['PATH']}",
            "PYTHON": "python3",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PYTHONPATH": str(oldest_pip),
        },
    )
    place.has_program("python3", WITHOUT_PIP.format(python=sys.executable))
    return place


pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="pip 23.0 does not know this Python")


def test_a_newer_release_than_the_locked_one_stops_no_set_up(place):
    """The oldest pip refuses it where it is to look up more than the lock names; the set-up installs it."""
    done = place.sets_up()
    assert done.stderr == ""
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["Making", "Installing"]
    assert "pip 23.0." in place.runs(place.python, "-m", "pip", "--version").stdout
    assert (place.has("measure"), place.has("plugin")) == ("1.0", "1.0")
    plain = ("install", "--ignore-installed", "--require-hashes", "-r", "some.lock")
    assert "must have their versions pinned" in place.runs(place.python, "-m", "pip", *plain).stderr


def test_a_lock_that_lacks_something_is_no_set_up(place):
    """What is missing is named, and the next set-up begins with an empty environment."""
    lock = place.folder / "some.lock"
    whole = lock.read_text()
    lock.write_text(whole.splitlines()[1])
    done = place.sets_up()
    assert done.returncode == 1
    assert "plugin 1.0 requires measure, which is not installed" in done.stderr
    (place.folder / ".venv/left-over").touch()
    lock.write_text(whole)
    assert place.sets_up().returncode == 0
    assert place.has("measure") == "1.0"
    assert not (place.folder / ".venv/left-over").exists()


def test_another_file_than_the_locked_one_is_refused(place):
    """The hash decides."""
    wheel(place.folder / "wheels", "measure", "1.0", "Provides-Extra: toml", "Summary: changed")
    done = place.sets_up()
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr


def test_an_old_python_is_told_in_a_sentence(place):
    """Before anything is made."""
    place.has_program("python3", "#!/bin/sh\nexit 1\n")
    done = place.sets_up()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Python 3.11 or newer is needed")
    assert not (place.folder / ".venv").exists()


def test_what_debian_keeps_apart_is_installed_by_root_and_named_to_others(place):
    """Nothing but the package itself, and a mirror that changes under the first update is asked again."""
    place.has_program("python3", WITHOUT_ENSUREPIP)
    place.has_program("id", "#!/bin/sh\necho 1000\n")
    done = place.sets_up()
    assert (done.returncode, done.stderr) == (1, "Install it first: sudo apt-get install python3-venv\n")
    place.has_program("id", "#!/bin/sh\necho 0\n")
    place.has_program("apt-get", FAILING_AT_FIRST)
    (place.folder / "some.lock").write_text("")
    place.sets_up()
    asked = (place.folder / "asked").read_text().splitlines()
    assert asked == [*["update -qq"] * 2, "install -y -qq --no-install-recommends python3-venv"]


def test_nothing_is_installed_any_other_way():
    """Whoever installs, does it by hash and looks up nothing beyond the lock; our own package asks nobody."""
    files = [ROOT / "Makefile", *ROOT.glob("*.md"), *(ROOT / ".ci").iterdir()]
    for folder in ("tools", "docs", "bench", "deploy"):
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in TEXTS]
    lines = [line for path in files for line in path.read_text().splitlines()]
    installing = [line for line in lines if re.search(r"pip3? install|\$pip install", line)]
    assert installing
    ways = ("--no-deps --require-hashes", "--no-deps --no-index")
    assert [line for line in installing if not any(way in line for way in ways)] == []
