"""``announce``: a text to many people, first a dry run, then what the running bot hands out."""

import argparse

from bot.commands.console import OPERATOR, Refused, path, read_text, say, whole
from bot.opening.kept import open_database, open_to_read
from bot.settings import Settings
from patient.announcement import Announcement, Audience
from patient.card import CardId
from patient.message import LONGEST_SENDER, MOST_ANNOUNCED, length
from storage.announcements import Announcements
from storage.audit import Audit, AuditLog
from storage.database import Database
from storage.directory import Directory
from storage.reading import Read
from storage.transaction import Transaction

CANCELLED = "announcement.cancelled"
A_LOOK = 500  # people a transaction, so that counting never holds the running bot up


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    to = command.add_mutually_exclusive_group(required=True)
    to.add_argument("--all", action="store_true", help="to everybody who talks with the bot")
    to.add_argument("--clinic", metavar="ID", help="to those attached to a clinic of the registry")
    to.add_argument("--card", metavar="ID", help="to the owner of one card")
    to.add_argument("--list", action="store_true", help="show how far the latest announcements got")
    to.add_argument("--cancel", metavar="NUMBER", type=whole, help="hand no more of one out")
    command.add_argument("file", type=path, nargs="?", help="the text: UTF-8, shown as it is")
    command.add_argument("--from", dest="sender", metavar="NAME", help="who writes, if not the operator")
    command.add_argument("--send", action="store_true", help="do it; without it only count")
    command.add_argument("--again", action="store_true", help="even if the same was announced within a day")


async def do(arguments: argparse.Namespace, settings: Settings) -> None:
    """List what was announced, cancel one, or count whom a text reaches and keep it if told to.

    Raises:
        Refused: the text, the sender or the audience won't do.
    """
    if arguments.list:
        async with open_to_read(settings) as read:
            await _list(read)
        return
    async with open_database(settings) as database:
        if arguments.cancel is None:
            await _announce(arguments, settings.operator_name, database)
        else:
            await _cancel(database, arguments.cancel)


async def _announce(arguments: argparse.Namespace, operator: str, database: Database) -> None:
    text = read_text(arguments.file, MOST_ANNOUNCED)
    sender = arguments.sender or operator
    if len(sender) > LONGEST_SENDER:
        raise Refused(f"{sender} is too long a name; --from takes {LONGEST_SENDER} characters")
    card = arguments.card  # an empty one is nobody's, not none: an unset variable must not mean everybody
    audience = Audience(arguments.clinic, None if card is None else CardId(card))
    expected = await _count(database, audience)
    say(f"{await _named(database, audience)}; people: {expected}")
    say(f"from {sender or 'the operator without a name'}: {length(text)} of {MOST_ANNOUNCED} characters")
    if expected == 0:
        raise Refused("nobody would be reached")
    if not arguments.again and await database.write(lambda tx: Announcements(tx).is_repeated(audience, text)):
        raise Refused("the same was announced to the same people within a day; --again repeats it")
    if not arguments.send:
        say("a dry run, nothing was sent; --send does it")
        return

    async def keep(transaction: Transaction) -> int:
        number = await Announcements(transaction).add(audience, text, sender, expected)
        await Audit(transaction, OPERATOR).note("announced", str(number))
        return number

    say(f"announcement {await database.write(keep)} is kept; the running bot hands it out, see --list")


async def _cancel(database: Database, number: int) -> None:
    async def cancel(transaction: Transaction) -> None:
        if not await Announcements(transaction).cancel(number):
            raise Refused(f"no announcement {number} is under way; see --list")
        await Audit(transaction, OPERATOR).note(CANCELLED, str(number))

    await database.write(cancel)
    say(f"nobody else gets announcement {number}; who has it keeps it, see --list")


async def _count(database: Database, audience: Audience) -> int:
    """Count whom *audience* means, a look at a time."""
    count, last = 0, 0
    while True:
        page = await database.write(lambda tx, after=last: Announcements(tx).page(audience, after, A_LOOK))  # type: ignore[misc]
        if page.last is None:
            return count
        count, last = count + len(page.owners), page.last


async def _named(database: Database, audience: Audience) -> str:
    """Name the audience; a clinic that the directory does not know is perhaps a slip of the pen."""
    if audience.clinic is None:
        return f"to {audience}"
    listed = await database.write(lambda tx: Directory(tx).clinic(str(audience.clinic)))
    return f"to {audience}, {listed.value.name if listed else 'which the directory does not know'}"


async def _list(read: Read) -> None:
    announcements = await read(lambda tx: Announcements(tx).latest())
    cancelled = await read(lambda tx: AuditLog(tx).handles(CANCELLED))
    for announcement in announcements:
        say(_progress(announcement, is_cancelled=str(announcement.id) in cancelled))
    if not announcements:
        say("nothing was announced yet")


def _progress(announcement: Announcement, *, is_cancelled: bool) -> str:
    made = announcement.created_at.strftime("%Y-%m-%d %H:%M UTC")
    reached = f"{announcement.reached} of {announcement.expected} people"
    state = "handed out" if announcement.finished_at else "under way"
    state = "cancelled" if is_cancelled else state
    return f"{announcement.id}. {made}, to {announcement.audience}: {reached}, {state}"
