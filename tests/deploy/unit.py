"""Units of systemd, as far as the tests read them."""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"


@dataclass(frozen=True)
class Unit:
    """A unit's lines: what is said more than once is said each time."""

    path: Path
    lines: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, name):
        path = FOLDER / name
        lines = [line for line in path.read_text().splitlines() if "=" in line and not line.startswith("#")]
        return cls(path, tuple((name, value) for name, _, value in (line.partition("=") for line in lines)))

    def all(self, name):
        return [value for key, value in self.lines if key == name]

    def one(self, name):
        (value,) = self.all(name)
        return value

    def seconds(self, name):
        return seconds(self.one(name))

    def calls(self):
        """Return the names of the system calls that SystemCallFilter= leaves."""
        allowed = set()
        for line in self.all("SystemCallFilter"):
            named = {call for word in line.removeprefix("~").split() for call in calls_of(word)}
            allowed = allowed - named if line.startswith("~") else allowed | named
        return allowed


def seconds(span):
    """Return a span of time, as systemd itself understands it."""
    told = subprocess.run(("systemd-analyze", "timespan", span), capture_output=True, text=True, check=True)
    (microseconds,) = [line.split()[-1] for line in told.stdout.splitlines() if "μs:" in line]
    return int(microseconds) / 1e6


@cache
def calls_of(word):
    """Return the calls that a word of SystemCallFilter= means."""
    if not word.startswith("@"):
        return {word}
    told = subprocess.run(
        ("systemd-analyze", "syscall-filter", word), capture_output=True, text=True, check=True
    )
    words = [line.strip() for line in told.stdout.splitlines()[1:]]
    return {call for each in words if each and not each.startswith("#") for call in calls_of(each)}
