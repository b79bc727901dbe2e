"""The command line: running the bot and the operator's work."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

import uvloop

from bot import announcing, answering, log, operator_work
from bot.console import Refused
from bot.process import run
from bot.settings import Settings, SettingsWrong
from bot.supervision import GivenUp
from esia.errors import EsiaError
from storage.errors import StorageError

OWNER_ONLY = 0o077  # what any command makes (the database, its -wal and -shm, backups) nobody else may read


def parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    top = argparse.ArgumentParser(prog="python -m bot", description="Доктор73 in Telegram")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("run", help="run the bot (the default)")
    commands.add_parser("check", help="say in plain words what is wrong; exit 0 if all is well")
    commands.add_parser("migrate", help="bring the database to the present schema")
    for name, text in (
        ("backup", "copy the live database to FILE"),
        ("restore", "put a backup in place"),
    ):
        commands.add_parser(name, help=text).add_argument("file", type=Path)
    keys = commands.add_parser("keys", help="the key ring: new, rotate or check")
    keys.add_argument("what", choices=["new", "rotate", "check"])
    commands.add_parser("retention", help="delete now what has outlived its term")
    audit = commands.add_parser("audit", help="verify the audit log, and that it goes on from a backup's")
    audit.add_argument("what", choices=["verify"])
    audit.add_argument("--backup", type=Path, help="an earlier backup: the log must go on from there")
    announcing.add_arguments(commands.add_parser("announce", help="write to people's «Сообщения»"))
    answering.add_arguments(commands.add_parser("support", help="the questions to support: list or answer"))
    return top


def main() -> int:
    """Run the command and return the exit code: 0 done, 1 not possible, 2 wrong usage."""
    os.umask(OWNER_ONLY)
    arguments = parser().parse_args()
    try:
        settings = Settings.read()
        log.set_up(settings.log_level)
        if arguments.command in {None, "run"}:
            uvloop.run(run(settings))
            return 0
        return asyncio.run(operator_work.do(arguments, settings))
    except (SettingsWrong, StorageError, EsiaError, Refused, GivenUp) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
