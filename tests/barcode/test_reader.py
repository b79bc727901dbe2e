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
    paper = await PolisReader().read(GOOD, today=TODAY)
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
    assert await reason(PolisReader(), picture) == expected
    assert not workers()


async def test_the_bot_goes_on_while_a_picture_is_searched():
    """The search takes seconds of a core, none of them the event loop's."""
    reading = asyncio.create_task(reason(PolisReader(), BLURRED))
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
    reader = PolisReader()
    reading = asyncio.create_task(reason(reader, BLURRED))
    for pid in await started():
        os.kill(pid, signal.SIGKILL)
    assert await reading == "broken"
    assert "ended with status -9" in caplog.text
    assert (await reader.read(GOOD, today=TODAY)).polis.number == INVENTED.number


async def test_a_worker_out_of_processor_time_was_slow():
    """The kernel ends it by SIGXCPU."""
    reading = asyncio.create_task(reason(PolisReader(), BLURRED))
    for pid in await started():
        os.kill(pid, signal.SIGXCPU)
    assert await reading == "slow"


async def test_a_cancelled_read_takes_its_worker_along():
    """A stop of the bot waits for nobody, and leaves nobody behind."""
    reader = PolisReader()
    reading = asyncio.create_task(reader.read(BLURRED, today=TODAY))
    assert await started()
    reading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reading
    assert not workers()
    assert (await reader.read(GOOD, today=TODAY)).polis.number == INVENTED.number


async def test_pictures_wait_for_their_turn():
    """One process, however many pictures come."""
    reader = PolisReader()
    other = photograph(close_up(type_01(INVENTED)), Shot(tilt=5), random.Random(1))
    readings = asyncio.gather(*(reader.read(picture, today=TODAY) for picture in (GOOD, other, GOOD)))
    most = 0
    while not readings.done():
        most = max(most, len(workers()))
        await asyncio.sleep(0.005)
    assert len({paper.name.full for paper in await readings}) == 1
    assert most == 1


@pytest.mark.parametrize(
    ("deed", "outcome"),
    [
        ("open('/etc/hostname')", "Too many open files"),
        ("open('/tmp/polis', 'w')", "Too many open files"),
        ("__import__('socket').socket()", "Too many open files"),
        ("bytes(2 << 30)", "MemoryError"),
        ("print(__import__('os').environ.get('BOT_TOKEN'))", "None"),
    ],
)
def test_a_worker_led_astray_reaches_nothing(deed, outcome):
    """No file, no socket, no more memory, no token."""
    script = f"import socket; from barcode.worker import confine; confine(); {deed}"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=reader_module.ROOT, env={}, capture_output=True, check=False
    )
    assert outcome in (done.stdout + done.stderr).decode()
