"""The search for barcodes in a grey picture: as it is, then spot by spot, levelled and brought to one size.

A Compact PDF417 has nothing at its right end by which a reader could find out that it lies aslant: more than
two degrees are too many for it. So each spot is turned level first, by its own angle and a little beside it.
"""

import itertools
import math
from collections.abc import Iterator
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter

from barcode.spots import Spot, busy_spots

COLUMNS: Final = 205  # modules of the barcode on a polis, 50 x 11 mm
LINES: Final = 45
AROUND: Final = (1.3, 2.2)  # the view is so much longer and higher than the barcode
SHARES: Final = (0.5, 0.65, 0.35)
SPOTS: Final = 3
TURNS: Final = (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.5, -4.5)
FINISHES: Final = ((4.0, False), (4.0, True), (3.0, False))  # pixels a module; whether sharpened
SHARP: Final = ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0)


def contents(picture: Image.Image) -> Iterator[bytes]:
    """Yield what is read in the picture, each reading once; a blurred picture yields wrong ones, too."""
    seen: set[bytes] = set()
    for view in _views(picture):
        for content in _read(view):
            if content not in seen:
                seen.add(content)
                yield content


def _views(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield views of the picture, the likeliest first."""
    yield picture
    spots = [spot for share in SHARES for spot in busy_spots(picture, share)[:SPOTS]]
    for turn, (size, is_sharpened), spot in itertools.product(TURNS, FINISHES, spots):
        view = _level(picture, spot, turn, size)
        yield view.filter(SHARP) if is_sharpened else view


def _level(picture: Image.Image, spot: Spot, turn: float, size: float) -> Image.Image:
    """Return the spot turned level, as if it were as long as a barcode with modules of *size* pixels."""
    shape = round(COLUMNS * size * AROUND[0]), round(LINES * size * AROUND[1])
    scale = spot.length / (COLUMNS * size)
    angle = math.radians(spot.angle + turn)
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    x, y = shape[0] / 2, shape[1] / 2
    carried = (cos, -sin, spot.x - cos * x + sin * y, sin, cos, spot.y - sin * x - cos * y)
    return picture.transform(shape, Image.Transform.AFFINE, carried, Image.Resampling.BICUBIC)


def _read(view: Image.Image) -> Iterator[bytes]:
    found = zxingcpp.read_barcodes(
        view, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.PDF417]), try_invert=False
    )
    return (barcode.bytes for barcode in found)
