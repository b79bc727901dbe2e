"""PEM files (RFC 7468), where cryptography cannot read what is in them: GOST keys."""

import base64
import re


def read_pem(content: bytes, label: str) -> bytes:
    """Return the DER behind the first *label*, such as ``PRIVATE KEY``.

    Raises:
        ValueError: no such block, or no base64 in it.
    """
    armour = re.compile(rf"-----BEGIN {label}-----\s(?P<body>[A-Za-z0-9+/=\s]+)-----END {label}-----")
    found = armour.search(content.decode("ascii"))
    if not found:
        raise ValueError(f"no {label} in PEM")
    return base64.b64decode("".join(found["body"].split()), validate=True)
