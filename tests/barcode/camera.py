"""A camera for papers that don't exist: scenes with a barcode on them, and what a photograph does to them."""

import io
import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.barcode.printers import MODULE_MM, MODULES, print_by_zxing

INK, PAPER, TABLE = 35, 240, 120
OVERSAMPLED = 2
PRINTED_MM = (MODULES[0] * MODULE_MM, MODULES[1] * MODULE_MM)


@dataclass(frozen=True)
class Shot:
    """How a photograph is taken; the scale is in pixels a module, noise in shades, blurs in pixels."""

    scale: float = 3.0
    tilt: float = 0.0
    perspective: float = 0.0
    blur: float = 0.0
    motion: int = 0
    shade: float = 0.0
    noise: float = 4.0
    quality: int = 85


def close_up(content, draw=print_by_zxing):
    """Return an area of 75 x 40 mm round the barcode, four pixels a module."""
    return paper((75, 40), (12.5, 14.5), draw(content))


def whole_page(content):
    """Return an A5 page on a table: lines of text, a stamp, and the barcode somewhere on it."""
    return paper((210, 148), (18, 118), print_by_zxing(content))


def on_cloth(page):
    """Lay a page on a woven, checked tablecloth: as dark and light, and nearly as busy, as a barcode."""
    chance = random.Random(3)
    thread = OVERSAMPLED * 2 * 3
    width, height = (round(side * 1.3) for side in page.size)
    weave = Image.frombytes("L", (100, 100), bytes(chance.choice((90, 200)) for _ in range(10_000)))
    cloth = Image.new("L", (width, height))
    for x in range(0, width, 100 * thread):
        for y in range(0, height, 100 * thread):
            cloth.paste(weave.resize((100 * thread, 100 * thread), Image.Resampling.NEAREST), (x, y))
    cloth.paste(page, ((width - page.width) // 2, (height - page.height) // 2))
    return cloth


def worn(page, spot_mm):
    """Fold a close-up twice and let the lamp shine back from a round spot on its barcode."""
    unit = OVERSAMPLED * 2 / MODULE_MM
    worn_page = page.copy()
    pen = ImageDraw.Draw(worn_page)
    pen.line((page.width * 0.4, 0, page.width * 0.42, page.height), fill=PAPER, width=round(0.4 * unit))
    pen.line((0, page.height * 0.45, page.width, page.height * 0.46), fill=PAPER, width=round(0.3 * unit))
    middle = (page.width * 0.6, page.height * 0.52)
    pen.ellipse([place + side * spot_mm * unit / 2 for side in (-1, 1) for place in middle], fill=255)
    return worn_page


def paper(size_mm, place_mm, printed):
    """Draw a patterned paper with lines of words on it, and the barcode with its margin."""
    width, height = (round(mm / MODULE_MM) * OVERSAMPLED * 2 for mm in size_mm)
    unit = width / size_mm[0]
    page = Image.new("L", (width, height), PAPER)
    pen = ImageDraw.Draw(page)
    for x in range(0, width + height, round(unit * 1.5)):
        pen.line((x, 0, x - height, height), fill=PAPER - 14, width=2)
    if size_mm[0] > 100:
        write_words(pen, size_mm, unit)
    left, top = (round(mm * unit) for mm in place_mm)
    barcode = printed.resize([round(mm * unit) for mm in PRINTED_MM], Image.Resampling.NEAREST)
    barcode = barcode.point(lambda value: INK if value < 128 else PAPER)
    margin = round(3 * unit)
    pen.rectangle(
        (left - margin, top - margin, left + barcode.width + margin, top + barcode.height + margin),
        fill=PAPER,
    )
    page.paste(barcode, (left, top))
    return page


def write_words(pen, size_mm, unit):
    """Fill the page with dark strokes of the size of letters, and a round stamp."""
    chance = random.Random(7)
    for row in range(12, int(size_mm[1]) - 10, 9):
        x = 15.0
        while x < size_mm[0] - 20:
            if chance.random() < 0.8:
                height = chance.choice((2.0, 3.0))
                pen.rectangle((x * unit, row * unit, (x + 0.4) * unit, (row + height) * unit), fill=INK)
                pen.rectangle((x * unit, row * unit, (x + 1.2) * unit, (row + 0.4) * unit), fill=INK)
            x += chance.choice((1.8, 2.2, 4.0))
    pen.ellipse((150 * unit, 60 * unit, 190 * unit, 100 * unit), outline=90, width=round(unit))


def photograph(page, shot, chance):
    """Take *shot* of a page; returns the bytes of a JPEG file."""
    unit = OVERSAMPLED * 2  # pixels a module on the page
    image = page.rotate(shot.tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    image = in_perspective(image, shot.perspective, chance)
    image = image.resize(
        [round(side * shot.scale / unit) for side in image.size], Image.Resampling.BOX, reducing_gap=None
    )
    if shot.blur:
        image = image.filter(ImageFilter.GaussianBlur(shot.blur))
    if shot.motion:
        image = image.filter(ImageFilter.BoxBlur(((shot.motion - 1) / 2, 0)))
    image = shaded(image, shot.shade)
    image = noisy(image, shot.noise, chance)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=shot.quality)
    return written.getvalue()


def in_perspective(image, share, chance):
    """Pull each corner inwards by up to *share* of the side."""
    if not share:
        return image
    w, h = image.size
    pull = [(chance.uniform(0, share) * w, chance.uniform(0, share) * h) for _ in range(4)]
    corners = [(0, 0), (w, 0), (w, h), (0, h)]
    signs = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    seen = [
        (x + sx * dx, y + sy * dy) for (x, y), (sx, sy), (dx, dy) in zip(corners, signs, pull, strict=True)
    ]
    return image.transform(
        image.size,
        Image.Transform.PERSPECTIVE,
        mapping(seen, corners),
        Image.Resampling.BICUBIC,
        fillcolor=TABLE,
    )


def mapping(seen, corners):
    """Solve for the eight numbers that carry what is *seen* back to the *corners*."""
    rows = []
    for (x, y), (u, v) in zip(seen, corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for pivot in range(8):
        best = max(range(pivot, 8), key=lambda row: abs(rows[row][pivot]))
        rows[pivot], rows[best] = rows[best], rows[pivot]
        rows[pivot] = [value / rows[pivot][pivot] for value in rows[pivot]]
        for row in range(8):
            if row != pivot:
                factor = rows[row][pivot]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    return [row[8] for row in rows]


def shaded(image, share):
    """Let the light fall off from one side to the other."""
    if not share:
        return image
    fall = Image.linear_gradient("L").rotate(90).resize(image.size)
    return ImageChops.multiply(image, fall.point(lambda value: 255 - round(value * share)))


def noisy(image, deviation, chance):
    """Add even noise, of which a byte has a standard deviation of 74."""
    octets = chance.randbytes(image.width * image.height)
    noise = Image.frombytes("L", image.size, octets)
    noise = noise.point(lambda value: round(128 + (value - 127.5) * deviation / 74))
    return ImageChops.add(image, noise, offset=-128)
