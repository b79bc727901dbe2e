"""Secrecy of the process: its memory and environment, which hold the token and the keys, are its own."""

import ctypes
import sys

PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Let no other process of the same user read ``/proc/<pid>/environ`` or the memory, and leave no core.

    Only Linux knows it; root is not held up by it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, ctypes.c_ulong(0), *[ctypes.c_ulong(0)] * 3)
