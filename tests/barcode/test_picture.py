"""Pictures as people send them, and as somebody sends them who means harm."""

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from barcode.errors import UnreadablePicture
from barcode.picture import LONGEST_SIDE, open_picture

ORIENTATION = 0x0112
HEADERS = [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\0\0\0WEBPVP8 ", b""]


def corner(mode="L", size=(60, 40)):
    """A white picture whose upper left quarter is black."""
    picture = Image.new("L", size, 255)
    picture.paste(0, (0, 0, size[0] // 2, size[1] // 2))
    return picture.convert(mode)


def saved(picture, kind, **options):
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def png_header(width, height):
    """A PNG of a few bytes that announces a huge picture."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(bytes(1000))
    chunks = (struct.pack(">I", len(x) - 4) + x + struct.pack(">I", zlib.crc32(x)) for x in (header, pixels))
    return HEADERS[1] + b"".join(chunks)


def reason(content):
    with pytest.raises(UnreadablePicture) as refused:
        open_picture(content)
    return refused.value.reason


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "RGB", "CMYK")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
    ],
)
def test_every_kind_of_picture_becomes_grey(kind, mode):
    """Colours, palettes and depths don't matter."""
    picture = open_picture(saved(corner(mode), kind))
    assert (picture.mode, picture.size) == ("L", (60, 40))
    assert picture.getpixel((10, 10)) < 60
    assert picture.getpixel((50, 30)) > 60


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_its_exif_says(kind, orientation):
    """A phone that was held sideways turns nothing itself, and a mirrored barcode cannot be read."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what makes the sensor's picture of the true one
    lying = corner().convert("RGB")
    if orientation > 1:
        lying = lying.transpose(Image.Transpose(undo[orientation]))
    picture = open_picture(saved(lying, kind, exif=exif))
    assert picture.size == (60, 40)
    assert picture.getpixel((10, 10)) < 60 < picture.getpixel((50, 30))


def test_a_picture_is_made_small_enough_to_search():
    """A phone's largest picture is brought to the longest side that is searched."""
    picture = open_picture(saved(corner(size=(8000, 1000)), "JPEG"))
    assert picture.size == (LONGEST_SIDE, LONGEST_SIDE // 8)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "format"),
        (b"polis", "format"),
        (saved(corner(), "GIF"), "format"),
        (saved(corner("RGB"), "AVIF"), "format"),
        (saved(corner(), "TIFF"), "format"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", "heic"),
        (saved(corner(size=(900, 900)), "JPEG")[:-200], "broken"),
        (saved(corner(size=(900, 900)), "PNG")[:-60], "broken"),
        (saved(corner(size=(900, 900)), "WEBP")[:-20], "broken"),
    ],
    ids=["nothing", "text", "gif", "avif", "tiff", "pdf", "heic", "cut jpeg", "cut png", "cut webp"],
)
def test_what_is_no_picture_of_ours_is_refused_with_the_reason(content, expected):
    """The person learns whether another format or another try is what is wanted."""
    assert reason(content) == expected


@pytest.mark.parametrize("size", [(60_000, 60_000), (12_000, 8_000), (8_000, 7_000)])
def test_a_bomb_is_refused_by_its_header(size):
    """Nothing of it is decoded, whether Pillow would raise, warn or obey."""
    assert reason(png_header(*size)) == "large"


@given(st.sampled_from(HEADERS), st.binary(max_size=400))
def test_any_bytes_at_all_are_a_picture_or_unreadable(header, rest):
    """Nothing but `UnreadablePicture` comes out."""
    with contextlib.suppress(UnreadablePicture):
        assert open_picture(header + rest).mode == "L"


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.randoms(use_true_random=False))
def test_damage_anywhere_in_a_picture_is_survived(kind, chance):
    """Bytes are changed in a good file, which leads deeper into the formats than noise does."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    content = bytearray(saved(corner("RGB"), kind, exif=exif))
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with contextlib.suppress(UnreadablePicture):
        assert open_picture(bytes(content)).mode == "L"
