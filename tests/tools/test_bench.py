"""The benches: nobody runs them for weeks, and then they must run."""

import os
import subprocess
import sys

import pytest

TAKES_AT_MOST = 300  # seconds, however busy the machine is


@pytest.mark.timeout(TAKES_AT_MOST)
def test_a_region_is_made_and_measured(tmp_path):
    """Of a few people: the file that the benches of many people share, and all that is done in it."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.waiting", "300", str(tmp_path)],
        env=os.environ | {"SECONDS": "0.3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "claims alone" in told.stdout
