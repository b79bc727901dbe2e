"""A Containerfile's instructions, and its steps carried out in a plain folder, where no engine runs."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "Containerfile"


@dataclass(frozen=True)
class Instruction:
    stage: int
    word: str
    rest: str


def instructions():
    """Return the instructions in order, each with the number of its stage."""
    text = re.sub(r"^#.*\n", "", FILE.read_text(), flags=re.MULTILINE)
    lines = [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if line]
    read, stage = [], -1
    for line in lines:
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        read.append(Instruction(stage, word, rest))
    return read


def ignored(path):
    """Tell whether .dockerignore keeps *path*, of the checkout, away from the build."""
    answer, parts = False, path.split("/")
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        looked_at = parts if pattern.startswith("**/") else parts[:1]
        if any(fnmatch(part, pattern.removeprefix("**/")) for part in looked_at):
            answer = not line.startswith("!")
    return answer


class PlainFolder:
    """The build stage in a folder, below which its places lie."""

    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment
        self.work = folder

    def carry_out(self, instruction):
        if instruction.word == "WORKDIR":
            self.work = self._place(instruction.rest)
            self.work.mkdir(parents=True)
        elif instruction.word == "COPY":
            *sources, target = instruction.rest.split()
            self._copy(sources, self.work / target)
        elif instruction.word == "RUN":
            step = re.sub(r"(?<![\w/])/(?=build|opt|wheels)", f"{self.folder}/", instruction.rest)
            done = subprocess.run(
                ("sh", "-ec", step),
                cwd=self.work,
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, (step, done.stdout, done.stderr)
            return done.stdout
        return ""

    def _place(self, path):
        return Path(f"{self.folder}{path}")

    def _copy(self, sources, target):
        listed = subprocess.run(("git", "ls-files"), cwd=ROOT, capture_output=True, text=True, check=True)
        for path in listed.stdout.splitlines():
            if not ignored(path) and (sources == ["."] or path in sources):
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, target / path)
