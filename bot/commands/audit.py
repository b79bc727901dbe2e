"""``audit``: the log of who did what is proven whole."""

import argparse
from functools import partial

from bot.commands.console import path, say
from bot.opening.kept import key_ring, open_to_read
from bot.settings import Settings
from storage.audit import AuditLog, Head
from storage.backup import head_of
from storage.consents import faults_of_consents
from storage.transaction import Transaction


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.add_argument("what", choices=["verify"])
    command.add_argument("--backup", type=path, help="an earlier backup: the log must go on from there")


async def do(arguments: argparse.Namespace, settings: Settings) -> int:
    """Follow the chain of the audit log to its sealed end, and compare the consents with it."""
    async with open_to_read(settings) as read:
        earlier = await head_of(arguments.backup, key_ring(settings).vault()) if arguments.backup else None
        faults, head = await read(partial(_audit, earlier))
    for fault in faults:
        say(f"✗ {fault}")
    say(f"the audit log is {'not ' if faults else ''}whole: {head}")
    return 1 if faults else 0


async def _audit(earlier: Head | None, transaction: Transaction) -> tuple[list[str], Head]:
    audit = AuditLog(transaction)
    faults = [*await audit.faults(), *await faults_of_consents(transaction)]
    if earlier and not await audit.holds(earlier):
        faults.append("the log does not go on from where it stood in the backup")
    return faults, await audit.end()
