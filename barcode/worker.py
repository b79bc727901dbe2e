"""The process that decodes one picture: strangers' bytes, so it holds no secret and can reach nothing.

``python -m barcode.worker`` takes the picture on its standard input, writes each barcode that it finds to the
standard output as a line of hexadecimal digits, and the reason why a picture cannot be opened to the standard
error.
"""

import resource
import sys
from typing import Final

from PIL import Image

from barcode.errors import UnreadablePicture
from barcode.picture import open_picture
from barcode.scan import contents

STANDARD_STREAMS: Final = 3
LIMITS: Final = (
    (resource.RLIMIT_CPU, 6),  # seconds; the whole search takes half of it
    (resource.RLIMIT_AS, 512 * 1024 * 1024),
    (resource.RLIMIT_FSIZE, 0),  # a picture never touches the disk,
    (resource.RLIMIT_CORE, 0),  # not even when the decoder falls over it
    (resource.RLIMIT_NOFILE, STANDARD_STREAMS),  # no further file or socket
)


def confine() -> None:
    """Take from this process what it does not need."""
    Image.init()  # imports the formats, for which it has to open files
    for limit, most in LIMITS:
        resource.setrlimit(limit, (most, most))


def main() -> None:
    """Read, decode, write."""
    confine()
    try:
        picture = open_picture(sys.stdin.buffer.read())
    except UnreadablePicture as error:
        sys.exit(error.reason)
    for content in contents(picture):
        sys.stdout.write(f"{content.hex()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
