"""The busy spots of a picture: where the barcode may be, and how it lies there.

Nothing on a polis changes from dark to light as densely as its barcode does. So the picture is divided into
cells, the busiest cells that touch each other make a spot, and the spot's moments tell its middle, angle and
sides, which for a barcode are those of the barcode.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from PIL import Image, ImageChops, ImageFilter

CELLS: Final = 128  # along the picture's longer side
FEWEST_CELLS: Final = 12
SHAPE: Final = 50 / 11  # of the barcode on a polis, in mm
FLAT: Final = 4  # a picture whose busiest cell changes by fewer shades has no barcode


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle that lies at an *angle* (degrees, clockwise); all else is in pixels."""

    x: float
    y: float
    angle: float
    length: float
    height: float

    @classmethod
    def of(cls, cells: list[tuple[int, int]], side: int) -> Self:
        """Return the rectangle that has the same moments as *cells* of the given *side*."""
        count = len(cells)
        x, y = (sum(column) / count for column in zip(*cells, strict=True))
        xx = sum((cell[0] - x) ** 2 for cell in cells) / count
        yy = sum((cell[1] - y) ** 2 for cell in cells) / count
        xy = sum((cell[0] - x) * (cell[1] - y) for cell in cells) / count
        spread = math.hypot((xx - yy) / 2, xy)
        length, height = (
            side * math.sqrt(12 * max(0, (xx + yy) / 2 + part) + 1) for part in (spread, -spread)
        )
        angle = math.degrees(math.atan2(2 * xy, xx - yy) / 2)
        return cls((x + 0.5) * side, (y + 0.5) * side, angle, length, height)

    @property
    def strangeness(self) -> float:
        """How far its shape is from a barcode's, seen straight."""
        return abs(math.log(self.length / self.height / SHAPE))


def busy_spots(picture: Image.Image, share: float) -> list[Spot]:
    """Return the spots of cells that reach a *share* of the busiest one's changes, the likeliest first."""
    side = math.ceil(max(picture.size) / CELLS)
    busy = _changes(picture).reduce(side).filter(ImageFilter.BoxBlur(1))
    shades = busy.tobytes()
    busiest = max(shades)
    if busiest < FLAT:
        return []
    chosen = {
        (place % busy.width, place // busy.width)
        for place, shade in enumerate(shades)
        if shade >= share * busiest
    }
    spots = (Spot.of(cells, side) for cells in _touching(chosen) if len(cells) >= FEWEST_CELLS)
    return sorted(spots, key=lambda spot: spot.strangeness)


def _changes(picture: Image.Image) -> Image.Image:
    """Return how much each pixel differs from its neighbours on the left and above."""
    left = ImageChops.difference(picture, ImageChops.offset(picture, 1, 0))
    above = ImageChops.difference(picture, ImageChops.offset(picture, 0, 1))
    return ImageChops.add(left, above, 2)


def _touching(chosen: set[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Part the cells into groups that touch by their sides; *chosen* is used up."""
    while chosen:
        group = [chosen.pop()]
        for x, y in group:
            neighbours = {(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)} & chosen
            chosen -= neighbours
            group.extend(neighbours)
        yield group
