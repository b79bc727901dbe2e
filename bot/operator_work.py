"""The operator's work at the command line: each command a coroutine that says what it did."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from barcode.errors import UnreadablePicture
from barcode.reader import PolisReader
from bot.announcing import announce
from bot.answering import support
from bot.bot_api import BotApi, BotApiError, ChatClosed, ChatMoved
from bot.console import say
from bot.esia_provider import provider_of
from bot.log import watch_loop
from bot.process import open_database, registry_of
from bot.settings import Settings, SettingsWrong
from esia.errors import EsiaError
from esia.findings import Finding as EsiaFinding
from locales.topics import faults
from registry.findings import Finding as RegistryFinding
from storage.audit import Audit, Head
from storage.backup import back_up, head_of, restore
from storage.consents import Consents
from storage.erasure import retire
from storage.errors import StorageError
from storage.key_ring import KeyRing
from storage.moves import Moves
from storage.resealing import DamagedRow, reseal, survey
from storage.sole_use import sole_use
from storage.transaction import Transaction

UNCONFINED = "the process that decodes them cannot be locked up here (Linux with seccomp), so all are refused"

Command = Callable[[argparse.Namespace, Settings], Awaitable[int]]


async def do(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run one command and return its exit code.

    Raises:
        StorageError: it could not be done; nothing was half done.
    """
    watch_loop(asyncio.get_running_loop())
    return await COMMANDS[arguments.command](arguments, settings)


async def check(_: argparse.Namespace, settings: Settings) -> int:
    """Try everything that the bot needs and say what is wrong."""
    findings = [*await _check_storage(settings), *await _check_telegram(settings)]
    findings += await _check_registry(settings)
    findings += await _check_esia(settings)
    findings += await _check_photographs()
    findings += [f"content: {fault}" for fault in faults()]
    for finding in findings:
        say(f"✗ {finding}")
    say("all is well" if not findings else f"{len(findings)} to mend")
    return 1 if findings else 0


async def _check_storage(settings: Settings) -> list[str]:
    try:
        database = await open_database(settings)
    except StorageError as error:
        return [f"database: {error}"]
    try:
        moves = await database.write(lambda tx: Moves(tx).all())
        damaged = (await survey(database.write)).damaged
    finally:
        await database.close()
    findings = [f"database: {row}" for row in damaged]
    return findings + [_moved(move.new) for move in moves if move.old == settings.support_chat]


def _moved(group: int) -> str:
    return f"SUPPORT_CHAT: this group became a supergroup, whose id is {group}: write that into the settings"


async def _check_telegram(settings: Settings) -> list[str]:
    api = BotApi(settings.bot_token.get_secret_value(), settings.telegram_api_url)
    try:
        await api.call("getMe", {})
        return await _check_desk(api, settings.support_chat)
    except BotApiError as error:
        return [f"Telegram: {type(error).__name__}: {error}"]
    finally:
        await api.close()


async def _check_desk(api: BotApi, group: int | None) -> list[str]:
    try:
        if group is not None:
            await api.call("getChat", {"chat_id": group})
    except ChatMoved as error:
        return [_moved(error.chat)]
    except ChatClosed:
        return ["SUPPORT_CHAT: the bot is not in this group"]
    return []


async def _check_registry(settings: Settings) -> list[str]:
    if not settings.registry_url:
        return ["registry: REGISTRY_URL is not set"]
    registry = registry_of(settings)
    try:
        return _told("registry", await registry.findings())
    finally:
        await registry.aclose()


async def _check_esia(settings: Settings) -> list[str]:
    try:
        provider = provider_of(settings)
    except (SettingsWrong, EsiaError) as error:
        return [f"sign-in: {error}"]
    if provider is None:
        say("sign-in: closed, ESIA_CLIENT_ID is not set")
        return []
    try:
        findings = await provider.findings()
    finally:
        await provider.aclose()
    return _told("sign-in", findings)


def _told(what: str, findings: Sequence[EsiaFinding] | Sequence[RegistryFinding]) -> list[str]:
    """Say what is only to be known, and return what is to be mended."""
    for finding in findings:
        if not finding.is_wrong:
            say(f"{what}: {finding.text}")
    return [f"{what}: {finding.text}" for finding in findings if finding.is_wrong]


async def _check_photographs() -> list[str]:
    """Start the worker with nothing to decode: it says whether it could be locked up."""
    try:
        await PolisReader().read(b"", today=datetime.now(UTC).date())
    except UnreadablePicture as error:
        if error.reason != "format":
            return [f"photographs: {UNCONFINED} ({error.reason})"]
    return []


async def migrate(_: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to the present schema."""
    database = await open_database(settings)
    await database.close()
    say("the database has the present schema")
    return 0


async def make_backup(arguments: argparse.Namespace, settings: Settings) -> int:
    """Copy the live database."""
    vault = KeyRing.load(settings.data_keys).vault()
    damaged = await back_up(settings.database, arguments.file, vault)
    _name(damaged)
    say(f"backed up and checked: {arguments.file}")
    return 0


async def put_back(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put a backup in the place of a missing database."""
    vault = KeyRing.load(settings.data_keys).vault()
    with sole_use(settings.database):
        _name(await restore(arguments.file, settings.database, vault))
    say(f"restored and checked: {settings.database}")
    return 0


async def tend_keys(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make, check or rotate the key ring."""
    if arguments.what == "new":
        KeyRing.fresh().save(settings.data_keys)
        say(f"made {settings.data_keys}; keep two sealed copies, never beside the backups")
        return 0
    if arguments.what == "rotate":
        with sole_use(settings.database):
            return await _rotate(settings)
    database = await open_database(settings)
    await database.close()
    say("the key ring opens the database")
    return 0


async def _rotate(settings: Settings) -> int:
    """Add a new primary key and seal every row with it. It can be repeated."""
    ring = KeyRing.load(settings.data_keys).rotated()
    ring.save(settings.data_keys, replacing=True)
    database = await open_database(settings)
    try:
        walk = await reseal(database.write)
    finally:
        await database.close()
    _name(walk.damaged)
    say(f"{walk.changed} rows are sealed with the new key; earlier keys still open old backups")
    return 0


def _name(damaged: Sequence[DamagedRow]) -> None:
    """Name the rows that cannot be read: they are left as they are, and harm no other."""
    for row in damaged:
        say(f"✗ {row}")


async def retain(_: argparse.Namespace, settings: Settings) -> int:
    """Delete now what has outlived its term."""
    database = await open_database(settings)
    try:
        removed = await database.write(retire)
    finally:
        await database.close()
    for kind, count in removed.items():
        say(f"{count} {kind} deleted")
    return 0


async def verify_audit(arguments: argparse.Namespace, settings: Settings) -> int:
    """Follow the chain of the audit log to its sealed end, and compare the consents with it."""
    vault = KeyRing.load(settings.data_keys).vault()
    database = await open_database(settings)
    try:
        earlier = await head_of(arguments.backup, vault) if arguments.backup else None
        faults, head = await database.write(partial(_audit, earlier))
    finally:
        await database.close()
    for fault in faults:
        say(f"✗ {fault}")
    say(f"the audit log is {'not ' if faults else ''}whole: {head}")
    return 1 if faults else 0


async def _audit(earlier: Head | None, transaction: Transaction) -> tuple[list[str], Head]:
    audit = Audit(transaction)
    faults = [*await audit.faults(), *await Consents(transaction).faults()]
    if earlier and not await audit.holds(earlier):
        faults.append("the log does not go on from where it stood in the backup")
    return faults, await audit.end()


COMMANDS: Mapping[str, Command] = {
    "check": check,
    "migrate": migrate,
    "backup": make_backup,
    "restore": put_back,
    "keys": tend_keys,
    "retention": retain,
    "audit": verify_audit,
    "announce": announce,
    "support": support,
}
