"""A bot as a process of its own on one core, and what it has used."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from storage.key_ring import KeyRing
from tests.servers import free_port

SECRET = "bench-secret-0123456789-abcdefghijk"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
PATH = "/telegram/webhook"
NOBODY = "http://127.0.0.1:9/"  # refuses at once
CORES = sorted(os.sched_getaffinity(0))  # the first is the bot's, the last the load's


def settings(folder: Path, api: str, port: int, registry: str = NOBODY) -> dict[str, str]:
    """Return the environment of a bot behind its webhook; peers read a part of it.

    Each saved card is looked for at the *registry* at once, and again after a quarter of an hour.
    """
    if not (folder / "keys.json").exists():
        KeyRing.fresh().save(folder / "keys.json")
    return {
        "BOT_TOKEN": "1:bench",
        "OPERATOR_NAME": "Bench",
        "OPERATOR_ADDRESS": "Here",
        "TELEGRAM_API_URL": api,
        "UPDATES": "webhook",
        "WEBHOOK_SECRET": SECRET,
        "LISTEN": f"127.0.0.1:{port}",
        "LISTEN_PRIVATE": f"127.0.0.1:{free_port()}",
        "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "DATA_KEYS": f"{folder}/keys.json",
        "REGISTRY_URL": registry,
        "SEARCH_FIRST_SECONDS": "900",
        "LOG_LEVEL": "CRITICAL",
    }


@asynccontextmanager
async def running(
    command: Sequence[str], environment: dict[str, str], cwd: Path | None = None
) -> AsyncIterator[int]:
    """Run *command* on the first core until this ends; yields its id once it listens."""
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | environment, cwd=cwd)
    os.sched_setaffinity(process.pid, {CORES[0]})
    try:
        await _listens(environment["LISTEN"], process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def _listens(address: str, process: asyncio.subprocess.Process) -> None:
    host, _, port = address.partition(":")
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise RuntimeError(f"it ended at its start with {process.returncode}")


def leave_first_core() -> None:
    """Keep the load off the core of the bot."""
    os.sched_setaffinity(0, {CORES[-1]})


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    """Return the memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
