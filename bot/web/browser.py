"""What of a browser's request is believed: where it comes from, its language, its cookie as a secret."""

import hmac
from urllib.parse import urlsplit

from aiohttp import web

from esia.signature import base64url
from locales.texts import DEFAULT, Texts, language_of, texts

DEFAULT_PORTS = {"http": 80, "https": 443}
SAME_SITE = frozenset({"same-origin", "none"})


def is_same_site(request: web.Request, public_url: str) -> bool:
    """Tell whether our own page sent the form: by Fetch Metadata, or by Origin where that is missing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in SAME_SITE
    origin = request.headers.get("Origin")
    return origin is None or origin == origin_of(public_url)


def origin_of(url: str) -> str:
    """Return scheme, host and port as browsers write them: in small letters, without a default port."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in {None, DEFAULT_PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def texts_of(request: web.Request) -> Texts:
    """Speak the browser's first language, if we know it."""
    first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
    return texts(language_of(first.lower()) or DEFAULT)


def verifier_of(cookie: str) -> str:
    """Return the verifier of PKCE (RFC 7636): only the browser that began can have the code redeemed.

    The cookie is 256 random bits that nobody else knows; what is kept of it is another hash.
    """
    return base64url(hmac.digest(cookie.encode(errors="surrogatepass"), b"code_verifier", "sha256"))
