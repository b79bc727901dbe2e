"""The operator's announcement in the demo: a text goes out by the bot's own command, as on a real machine."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory


@dataclass(frozen=True, slots=True)
class Announcer:
    """Runs *command* with the bot's settings."""

    command: Sequence[str]
    settings: Mapping[str, str]

    async def announce(self, text: str) -> str:
        """Send *text* to everybody who talks with the bot; return what the command said."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "announcement.txt"
            file.write_text(text, encoding="utf-8")
            process = await asyncio.create_subprocess_exec(
                *(*self.command, "announce", "--all", str(file), "--send"),
                env=os.environ | dict(self.settings),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            said, _ = await process.communicate()
        return said.decode()
