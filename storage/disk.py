"""The disk: how a file takes its place, whole or not at all, and so that a power cut takes neither away."""

import os
from pathlib import Path


def set_down(draft: Path, target: Path) -> None:
    """Give *draft* the name *target* once all of it is on the disk; the name is there, too, in the end.

    Raises:
        OSError: the disk refuses; *target* is what it was, or the draft.
    """
    _flush(draft)
    draft.replace(target)
    _flush(target.parent)


def _flush(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
