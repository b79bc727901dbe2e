"""The restore drill: proves, away from the bot, that a backup brings people back, and tells in which time.

``python tools/restore_drill.py [--env-file FILE] [--backup FILE] [--person ID]``, as the bot's own user.
Without --backup it takes one of the running bot. It restores by the same commands as in need, into a folder
that is gone afterwards, with a copy of the key ring: nothing of the bot's own changes, and nothing outside is
asked. --person is the canary: the Telegram id of somebody of the staff who keeps a card in the bot.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.opening.kept import open_to_read  # noqa: E402 - found by the line above
from bot.settings import Settings, SettingsWrong  # noqa: E402
from patient.card import OwnerId  # noqa: E402
from storage.cards import Cards  # noqa: E402
from storage.errors import StorageError  # noqa: E402


class Failed(Exception):
    """The backup does not bring people back; the text says where it ended."""


def main() -> int:
    """Drill; 0 if people would be back."""
    words = argparse.ArgumentParser(
        prog="restore_drill", description="Prove that a backup brings people back"
    )
    words.add_argument("--env-file", type=Path, metavar="FILE", help="the bot's settings; without it .env")
    words.add_argument("--backup", type=Path, metavar="FILE", help="an earlier backup, in place of a new one")
    words.add_argument("--person", type=int, metavar="ID", help="who must have a card in it: a Telegram id")
    arguments = words.parse_args()
    began = monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="doctor73-drill-") as folder:
            drill(Path(folder), arguments)
    except (Failed, SettingsWrong, StorageError) as error:
        sys.stderr.write(f"{error}\nthe drill failed after {monotonic() - began:.1f} s\n")
        return 1
    tell(f"people are back in {monotonic() - began:.1f} s")
    return 0


def drill(folder: Path, arguments: argparse.Namespace) -> None:
    """Go the whole way: a backup, its restore, the proofs, the canary.

    Raises:
        Failed: a step ended with an error.
    """
    given = ["--env-file", str(arguments.env_file)] if arguments.env_file else []
    backup = arguments.backup or folder / "backup.db"
    if not arguments.backup:
        with step("a backup of the running bot"):
            doctor73(*given, "backup", "--trial", backup)
    there = elsewhere(folder, Settings.read(arguments.env_file))
    with step(f"restored, {backup.stat().st_size / 1e6:.1f} MB" if backup.exists() else "restored"):
        doctor73(*given, "restore", backup, **there)
    with step("the key ring opens it"):
        doctor73(*given, "keys", "check", **there)
    with step("its audit log is whole and goes on from the backup"):
        doctor73(*given, "audit", "verify", "--backup", backup, **there)
    if arguments.person:
        with step(f"{arguments.person} is among them"):
            os.environ |= there
            tell(
                f"    {asyncio.run(cards_of(arguments.person, Settings.read(arguments.env_file)))} cards open"
            )


def elsewhere(folder: Path, settings: Settings) -> Mapping[str, str]:
    """Return what of the settings is another one in the *folder*, where a copy of the key ring is."""
    ring = folder / "keys" / "keys.json"
    ring.parent.mkdir()
    shutil.copy(settings.data_keys, ring)
    return {"DATABASE_URL": f"sqlite:///{folder}/data/bot.db", "DATA_KEYS": str(ring)}


async def cards_of(person: int, settings: Settings) -> int:
    """Return how many of a person's own cards open.

    Raises:
        Failed: none does.
    """
    async with open_to_read(settings) as read:
        cards = await read(lambda transaction: Cards(transaction, OwnerId(person)).owned())
    if not cards:
        raise Failed(f"no card of {person} is in it")
    return len(cards)


def doctor73(*words: str | Path, **settings: str) -> None:
    """Run a command of the bot, as the operator would.

    Raises:
        Failed: it ended with an error, which it has told.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | settings
    command = (sys.executable, "-m", "bot", *map(str, words))
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if told.returncode:
        raise Failed(f"{told.stdout}{told.stderr}".strip())


@contextmanager
def step(name: str) -> Iterator[None]:
    """Tell what was done, and in how many seconds."""
    began = monotonic()
    yield
    tell(f"{monotonic() - began:6.1f} s  {name}")


def tell(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 - this is what the operator reads


if __name__ == "__main__":
    sys.exit(main())
