"""Photographs: whether the process that decodes them can be locked up here."""

from datetime import UTC, datetime

from barcode.errors import UnreadablePicture
from barcode.reader import PolisReader
from bot.checks import Finding

UNCONFINED = "the process that decodes them cannot be locked up here (Linux with seccomp), so all are refused"


async def look() -> list[Finding]:
    """Start the worker with nothing to decode: it says whether it could be locked up."""
    try:
        await PolisReader().read(b"", today=datetime.now(UTC).date())
    except UnreadablePicture as error:
        if error.reason != "format":
            return [Finding(f"photographs: {UNCONFINED} ({error.reason})")]
    return []
