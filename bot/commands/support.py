"""``support``: questions are answered at the command line, where there is no group for them."""

import argparse
from pathlib import Path

from bot.commands.console import OPERATOR, Refused, path, read_text, say
from bot.opening.kept import open_database, open_to_read
from bot.settings import Settings
from patient.hiding import hide_numbers
from patient.message import MOST_ANNOUNCED
from storage.audit import Audit
from storage.database import Database
from storage.reading import Read
from storage.support import SupportDesk
from storage.transaction import Transaction


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    what.add_parser("list", help="show the questions that nobody has answered")
    answer = what.add_parser("answer", help="answer a question")
    answer.add_argument("code", help="the question's code")
    answer.add_argument("file", type=path, help="the answer: UTF-8, shown as it is")


async def do(arguments: argparse.Namespace, settings: Settings) -> None:
    """List the open questions or answer one.

    Raises:
        Refused: there is no such open question, or the text won't do.
    """
    if arguments.what == "list":
        async with open_to_read(settings) as read:
            await _list(read)
        return
    async with open_database(settings) as database:
        await _answer(database, arguments.code.lstrip("#").upper(), arguments.file)


async def _list(read: Read) -> None:
    questions = await read(lambda tx: SupportDesk(tx).open())
    for question in questions:
        say(f"#{question.code}, {question.asked_at:%Y-%m-%d %H:%M} UTC\n{question.text}\n")
    say(f"{len(questions)} open questions")


async def _answer(database: Database, code: str, file: Path) -> None:
    text = hide_numbers(read_text(file, MOST_ANNOUNCED), but_phones=True)

    async def keep(transaction: Transaction) -> None:
        question = await SupportDesk(transaction).find(code)
        if question is None:
            raise Refused(f"there is no question #{code}; its owner may have deleted his data")
        if not await SupportDesk(transaction).answer(question, text):
            raise Refused(f"#{code} was answered before")
        await Audit(transaction, OPERATOR).note("support.answered", code)

    await database.write(keep)
    say(f"the answer to #{code} is kept; the running bot passes it on")
