"""What can go wrong with the picture of a polis.

* BarcodeError
  - UnreadablePicture  nothing in it can be trusted: the person takes another one, or types
  - NotAPolis          one barcode of the picture is no polis: look for another in it

Each carries a reason, never what was read: errors end up in logs.
"""


class BarcodeError(Exception):
    """A picture that came to nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnreadablePicture(BarcodeError):
    """Names what the person can mend.

    ``large`` (more bytes or pixels than are taken), ``heic``, ``pdf`` or ``format`` (only JPEG, PNG and
    WEBP are taken), ``broken`` (cut off, or it brought the reader down), ``slow`` (not found in the time),
    ``unconfined`` (this system cannot lock up the process that decodes, so nothing is decoded),
    ``no_barcode``, ``not_a_polis`` (a barcode was read, and the gates refused it).
    """


class NotAPolis(BarcodeError):
    """Names the gate: ``length``, ``type``, ``number``, ``name``, ``sex``, ``dates`` or ``contradiction``."""
