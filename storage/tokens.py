"""One-time tokens of links and tickets, and the hash as which a token, a cookie or a state is kept."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> bytes:
    """Return what is kept of a token.

    Nobody guesses so many random bits, so a plain hash is enough against a reader of the file.
    """
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
