"""The address at which a person ends the session that ESIA keeps in the browser."""

from urllib.parse import urlencode

SIGN_OUT_PATH = "/idp/ext/Logout"


def sign_out_url(esia_url: str, client_id: str, back: str) -> str:
    """Return the address; ESIA sends the browser on to *back* if the system is registered under that host.

    Half a dozen public clients, of ten years, use it, none of them with a signature; the return is named
    ``redirect_url`` here.
    """
    return f"{esia_url}{SIGN_OUT_PATH}?{urlencode({'client_id': client_id, 'redirect_url': back})}"
