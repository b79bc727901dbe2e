"""``migrate``: the database is brought to the present schema, or begun."""

import argparse

from bot.commands.console import say
from bot.opening.kept import begin_database
from bot.settings import Settings
from storage.sole_use import sole_use


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.add_argument(
        "--begin-anew",
        action="store_true",
        help="though the key ring has had another database: without all that was kept in it",
    )


async def do(arguments: argparse.Namespace, settings: Settings) -> None:
    """Bring the database to the present schema."""
    with sole_use(settings.database):
        async with begin_database(settings, anew=arguments.begin_anew):
            say(f"{settings.database} has the present schema")
