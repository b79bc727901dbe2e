"""``check``: everything that the bot needs is tried, and what is wrong is said in plain words."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from barcode.errors import UnreadablePicture
from barcode.reader import PolisReader
from bot.bot_api import BotApi, BotApiError, ChatClosed, ChatMoved
from bot.console import say
from bot.esia_provider import provider_of
from bot.opening import key_ring
from bot.process import registry_of
from bot.settings import Settings, SettingsWrong
from bot.sign_in_words import in_words
from esia.findings import Finding as EsiaFinding
from locales.topics import faults
from registry.findings import Finding as RegistryFinding
from storage.errors import StorageError
from storage.examination import examine

UNCONFINED = "the process that decodes them cannot be locked up here (Linux with seccomp), so all are refused"


async def do(_: argparse.Namespace, settings: Settings) -> int:
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
        ring = key_ring(settings)
        if ring.database is None and not settings.database.exists():
            say(f"database: there is no database {settings.database} yet; the bot's first start makes it")
            return []
        found = await examine(settings.database, ring)
    except StorageError as error:
        return [f"database: {error}"]
    findings = [f"database: {fault}" for fault in found.faults]
    if found.dead_updates:
        findings.append(f"database: {found.dead_updates} updates could not be handled (table dead_update)")
    return findings + [_moved(move.new) for move in found.moves if move.old == settings.support_chat]


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
    except SettingsWrong as error:
        return [f"sign-in: {error}"]
    if provider is None:
        say("sign-in: closed, ESIA_CLIENT_ID is not set")
        return []
    try:
        findings = await provider.findings()
    finally:
        await provider.aclose()
    return _told("sign-in", [replace(each, text=in_words(each, settings)) for each in findings])


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
