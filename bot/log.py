"""The log: what happened to which chat, update and search; no names, numbers, texts or tokens."""

import logging
import re

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
SECRETS = re.compile(
    r"bot\d+:[\w-]+|\d{3}-\d{3}-\d{3}[ -]\d{2}|\b\d{16}\b|\b\d{11}\b|\+7\d{10}|eyJ[\w-]+\.[\w.-]+"
)
QUIET = ("aiogram", "aiohttp", "apscheduler", "httpx", "httpcore", "aiosqlite", "asyncio")


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
