"""The search in pictures that three printers and a camera make."""

import io
import random

import pytest
import zxingcpp
from PIL import Image

from barcode.errors import NotAPolis
from barcode.layout import read_polis
from barcode.picture import open_picture
from barcode.scan import contents
from tests.barcode.camera import Shot, close_up, on_cloth, photograph, whole_page, worn
from tests.barcode.paper import INVENTED, type_01, type_02
from tests.barcode.printers import PRINTERS
from tests.patient.strategies import TODAY

CONTENT = type_02(INVENTED)


def seen(page, shot, seed=1):
    return contents(open_picture(photograph(page, shot, random.Random(seed))))


@pytest.mark.parametrize("printer", PRINTERS, ids=lambda printer: printer.__name__)
@pytest.mark.parametrize("write", [type_01, type_02])
def test_every_printer_is_read(printer, write):
    """The reader's own library and two that share no code with it print the same bytes."""
    content = write(INVENTED)
    shot = Shot(tilt=7, perspective=0.03, blur=0.8, shade=0.4)
    assert next(seen(close_up(content, printer), shot)) == content


@pytest.mark.parametrize("tilt", [0, 2.5, 17, 45, 90, 133, 180, -88])
def test_a_picture_may_be_held_at_any_angle(tilt):
    """By itself the library bears two degrees."""
    assert CONTENT in seen(close_up(CONTENT), Shot(tilt=tilt, perspective=0.05, blur=0.8))


@pytest.mark.parametrize(
    ("page", "shot"),
    [
        (close_up, Shot(scale=1.25, tilt=9, blur=0.4)),
        (close_up, Shot(tilt=-9, blur=2.0)),
        (close_up, Shot(scale=4, tilt=30, motion=5)),
        (close_up, Shot(tilt=4, quality=15, noise=6)),
        (whole_page, Shot(scale=1.2, tilt=12, perspective=0.05, blur=0.5, shade=0.4)),
        (whole_page, Shot(scale=2.5, tilt=-60, perspective=0.05, blur=1.0, shade=0.7)),
    ],
)
def test_a_barcode_is_found_through_what_a_photograph_does(page, shot):
    """Small, blurred, moved, squeezed, far away on a whole page."""
    assert CONTENT in seen(page(CONTENT), shot)


def test_a_barcode_is_found_on_a_busy_tablecloth():
    """The cloth is larger and nearly as busy."""
    assert CONTENT in seen(on_cloth(whole_page(CONTENT)), Shot(scale=1.3, tilt=20, blur=0.5))


def test_folds_and_a_glare_are_made_good():
    """The rules ask for error correction of level 4, which replaces a tenth of the codewords."""
    assert CONTENT in seen(worn(close_up(CONTENT), 2), Shot(tilt=8, blur=0.8))


def test_what_cannot_be_read_gives_nothing_that_passes():
    """From a picture that is too blurred only wrong readings may come, and the gates hold them."""
    for content in seen(close_up(CONTENT), Shot(scale=2, tilt=3, blur=2.0)):
        with pytest.raises(NotAPolis):
            read_polis(content, today=TODAY)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_an_empty_picture_holds_nothing(shade):
    """Not even a busy spot."""
    assert not list(contents(Image.new("L", (700, 500), shade)))
    assert not list(contents(Image.new("L", (1, 1), shade)))


def test_other_barcodes_are_passed_over():
    """Only PDF417 is looked for."""
    code = zxingcpp.create_barcode("7356210840000129", zxingcpp.BarcodeFormat.QRCode)
    drawn = zxingcpp.write_barcode_to_image(code, scale=5)
    view = memoryview(drawn)
    assert not list(contents(Image.frombytes("L", (view.shape[1], view.shape[0]), bytes(view))))


def test_noise_holds_nothing_that_passes():
    """What is busy everywhere."""
    noise = Image.frombytes("L", (600, 400), random.Random(2).randbytes(240_000))
    written = io.BytesIO()
    noise.save(written, "PNG")
    for content in contents(open_picture(written.getvalue())):
        with pytest.raises(NotAPolis):
            read_polis(content, today=TODAY)
