"""The peers: other libraries with the same dialogue, each in an environment of its own under ``.cache``."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent.parent / ".cache" / "bench"


@dataclass(frozen=True)
class Peer:
    """Whom to measure: *pins* name the versions, *script* is the bot."""

    name: str
    pins: str
    script: str

    def set_up(self) -> Sequence[str] | None:
        """Return the command that runs it; none if it cannot be had here, which is said."""
        environment = ENVIRONMENTS / self.name
        mark, pinned = environment / "ready", (HERE / self.pins).read_text()
        try:
            if not mark.exists() or mark.read_text() != pinned:
                shutil.rmtree(environment, ignore_errors=True)
                environment.mkdir(parents=True)
                self._install(environment)
                mark.write_text(pinned)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{self.name} is left out, its set-up failed: {error}")
            return None
        return self._command(environment)

    def _install(self, environment: Path) -> None:
        print(f"setting up {self.name}", flush=True)
        if self.script.endswith(".py"):
            _run(sys.executable, "-m", "venv", environment)
            pip = (environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
            _run(*pip, "install", "--quiet", "--no-deps", "-r", HERE / self.pins)
            return
        for name in ("package.json", self.pins):
            shutil.copy(HERE / name, environment)
        _run("npm", "ci", "--silent", "--ignore-scripts", "--prefix", environment)

    def _command(self, environment: Path) -> Sequence[str]:
        if self.script.endswith(".py"):
            return [str(environment / "bin" / "python"), "-W", "ignore", str(HERE / self.script)]
        shutil.copy(HERE / self.script, environment)  # node looks for modules beside the script
        return ["node", str(environment / self.script)]


def _run(*words: str | Path) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


PEERS = (
    Peer("aiogram", "aiogram.txt", "stock_aiogram.py"),
    Peer("python-telegram-bot", "ptb.txt", "ptb.py"),
    Peer("grammY", "package-lock.json", "grammy.mjs"),
)
