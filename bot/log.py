"""The log: what happened to which chat, update and search; no names, numbers, texts or tokens."""

import logging
import re

from pydantic import ValidationError

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
SECRETS = re.compile(
    r"bot\d+:[\w-]+|\d{3}-\d{3}-\d{3}[ -]\d{2}|\b\d{16}\b|\b\d{11}\b|\+7\d{10}|eyJ[\w-]+\.[\w.-]+"
)
QUIET = ("aiogram", "aiohttp", "httpx", "httpcore", "aiosqlite", "asyncio")


class Redaction(logging.Formatter):
    """The last net: what looks like a number or a token is blotted out."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line with its secrets blotted out."""
        return SECRETS.sub("•••", super().format(record))


def set_up(level: str) -> None:
    """Write our own lines at *level* to standard error, other libraries' only from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redaction(LINE))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of ticks that are left out on purpose


def reason(error: Exception) -> str:
    """Name what happened and where, without the text of the exception: it may quote a person."""
    if isinstance(error, ValidationError):
        return f"not understood: {error.error_count()} fields"
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    where = f" at {last.tb_frame.f_code.co_name}:{last.tb_lineno}" if last else ""
    return f"{type(error).__name__}{where}"
