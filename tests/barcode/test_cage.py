"""The cage's program, run as the kernel runs it: for machines, too, that no test here has."""

import struct

import pytest

from barcode.cage import ALLOW, KILL, MACHINES, REFUSE, _program

EXEC, WRITE = 4, 2


def verdict(machine, number, mark=None, protection=0):
    """Run the program over the description of one system call."""
    told = struct.pack("=IIQ6Q", number, mark or MACHINES[machine].mark, 0, 0, 0, protection, 0, 0, 0)
    program = [struct.unpack("=HBBI", one) for one in _program(MACHINES[machine])]
    place = word = 0
    while True:
        code, if_so, if_not, value = program[place]
        place += 1
        match code:
            case 0x20:
                (word,) = struct.unpack_from("=I", told, value)
            case 0x15:
                place += if_so if word == value else if_not
            case 0x45:
                place += if_so if word & value else if_not
            case 0x06:
                return value


@pytest.mark.parametrize("machine", MACHINES)
def test_only_what_is_listed_may_be_called(machine):
    """All else is refused, whatever its number."""
    known = MACHINES[machine]
    allowed = {number for number in range(1000) if verdict(machine, number) == ALLOW}
    assert allowed == {*known.calls, *known.mapping}
    assert verdict(machine, 0x4000_0000 | known.calls[0]) == REFUSE  # x32


@pytest.mark.parametrize("machine", MACHINES)
def test_no_code_is_mapped(machine):
    """Memory may be had, and not as code."""
    for number in MACHINES[machine].mapping:
        assert verdict(machine, number, protection=WRITE | EXEC) == REFUSE
        assert verdict(machine, number, protection=WRITE) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_of_another_machine_are_deadly(machine):
    """A 32-bit call has other numbers."""
    assert verdict(machine, MACHINES[machine].calls[0], mark=0x4000_0003) == KILL


@pytest.mark.parametrize(
    ("machine", "number"),
    [
        *(
            ("x86_64", number)
            for number in (2, 41, 42, 56, 57, 58, 59, 62, 101, 257, 310, 322, 425, 435, 437)
        ),
        *(("aarch64", number) for number in (56, 117, 129, 198, 203, 220, 221, 270, 281, 425, 435, 437)),
    ],
)
def test_what_an_intruder_wants_is_not_listed(machine, number):
    """open, socket, connect, clone, fork, execve, kill, ptrace, openat, process_vm_readv, io_uring, …"""
    assert verdict(machine, number) == REFUSE
