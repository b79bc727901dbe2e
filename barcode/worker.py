"""The process that decodes one picture: strangers' bytes, so it holds no secret and can reach nothing.

Before it reads a byte it gives up all limits and system calls that it does not need (`barcode.cage`); where
that cannot be done it reads none.

``python -m barcode.worker`` takes the picture on its standard input, writes each barcode that it finds to the
standard output as a line of hexadecimal digits, and the reason why a picture cannot be opened to the standard
error.
"""

import resource
import sys
from typing import Final

from PIL import Image

from barcode import cage
from barcode.errors import UnreadablePicture
from barcode.picture import open_picture
from barcode.scan import contents

LIMITS: Final = (
    (resource.RLIMIT_CPU, 6),  # seconds; the whole search takes half of it
    (resource.RLIMIT_AS, 512 * 1024 * 1024),
    (resource.RLIMIT_FSIZE, 0),  # a picture never touches the disk,
    (resource.RLIMIT_CORE, 0),  # not even when the decoder falls over it
    (resource.RLIMIT_NOFILE, 0),  # no further file or socket, not even in the place of one that is closed
    (resource.RLIMIT_NPROC, 0),  # no further process
)


def confine() -> None:
    """Take from this process what it does not need.

    Raises:
        CannotConfine: the system does not allow it.
    """
    Image.init()  # imports the formats, for which it has to open files
    limit_resources()
    cage.shut()


def limit_resources() -> None:
    """Lower the limits, which nothing can raise again."""
    for limit, most in LIMITS:
        resource.setrlimit(limit, (most, most))


def main() -> None:
    """Read, decode, write."""
    try:
        confine()
    except cage.CannotConfine:
        sys.exit("unconfined")
    try:
        picture = open_picture(sys.stdin.buffer.read())
    except UnreadablePicture as error:
        sys.exit(error.reason)
    for content in contents(picture):
        sys.stdout.write(f"{content.hex()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
