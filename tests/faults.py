"""What can be made to go wrong with the machine."""

import resource
from contextlib import contextmanager


@contextmanager
def full_disk():
    """Let no file of this process grow; a signal that would end others is ignored by Python."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
