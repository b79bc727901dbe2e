"""When the running test began, in whole seconds: its module was loaded long before, perhaps on another day.

Who asks twice within a test gets the same, so what is made twice is equal.
"""

import time
from datetime import UTC, datetime

_seconds = 0


def pytest_runtest_setup():
    """Take the time as each test begins, before its fixtures."""
    global _seconds  # noqa: PLW0603 - one test runs at a time
    _seconds = int(time.time())


def began():
    """Return when the running test began."""
    return datetime.fromtimestamp(_seconds, UTC)
