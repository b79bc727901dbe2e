"""A release: the tag of the version that stands in the code, with its section of the changes as its message.

``make release`` runs it after the tests; it refuses where tag, version and changes do not say the same, and
with ``--check`` before the tests does nothing else.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSION = re.compile(r'^VERSION = "(\d+\.\d+\.\d+)"$', re.MULTILINE)
SECTION = re.compile(
    r"^## (?P<version>\d+\.\d+\.\d+) \((?P<date>[^)]+)\)\n(?P<changes>.*?)(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
DATE = re.compile(r"\d{4}-\d\d-\d\d")


class CannotRelease(Exception):
    """Something is missing; the text says what."""


def release(root: Path, *, is_meant: bool = True) -> str:
    """Tag the checkout at *root*, if that *is_meant*; return the tag.

    Raises:
        CannotRelease: the checkout is not what a tag should name.
    """
    version = VERSION.findall((root / "bot" / "version.py").read_text())[0]
    tag = f"v{version}"
    if git(root, "status", "--porcelain"):
        raise CannotRelease("there are changes that are not committed")
    if git(root, "tag", "--list", tag):
        raise CannotRelease(f"{tag} is there: write a new version into bot/version.py")
    message = f"{tag}\n\n{changes_of(version, root)}"
    if is_meant:
        git(root, "tag", "--annotate", "--cleanup=verbatim", "--message", message, tag)
    return tag


def changes_of(version: str, root: Path) -> str:
    """Return what the changes say of a version, which must be the first in them, with its date.

    Raises:
        CannotRelease: they say it of another one, or not yet.
    """
    first = SECTION.search((root / "CHANGELOG.md").read_text())
    if first is None or first["version"] != version:
        raise CannotRelease(f"CHANGELOG.md does not begin with ## {version}")
    if not DATE.fullmatch(first["date"]):
        raise CannotRelease(f"CHANGELOG.md: write the day in place of ({first['date']})")
    return first["changes"].strip()


def git(root: Path, *words: str) -> str:
    """Return what git says."""
    told = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)  # noqa: S603, S607 - git
    return told.stdout.strip()


def main(words: Sequence[str]) -> int:
    """Tag it, or say what is missing."""
    is_meant = "--check" not in words
    try:
        tag = release(ROOT, is_meant=is_meant)
    except CannotRelease as error:
        sys.stderr.write(f"{error}\n")
        return 1
    said = (
        "is made; git push --follow-tags publishes it, with what lies in dist/" if is_meant else "can be made"
    )
    sys.stdout.write(f"{tag} {said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
