"""The reader and its worker: another process, which may fall over, hang or be killed."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from barcode import reader as reader_module
from barcode.errors import UnreadablePicture
from barcode.reader import LARGEST, PolisReader
from tests.barcode.camera import Shot, close_up, photograph
from tests.barcode.paper import INVENTED, type_01, type_02
from tests.barcode.test_picture import png_header, saved
from tests.patient.strategies import TODAY
from tests.servers import PATIENCE

GOOD = photograph(close_up(type_02(INVENTED)), Shot(tilt=20, blur=1), random.Random(1))
BLURRED = photograph(close_up(type_02(INVENTED)), Shot(tilt=20, blur=3), random.Random(1))
EMPTY = saved(Image.new("L", (900, 600), 200), "JPEG")
VAST = saved(
    Image.new("RGB", (7000, 7000)), "WEBP", method=0
)  # in the limit of pixels, not in that of memory
FOREIGN = photograph(close_up(bytes(130)), Shot(), random.Random(1))


async def reason(reader, picture):
    with pytest.raises(UnreadablePicture) as refused:
        await reader.read(picture, today=TODAY)
    return refused.value.reason


def workers():
    """The process numbers of this test's own children that decode."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(pid) for pid in children if b"barcode.worker" in command_line(pid)]


def command_line(pid):
    """How the process was started; nothing if it ended a moment ago."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


async def started():
    while not workers():
        await asyncio.sleep(0.01)
    return workers()


async def test_a_photograph_gives_the_person():
    """The whole way: bytes of a file in, values out."""
    paper = await PolisReader(seconds=PATIENCE).read(GOOD, today=TODAY)
    assert paper.name.full == "Тестов-Примеров Семён Ильич"
    assert paper.polis.number == INVENTED.number
    assert not workers()


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (b"\0" * (LARGEST + 1), "large"),
        (png_header(60_000, 60_000), "large"),
        (VAST, "large"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", "heic"),
        (b"", "format"),
        (GOOD[:20_000], "broken"),
        (EMPTY, "no_barcode"),
        (FOREIGN, "not_a_polis"),
    ],
    ids=["bytes", "bomb", "memory", "pdf", "heic", "nothing", "cut off", "no barcode", "no polis"],
)
async def test_a_picture_that_gives_nothing_says_why(picture, expected):
    """Each reason names a sentence for the person."""
    assert await reason(PolisReader(seconds=PATIENCE), picture) == expected
    assert not workers()


async def test_the_bot_goes_on_while_a_picture_is_searched():
    """The search takes seconds of a core, none of them the event loop's."""
    reading = asyncio.create_task(reason(PolisReader(seconds=PATIENCE), BLURRED))
    await started()
    turns = 0
    while not reading.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert await reading == "no_barcode"
    assert turns > 10


async def test_a_search_that_takes_too_long_is_ended():
    """The clock on the wall counts, for a worker may also hang without work."""
    assert await reason(PolisReader(seconds=0.3), BLURRED) == "slow"
    assert not workers()


async def test_a_worker_that_dies_spoils_one_picture_only(caplog):
    """The next picture gets the next worker; the log tells the operator and names nobody."""
    reader = PolisReader(seconds=PATIENCE)
    reading = asyncio.create_task(reason(reader, BLURRED))
    for pid in await started():
        os.kill(pid, signal.SIGKILL)
    assert await reading == "broken"
    assert "ended with status -9" in caplog.text
    assert (await reader.read(GOOD, today=TODAY)).polis.number == INVENTED.number


async def test_a_worker_out_of_processor_time_was_slow():
    """The kernel ends it by SIGXCPU."""
    reading = asyncio.create_task(reason(PolisReader(seconds=PATIENCE), BLURRED))
    for pid in await started():
        os.kill(pid, signal.SIGXCPU)
    assert await reading == "slow"


async def test_a_cancelled_read_takes_its_worker_along():
    """A stop of the bot waits for nobody, and leaves nobody behind."""
    reader = PolisReader(seconds=PATIENCE)
    reading = asyncio.create_task(reader.read(BLURRED, today=TODAY))
    assert await started()
    reading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reading
    assert not workers()
    assert (await reader.read(GOOD, today=TODAY)).polis.number == INVENTED.number


async def test_pictures_wait_for_their_turn():
    """One process, however many pictures come."""
    reader = PolisReader(seconds=PATIENCE)
    other = photograph(close_up(type_01(INVENTED)), Shot(tilt=5), random.Random(1))
    readings = asyncio.gather(*(reader.read(picture, today=TODAY) for picture in (GOOD, other, GOOD)))
    most = 0
    while not readings.done():
        most = max(most, len(workers()))
        await asyncio.sleep(0.005)
    assert len({paper.name.full for paper in await readings}) == 1
    assert most == 1


def astray(deed, *, first="confine()"):
    """What a worker says that was led to do *deed* after it was confined."""
    script = f"""
import mmap, os, signal, socket, subprocess, threading
from barcode.worker import confine, limit_resources
here, there = socket.socketpair()
{first}
{deed}
print("done")
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=reader_module.ROOT, env={}, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname')",
        "open('/tmp/polis', 'w')",
        "open(f'/proc/{os.getppid()}/environ')",
        "os.close(0); open('/etc/hostname')",
        "os.stat('/etc/hostname')",
        "os.listdir('/')",
        "os.unlink('/tmp/polis')",
        "socket.socket()",
        "here.send(b'x'); here.sendmsg([b'x'])",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.kill(os.getppid(), signal.SIGTERM)",
        "os.kill(os.getpid(), signal.SIGTERM)",
        "os.pipe()",
        "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
    ],
)
def test_a_worker_led_astray_is_refused(deed):
    """No file, no network, no process, no signal, no new code; not even in the place of a closed stream."""
    said = astray(deed)
    assert "Operation not permitted" in said
    assert "done" not in said


def test_a_worker_starts_no_thread():
    """Nor anything else that would go on beside it."""
    assert "can't start new thread" in astray("threading.Thread(target=print).start()")


@pytest.mark.parametrize(
    ("deed", "outcome"),
    [
        ("os.close(0); open('/etc/hostname')", "Too many open files"),
        ("os.close(0); socket.socket()", "Too many open files"),
        ("bytes(2 << 30)", "MemoryError"),
    ],
)
def test_limits_hold_without_the_cage(deed, outcome):
    """Two walls: neither leans on the other."""
    assert outcome in astray(deed, first="limit_resources()")


def test_a_worker_has_no_token():
    """Its environment is empty."""
    assert "None" in astray("print(os.environ.get('BOT_TOKEN'))")


def test_nothing_is_decoded_where_the_cage_cannot_be_shut():
    """On a machine whose numbers of system calls are not known, or a system without the filter."""
    worker = "import platform; platform.machine = lambda: 'sparc64'; from barcode.worker import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", worker], cwd=reader_module.ROOT, input=GOOD, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"unconfined\n")
    assert "unconfined" in reader_module.REASONS
