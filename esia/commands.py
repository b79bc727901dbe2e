"""Command-line tools that sign: run without a shell, within a time, no secrets in their arguments."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence

from esia.errors import EsiaMisconfigured

PASSED_ON = ("PATH", "HOME", "LANG", "OPENSSL_CONF", "OPENSSL_ENGINES", "LD_LIBRARY_PATH")


def tool_environment() -> dict[str, str]:
    """Return the few variables that a tool can need: ours hold secrets."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


async def run_tool(command: Sequence[str], message: bytes = b"", *, seconds: float) -> bytes:
    """Run *command* with *message* on its input and return its output.

    The tool gets the few environment variables that it can need: ours hold secrets.

    Raises:
        EsiaMisconfigured: ``signer_missing``, ``signer_slow`` or ``signer_failed``. What the tool wrote
            is not told: it may quote the message, and that is a person's state and code.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=tool_environment(),
            start_new_session=True,  # no terminal: a tool that would ask for a password fails instead
        )
    except OSError as error:
        raise EsiaMisconfigured("signer_missing") from error
    try:
        async with asyncio.timeout(seconds):
            output, _ = await process.communicate(message)
    except TimeoutError:
        raise EsiaMisconfigured("signer_slow") from None
    finally:
        await _end(process)
    if process.returncode != 0:
        raise EsiaMisconfigured("signer_failed")
    return output


async def _end(process: asyncio.subprocess.Process) -> None:
    """Leave no process behind, whatever interrupted us."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # it leads a session of its own
        await process.wait()
