"""The callback: what ESIA's redirect brings back through the person's browser."""

from urllib.parse import parse_qs

from authlib.oauth2.rfc6749.errors import MissingCodeException
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response

from esia.codes import START_AGAIN, refusal
from esia.errors import EsiaRefused

FIELDS = 20
LONGEST_QUERY = 8192
LONGEST_CODE = 4096  # ESIA's codes are JWTs of about a kilobyte
ONCE = ("code", "state", "error", "error_description")


def parse_callback(query: str) -> str:
    """Return the one-time code of a callback's *query* (what stands behind the question mark).

    Whether its ``state`` belongs to this browser is checked before, by whoever keeps the attempts.

    Raises:
        EsiaError: ESIA's refusal, or a callback that lost its parameters on the way (some in-app
            browsers cut them off); ``key`` names the sentence for the person.
    """
    error, description = _error(query)
    if error or description:
        raise refusal(error, description)
    try:
        code: str = parse_authorization_code_response(f"?{query}")["code"]
    except MissingCodeException:
        raise EsiaRefused("callback_without_code", START_AGAIN) from None
    if not code.isascii() or not code.isprintable() or len(code) > LONGEST_CODE:
        raise EsiaRefused("callback_code", START_AGAIN)
    return code


def _error(query: str) -> tuple[str, str]:
    """Return error and description, if any; refuse what names a parameter twice (RFC 6749 §3.1)."""
    if len(query) > LONGEST_QUERY:
        raise EsiaRefused("callback_size", START_AGAIN)
    try:
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        raise EsiaRefused("callback_fields", START_AGAIN) from None
    if any(len(fields.get(name, [])) > 1 for name in ONCE):
        raise EsiaRefused("callback_doubled", START_AGAIN)
    return fields.get("error", [""])[0], fields.get("error_description", [""])[0]
