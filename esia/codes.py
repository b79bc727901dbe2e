"""ESIA's error codes, and what each of them means to the person and to the operator.

The list is that of the methodical recommendations' appendix on errors; a code that is not in it is told as
it is, with a general sentence.
"""

import re
from collections.abc import Mapping

from esia.errors import EsiaError, EsiaMisconfigured, EsiaRefused, EsiaUnavailable

CODE = re.compile(r"ESIA-[0-9]{6}")
OAUTH_ERROR = re.compile(r"[a-z_]{1,40}")

BY_PERSON = "esia.refused_by_person"
NOT_CONFIRMED = "esia.account_not_confirmed"
NO_SECOND_FACTOR = "esia.second_factor_impossible"
START_AGAIN = "esia.start_again"
WITH_CODE = "esia.failed_with_code"

PERSONS: Mapping[str, str] = {
    "ESIA-007004": BY_PERSON,
    "ESIA-007011": START_AGAIN,  # the code is spent, expired or another system's
    "ESIA-007015": START_AGAIN,  # the time of the request: an old link
    "ESIA-007046": NO_SECOND_FACTOR,
    "ESIA-007055": NOT_CONFIRMED,
    "ESIA-007194": NOT_CONFIRMED,  # "not an employee": a role was chosen that we never asked for
}
LATER = frozenset({"ESIA-007007", "ESIA-007008"})
OPERATORS = frozenset(
    {
        "ESIA-007002",  # the certificate is not that of the mnemonic
        "ESIA-007003",  # a parameter is missing
        "ESIA-007005",  # the client may not use this method
        "ESIA-007006",  # the scope
        "ESIA-007009",
        "ESIA-007012",
        "ESIA-007013",
        "ESIA-007014",
        "ESIA-007019",  # no permission
        "ESIA-007023",  # redirect_uri is not registered
        "ESIA-007038",
        "ESIA-007039",  # PKCE
        "ESIA-007040",
        "ESIA-007053",  # the signature, the certificate or its hash
        "ESIA-007060",
        "ESIA-007061",
        "ESIA-007062",
        "ESIA-008010",  # the client's authentication
        "ESIA-036700",  # consents
        "ESIA-036701",
        "ESIA-036702",
        "ESIA-036703",
        "ESIA-036704",
        "ESIA-036705",
        "ESIA-036706",
        "ESIA-036707",
        "ESIA-036716",
        "ESIA-036726",
        "ESIA-036727",
    }
)
WITHOUT_CODE: Mapping[str, type[EsiaError]] = {
    "temporarily_unavailable": EsiaUnavailable,
    "server_error": EsiaUnavailable,
    "invalid_client": EsiaMisconfigured,
    "unauthorized_client": EsiaMisconfigured,
    "invalid_scope": EsiaMisconfigured,
    "invalid_request": EsiaMisconfigured,
    "unsupported_response_type": EsiaMisconfigured,
    "unsupported_grant_type": EsiaMisconfigured,
}


def refusal(error: str, description: str) -> EsiaError:
    """Return what an OAuth *error* (RFC 6749 §4.1.2.1, §5.2) with ESIA's *description* means.

    Both come from outside, through the person's browser too: only what looks like a code is kept.
    """
    found = CODE.search(description) or CODE.search(error)
    return _by_code(found.group()) if found else _by_error(error)


def _by_code(code: str) -> EsiaError:
    if code in PERSONS:
        return EsiaRefused(code, PERSONS[code])
    if code in LATER:
        return EsiaUnavailable(code)
    if code in OPERATORS:
        return EsiaMisconfigured(code)
    return EsiaRefused(code, WITH_CODE)


def _by_error(error: str) -> EsiaError:
    """Sort an error that came without ESIA's code, as a gateway's do."""
    if error == "access_denied":
        return EsiaRefused(error, BY_PERSON)
    if error == "invalid_grant":
        return EsiaRefused(error, START_AGAIN)
    if error in WITHOUT_CODE:
        return WITHOUT_CODE[error](error)
    return EsiaRefused(error if OAUTH_ERROR.fullmatch(error) else "unknown", WITH_CODE)
