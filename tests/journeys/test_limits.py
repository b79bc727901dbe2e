"""A test that runs into its limit takes its processes with it."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT

HANGING = """
import asyncio
import os
import signal
from pathlib import Path

from tests import processes

processes.forking.set_forkserver_preload([])


async def test_that_hangs():
    process = await processes.start(environment={{}})
    Path(__file__).with_name("pid").write_text(str(process.pid))
    {end}
    await asyncio.sleep(600)
"""
LIMIT = "signal.setitimer(signal.ITIMER_REAL, 0.01)"  # pytest-timeout's own clock, put forward
ENDS = [LIMIT, "os.kill(os.getpid(), signal.SIGKILL)"]


@pytest.mark.parametrize("end", ENDS, ids=["limit", "kill"])
async def test_a_limit_leaves_no_process_behind(tmp_path, end):
    """Be it that the test alone is ended, or the whole run at once, as pytest-timeout's threads do it."""
    (tmp_path / "test_hanging.py").write_text(HANGING.format(end=end))
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.ending"),
        *("-p", "no:cacheprovider", tmp_path / "test_hanging.py"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await run.communicate()
    assert (end == LIMIT) == (b"Timeout" in said), said.decode()
    while is_running(int((tmp_path / "pid").read_text())):
        await asyncio.sleep(0.01)


def is_running(pid: int) -> bool:
    """Tell whether there is such a process that has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
