"""``migrate``: the database is brought to the present schema."""

import argparse

from bot.console import say
from bot.opening import open_database
from bot.settings import Settings


async def do(_: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to the present schema."""
    database = await open_database(settings)
    await database.close()
    say("the database has the present schema")
    return 0
