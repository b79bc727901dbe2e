"""The cage: a filter of system calls (seccomp) that leaves a process its memory, its open pipes and its end.

Whatever a picture makes of the decoder, it opens no file, reaches no network, starts and signals no process
and maps no new code. The program is classic BPF (``linux/filter.h``, ``linux/seccomp.h``); why it is written
by hand stands in decision 0016.
"""

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PR_SET_SECCOMP: Final = 22
PR_SET_NO_NEW_PRIVS: Final = 38
MODE_FILTER: Final = 2
PROT_EXEC: Final = 4

LOAD: Final = 0x20  # a word of the call's description, at an offset
JUMP_EQUAL: Final = 0x15
JUMP_ANY_BIT: Final = 0x45
RETURN: Final = 0x06

KILL: Final = 0x8000_0000
REFUSE: Final = 0x0005_0000 | errno.EPERM
ALLOW: Final = 0x7FFF_0000

NUMBER: Final = 0  # offsets in struct seccomp_data
ARCHITECTURE: Final = 4
PROTECTION: Final = 32  # the lower half of the third argument of mmap and mprotect; both are little-endian


@dataclass(frozen=True, slots=True)
class Machine:
    """An architecture's mark, and its numbers of the calls that may be made.

    read, write, close, fstat, lseek, munmap, brk, mremap, madvise, rt_sigaction, rt_sigprocmask,
    rt_sigreturn, sched_yield, futex, clock_gettime, gettimeofday, getrandom, exit, exit_group; and mmap,
    mprotect, where no code may come of them.
    """

    mark: int
    calls: tuple[int, ...]
    mapping: tuple[int, int]


MACHINES: Final = {
    "x86_64": Machine(
        0xC000_003E,
        (0, 1, 3, 5, 8, 11, 12, 25, 28, 13, 14, 15, 24, 202, 228, 96, 318, 60, 231),
        (9, 10),
    ),
    "aarch64": Machine(
        0xC000_00B7,
        (63, 64, 57, 80, 62, 215, 214, 216, 233, 134, 135, 139, 124, 98, 113, 169, 278, 93, 94),
        (222, 226),
    ),
}


class CannotConfine(Exception):
    """This system has no such filter, or does not let us set one."""


def shut() -> None:
    """Take from this process, for ever, every system call but the few that it needs.

    Raises:
        CannotConfine: nothing may be decoded here.
    """
    machine = MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        raise CannotConfine
    program = b"".join(_program(machine))
    instructions = ctypes.create_string_buffer(program, len(program))
    described = _Program(len(program) // 8, ctypes.cast(instructions, ctypes.c_void_p))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    words = [ctypes.c_ulong(0)] * 3
    if prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), *words):
        raise CannotConfine
    if prctl(PR_SET_SECCOMP, ctypes.c_ulong(MODE_FILTER), ctypes.byref(described), *words[:2]):
        raise CannotConfine


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _program(machine: Machine) -> Iterator[bytes]:
    """Yield the instructions: the machine is looked at first, for others number their calls otherwise."""
    yield _instruction(LOAD, ARCHITECTURE)
    yield _instruction(JUMP_EQUAL, machine.mark, if_so=1)
    yield _instruction(RETURN, KILL)
    yield _instruction(LOAD, NUMBER)
    for number in machine.calls:
        yield _instruction(JUMP_EQUAL, number, if_not=1)
        yield _instruction(RETURN, ALLOW)
    for number in machine.mapping:
        yield _instruction(JUMP_EQUAL, number, if_not=4)
        yield _instruction(LOAD, PROTECTION)
        yield _instruction(JUMP_ANY_BIT, PROT_EXEC, if_not=1)
        yield _instruction(RETURN, REFUSE)
        yield _instruction(RETURN, ALLOW)
    yield _instruction(RETURN, REFUSE)


def _instruction(code: int, value: int, *, if_so: int = 0, if_not: int = 0) -> bytes:
    """Return a ``struct sock_filter``; the jumps count instructions to skip."""
    return struct.pack("=HBBI", code, if_so, if_not, value)
