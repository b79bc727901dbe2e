"""The picture that a person sent: opened within limits, upright and grey."""

import io
import warnings
from typing import Final

from PIL import Image, ImageOps

from barcode.errors import UnreadablePicture

PIXELS: Final = 50_000_000  # as phones take them; the header tells before anything is decoded
LONGEST_SIDE: Final = 4096
FORMATS: Final = ("JPEG", "PNG", "WEBP")
HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
PDF: Final = b"%PDF-"


def open_picture(content: bytes) -> Image.Image:
    """Return the picture in grey, as its EXIF orientation says, its longer side `LONGEST_SIDE` at most.

    Raises:
        UnreadablePicture: ``large``, ``heic``, ``pdf``, ``format`` or ``broken``.
    """
    picture = _header(content)
    if picture.width * picture.height > PIXELS:
        raise UnreadablePicture("large")
    try:
        return _decoded(picture)
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow's formats raise at damaged bytes
        raise UnreadablePicture("broken") from error
    except MemoryError as error:
        raise UnreadablePicture("large") from error


def _header(content: bytes) -> Image.Image:
    """Read the size and no pixel; Pillow has its own, higher limit, at which it warns or raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnreadablePicture("large") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadablePicture(_other_format(content)) from error


def _other_format(content: bytes) -> str:
    """Name what people send instead: iPhones save HEIC, the portal gives PDF."""
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "heic"
    return "pdf" if content.startswith(PDF) else "format"


def _decoded(picture: Image.Image) -> Image.Image:
    """Decode; a JPEG is made grey and smaller on the way, which spares most of the memory."""
    picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    grey = upright.convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
    return grey
