"""``check``: everything that the bot needs is tried, and what is wrong is said in plain words."""

import argparse
import asyncio

from bot.checks import Finding, doors, kept, photographs, registry, running, sign_in, telegram
from bot.commands.console import say
from bot.settings import Settings
from locales import own
from locales.topics import faults


async def do(arguments: argparse.Namespace, settings: Settings) -> int:
    """Try everything that the bot needs and say what is wrong."""
    own.read_first(settings.texts_dir)
    runs = await running.look(settings)
    rooms = await asyncio.gather(
        kept.look(settings, getattr(arguments, "env_file", None)),
        doors.look(settings, runs),
        telegram.look(settings, is_running=runs.anywhere),
        registry.look(settings),
        sign_in.look(settings),
        photographs.look(),
    )
    found = [finding for room in (runs.findings, *rooms) for finding in room]
    return notify([*found, *(Finding(f"content: {fault}") for fault in faults())])


def notify(found: list[Finding]) -> int:
    """Say what is to be known and what is to be mended; return the exit code."""
    for finding in sorted(found, key=lambda each: each.is_wrong):
        say(f"{'✗ ' if finding.is_wrong else ''}{finding.text}")
    wrong = sum(finding.is_wrong for finding in found)
    say(f"{wrong} to mend" if wrong else "all is well")
    return 1 if wrong else 0
