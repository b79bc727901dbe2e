"""The callback: what ESIA's redirect brings back through the person's browser."""

from typing import Any
from urllib.parse import parse_qs

from authlib.oauth2.rfc6749.errors import MissingCodeException
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response
from joserfc.util import urlsafe_b64decode

from esia.codes import START_AGAIN, refusal
from esia.errors import EsiaRefused
from esia.strict_json import read_object

FIELDS = 20
LONGEST_QUERY = 8192
LONGEST_CODE = 4096  # ESIA's codes are JWTs of about a kilobyte
ONCE = ("code", "state", "error", "error_description")
STATE = "urn:esia:client:state"


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


def must_be_of(state: str, code: str) -> None:
    """Refuse ESIA's *code* if it was given for another attempt than the one with this *state*.

    ESIA's codes are JWTs that it has signed and takes back unaltered only, so what one says of its state
    needs no proof here; one that says nothing of it is taken as it is (decision 0055).

    Raises:
        EsiaRefused: ``code_state``, the code is a stolen one.
    """
    if _claims(code).get(STATE, state) != state:
        raise EsiaRefused("code_state", START_AGAIN)


def _claims(code: str) -> dict[str, Any]:
    """Return what a code says, if it is a JWT; signs that do not belong there are passed over."""
    try:
        return read_object(urlsafe_b64decode(code.split(".")[1].encode()))
    except (IndexError, ValueError, RecursionError):
        return {}


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
