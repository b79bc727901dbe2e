"""The picture that a person sent: opened within limits, upright and grey."""

import io
import warnings
from typing import Final

from PIL import Image, ImageOps

from barcode.errors import UnreadablePicture

PIXELS: Final = 50_000_000  # as phones take them; the header tells before anything is decoded
LONGEST_SIDE: Final = 4096
FORMATS: Final = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}  # and how they begin
HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
PDF: Final = b"%PDF-"


def open_picture(content: bytes) -> Image.Image:
    """Return the picture in grey, as its EXIF orientation says, its longer side `LONGEST_SIDE` at most.

    Raises:
        UnreadablePicture: ``large``, ``heic``, ``pdf``, ``format`` or ``broken``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a damaged EXIF does not matter,
        warnings.simplefilter("error", Image.DecompressionBombWarning)  # but this one does
        try:
            return _decoded(_header(content))
        except (MemoryError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise UnreadablePicture("large") from error
        except (OSError, SyntaxError, ValueError) as error:  # what Pillow's formats raise at other bytes
            raise UnreadablePicture(_fault(content)) from error


def _header(content: bytes) -> Image.Image:
    """Read the size and no pixel; Pillow refuses by a higher limit of its own."""
    picture = Image.open(io.BytesIO(content), formats=tuple(FORMATS))
    if picture.width * picture.height > PIXELS:
        raise UnreadablePicture("large")
    return picture


def _fault(content: bytes) -> str:
    """Tell a damaged picture from what people send instead: iPhones save HEIC, the portal gives PDF."""
    if content.startswith(tuple(FORMATS.values())):
        return "broken"
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
