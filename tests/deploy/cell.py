"""A cell: the program runs under the filters of system calls that a unit asks systemd for.

The arguments are the unit and the program with its own. Where no systemd runs, libseccomp sets the filters.
"""

import ctypes
import errno
import os
import socket
import sys

from tests.deploy.unit import Unit

ALLOW = 0x7FFF_0000
REFUSE = 0x0005_0000 | errno.EPERM
NO_NEW_PRIVILEGES = 38  # of prctl(2)
EQUAL, EQUAL_UNDER_MASK = 4, 7  # of enum scmp_compare
WRITE, EXEC = 2, 4
BY_ARGUMENT = {"socket", "mmap", "mprotect", "pkey_mprotect", "shmat"}


class Compared(ctypes.Structure):
    """``struct scmp_arg_cmp``."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


def lock(unit):
    """Take from this process and its children what the unit takes."""
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(REFUSE))

    def allow(call, *compared):
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # not every call exists on every machine
            array = (Compared * len(compared))(*compared)
            assert not seccomp.seccomp_rule_add_array(context, ALLOW, number, len(compared), array)

    for call in unit.calls() - BY_ARGUMENT:
        allow(call)
    for family in unit.one("RestrictAddressFamilies").split():
        allow("socket", Compared(0, EQUAL, getattr(socket, family), 0))
    assert unit.one("MemoryDenyWriteExecute") == "yes"
    for protection in WRITE, EXEC:
        allow("mmap", Compared(2, EQUAL_UNDER_MASK, protection, 0))
    for call in "mprotect", "pkey_mprotect":
        allow(call, Compared(2, EQUAL_UNDER_MASK, EXEC, 0))
    assert unit.one("NoNewPrivileges") == "yes"
    assert not ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    assert not seccomp.seccomp_load(context)


def main():
    """Become the program, locked up."""
    lock(Unit.read(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])
