"""``run``: the bot itself."""

import argparse

from bot.commands.console import Refused
from bot.process import run
from bot.process.supervision import GivenUp
from bot.settings import Settings


async def do(_: argparse.Namespace, settings: Settings) -> None:
    """Run until told to stop.

    Raises:
        Refused: it ended by itself again and again.
    """
    try:
        await run(settings)
    except GivenUp as error:
        raise Refused(str(error)) from None
