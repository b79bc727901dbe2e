"""The share of polis photographs that is read: `SHOTS` invented people a condition, and the time of a core.

*Misread* counts barcodes that the decoder read wrongly and the gates refused; *wrong* those that passed, of
which there must be none. The photographs are drawn: no real paper and no real camera has been measured.
"""

import asyncio
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from PIL import Image

from barcode.errors import NotAPolis, UnreadablePicture
from barcode.layout import read_polis
from barcode.picture import open_picture
from barcode.reader import PolisReader
from barcode.scan import contents
from patient.sex import Sex
from tests.barcode.camera import Shot, close_up, on_cloth, photograph, whole_page, worn
from tests.barcode.paper import WRITERS, Person
from tests.patient.strategies import enp

SHOTS = 20  # a condition; all take four minutes of a core
TODAY = date(2026, 11, 23)
NAMES = ("ТЕСТОВ", "ПРИМЕРОВА", "ЁЛКИН-ОБРАЗЦОВ", "СЕМЁН", "АННА", "ИЛЬИЧ", "ПЕТРОВНА", "МАМЕД ОГЛЫ", "О‘НИЛ")
Page = Callable[[bytes], Image.Image]
Condition = tuple[str, Page, float, Shot]


@dataclass
class Score:
    """What came of one condition; times in seconds."""

    read: int = 0
    misread: int = 0
    wrong: int = 0
    longest: float = 0.0
    total: float = 0.0


def cloth(content: bytes) -> Image.Image:
    return on_cloth(whole_page(content))


def small_glare(content: bytes) -> Image.Image:
    return worn(close_up(content), 2)


def large_glare(content: bytes) -> Image.Image:
    return worn(close_up(content), 5)


CONDITIONS: tuple[Condition, ...] = (
    ("close-up, 3 px a module, straight", close_up, 0, Shot()),
    ("  any angle, perspective, blur 1, JPEG 75, uneven light", close_up, 180,
     Shot(perspective=0.05, blur=1, shade=0.4, quality=75)),
    ("  2 px a module, any angle", close_up, 180, Shot(scale=2, perspective=0.03, blur=0.5)),
    ("  1.25 px", close_up, 15, Shot(scale=1.25, perspective=0.03, blur=0.4)),
    ("  1 px", close_up, 15, Shot(scale=1, blur=0.3)),
    ("  perspective 15 %", close_up, 15, Shot(perspective=0.15)),
    ("  perspective 25 %", close_up, 15, Shot(perspective=0.25)),
    ("  JPEG 15", close_up, 15, Shot(quality=15)),
    ("  noise, deviation of 30 shades", close_up, 15, Shot(noise=30)),
    ("  blur 1.6 px", close_up, 15, Shot(blur=1.6)),
    ("  blur 2.0 px", close_up, 15, Shot(blur=2.0)),
    ("  blur 2.3 px", close_up, 15, Shot(blur=2.3)),
    ("  moved by 5 px at 4 px a module", close_up, 15, Shot(scale=4, motion=5)),
    ("  moved by 7 px at 4 px a module", close_up, 15, Shot(scale=4, motion=7)),
    ("  folded twice, glare of 2 mm on the barcode", small_glare, 15, Shot(blur=0.8)),
    ("  folded twice, glare of 5 mm on the barcode", large_glare, 15, Shot(blur=0.8)),
    ("page of A5, 1280 px, tilt up to 5°", whole_page, 5, Shot(scale=1.4, blur=0.5)),
    ("  any angle, perspective, uneven light", whole_page, 180,
     Shot(scale=1.15, perspective=0.05, blur=0.5, shade=0.4)),
    ("  tilt up to 15°, blur 0.9", whole_page, 15, Shot(scale=1.4, perspective=0.03, blur=0.9)),
    ("  any angle, on a busy tablecloth", cloth, 180, Shot(scale=1.1, perspective=0.05, blur=0.5)),
    ("page of A5, 2560 px (as a file), any angle, blur 1.2", whole_page, 180,
     Shot(scale=2.5, perspective=0.05, blur=1.2, shade=0.4)),
    ("  blur 2", whole_page, 15, Shot(scale=2.8, blur=2)),
)  # fmt: skip


def people(chance: random.Random) -> Iterator[Person]:
    """Yield invented people without end."""
    while True:
        born = date.fromordinal(chance.randrange(date(1930, 1, 1).toordinal(), TODAY.toordinal()))
        sex = chance.choice(tuple(Sex))
        number = enp(born, sex, chance.randrange(100_000), f"{chance.randrange(1, 90):02}")
        surname, given_name, patronymic = chance.sample(NAMES, 3)
        yield Person(surname, given_name, patronymic, sex, born, number)


def measure(condition: Condition) -> Score:
    """Photograph `SHOTS` people, and look at every one as the worker does."""
    _, page, tilt, shot = condition
    chance, score = random.Random(73), Score()
    for _, person in zip(range(SHOTS), people(chance), strict=False):
        content = chance.choice(tuple(WRITERS.values()))(person)
        turned = replace(shot, tilt=chance.uniform(-tilt, tilt))
        picture = photograph(page(content), turned, chance)
        begun = time.process_time()
        judge(picture, content, score)
        seconds = time.process_time() - begun
        score.total += seconds
        score.longest = max(score.longest, seconds)
    return score


def judge(picture: bytes, content: bytes, score: Score) -> None:
    """Count the first barcode that passes the gates, and those that do not."""
    for found in contents(open_picture(picture)):
        try:
            read_polis(found, today=TODAY)
        except NotAPolis:
            score.misread += 1
            continue
        score.read += found == content
        score.wrong += found != content
        return


async def whole_way() -> tuple[float, float]:
    """Return the wall time of a good and of a hopeless picture, worker process included."""
    chance = random.Random(1)
    page = close_up(WRITERS[2](next(people(chance))))
    times = []
    for blur in (1, 4):
        picture = photograph(page, Shot(tilt=15, blur=blur), chance)
        begun = time.monotonic()
        try:
            await PolisReader().read(picture, today=TODAY)
        except UnreadablePicture:
            assert blur == 4
        times.append(time.monotonic() - begun)
    return times[0], times[1]


def main() -> None:
    """Print a line a condition; fail if anything wrong passed."""
    wrong = 0
    print(f"{'condition':<58}{'read':>8}{'misread':>9}{'wrong':>7}{'mean s':>8}{'max s':>7}")
    for condition in CONDITIONS:
        score = measure(condition)
        wrong += score.wrong
        print(
            f"{condition[0]:<58}{score.read:>5}/{SHOTS}{score.misread:>9}{score.wrong:>7}"
            f"{score.total / SHOTS:>8.2f}{score.longest:>7.2f}"
        )
    good, hopeless = asyncio.run(whole_way())
    print(f"with the worker's start: a good picture {good:.2f} s, a hopeless one {hopeless:.2f} s")
    sys.exit(f"{wrong} wrong ones passed" if wrong else 0)


if __name__ == "__main__":
    main()
