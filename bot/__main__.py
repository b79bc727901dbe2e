"""The command line: running the bot and the operator's work."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import uvloop

from bot.commands.console import Refused, path
from bot.monitoring import log
from bot.secrecy import keep_memory_private
from bot.settings import Settings, SettingsWrong
from bot.version import VERSION
from storage.errors import StorageError

OWNER_ONLY = 0o077  # what any command makes (the database, its -wal and -shm, backups) nobody else may read
RUN = "run"
INSTALLED = "doctor73"  # the name that `pip install` gives it
COMMANDS = {
    RUN: "run the bot (the default)",
    "check": "say in plain words what is wrong; exit 0 if all is well",
    "migrate": "bring the database to the present schema",
    "backup": "copy the live database to FILE",
    "restore": "put a backup in place",
    "keys": "the key ring: new, add, rotate or check",
    "retention": "delete now what has outlived its term",
    "audit": "verify the audit log, and that it goes on from a backup's",
    "announce": "write to people's «Сообщения»",
    "support": "the questions to support: list or answer",
}


def parser(chosen: str) -> argparse.ArgumentParser:
    """Describe all commands, and the *chosen* one's arguments: the others are not even imported."""
    general = argparse.ArgumentParser(add_help=False)
    general.add_argument(
        "--env-file",
        type=path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="the settings; without it .env, if there is one",
    )
    top = argparse.ArgumentParser(prog=_name(), description="Доктор73 in Telegram", parents=[general])
    top.add_argument("--version", action="version", version=VERSION)
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, parents=[general])
        if name == chosen and hasattr(_module(name), "add_arguments"):
            _module(name).add_arguments(command)
    return top


def _name() -> str:
    """Return what this program was called by."""
    return INSTALLED if Path(sys.argv[0]).stem == INSTALLED else "python -m bot"


def _module(name: str) -> Any:
    return import_module(f"bot.commands.{name}")


def main(words: Sequence[str] | None = None) -> int:
    """Run the command and return the exit code: 0 done, 1 not possible, 2 wrong usage, 130 cut short."""
    _have_streams()
    os.umask(OWNER_ONLY)
    keep_memory_private()
    words = sys.argv[1:] if words is None else words
    arguments = parser(next((word for word in words if word in COMMANDS), RUN)).parse_args(words)
    try:
        settings = Settings.read(getattr(arguments, "env_file", None))
        log.set_up(settings.log_level, settings.log_format)
        return uvloop.run(_do(arguments, settings)) or 0
    except (SettingsWrong, StorageError, Refused) as error:
        return _ended(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        whose = "; is this the bot's own user?" if isinstance(error, PermissionError) else ""
        return _ended(f"{error.filename} cannot be used: {error.strerror}{whose}")
    except KeyboardInterrupt:
        return _ended("cut short by Ctrl-C; give the same command again", 128 + signal.SIGINT)


def _ended(why: str, code: int = 1) -> int:
    sys.stderr.write(f"{why}\n")
    return code


def _have_streams() -> None:
    """Open what whoever called us has closed: a file of ours would come to stand in its place."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


async def _do(arguments: argparse.Namespace, settings: Settings) -> int | None:
    log.watch_loop(asyncio.get_running_loop())
    code: int | None = await _module(arguments.command or RUN).do(arguments, settings)
    return code


if __name__ == "__main__":
    sys.exit(main())
