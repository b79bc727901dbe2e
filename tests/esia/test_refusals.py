"""ESIA's refusals: every code has its sentence and its kind, and a callback cannot be bent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esia.callback import parse_callback
from esia.codes import LATER, OPERATORS, PERSONS, WITHOUT_CODE, refusal
from esia.errors import EsiaError, EsiaMisconfigured, EsiaRefused, EsiaUnavailable

NUMBERS = [
    "007002",
    "007003",
    "007004",
    "007005",
    "007006",
    "007007",
    "007008",
    "007009",
    "007011",
    "007012",
    "007013",
    "007014",
    "007015",
    "007019",
    "007023",
    "007038",
    "007039",
    "007040",
    "007046",
    "007053",
    "007055",
    "007060",
    "007061",
    "007062",
    "007194",
    "008010",
    "036700",
    "036701",
    "036702",
    "036703",
    "036704",
    "036705",
    "036706",
    "036707",
    "036716",
    "036726",
    "036727",
]
KEYS = {
    "esia.failed",
    "esia.failed_with_code",
    "esia.unavailable",
    "esia.our_fault",
    "esia.refused_by_person",
    "esia.account_not_confirmed",
    "esia.second_factor_impossible",
    "esia.start_again",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_every_published_code_is_sorted(number):
    """By what is to be done next, and never as an unknown one."""
    code = f"ESIA-{number}"
    found = refusal("access_denied", f"{code}: OAuthErrorEnum.whatever")
    assert found.code == code
    assert found.key in KEYS - {"esia.failed", "esia.failed_with_code"}
    assert sum(code in codes for codes in (PERSONS, LATER, OPERATORS)) == 1


@pytest.mark.parametrize(
    ("error", "description", "kind", "key", "code"),
    [
        ("access_denied", "ESIA-007004: refused", EsiaRefused, "esia.refused_by_person", "ESIA-007004"),
        ("access_denied", "", EsiaRefused, "esia.refused_by_person", "access_denied"),
        ("access_denied", "ESIA-007055: …", EsiaRefused, "esia.account_not_confirmed", "ESIA-007055"),
        ("access_denied", "ESIA-007053: …", EsiaMisconfigured, "esia.our_fault", "ESIA-007053"),
        ("unauthorized_client", "ESIA-007005", EsiaMisconfigured, "esia.our_fault", "ESIA-007005"),
        ("server_error", "ESIA-007008: …", EsiaUnavailable, "esia.unavailable", "ESIA-007008"),
        ("server_error", "", EsiaUnavailable, "esia.unavailable", "server_error"),
        ("invalid_grant", "", EsiaRefused, "esia.start_again", "invalid_grant"),
        ("invalid_client", "", EsiaMisconfigured, "esia.our_fault", "invalid_client"),
        ("access_denied", "ESIA-999999: new", EsiaRefused, "esia.failed_with_code", "ESIA-999999"),
        ("something_new", "", EsiaRefused, "esia.failed_with_code", "something_new"),
        ("<script>alert(1)</script>", "<b>", EsiaRefused, "esia.failed_with_code", "unknown"),
        ("x" * 500, "", EsiaRefused, "esia.failed_with_code", "unknown"),
    ],
)
def test_a_refusal_is_sorted_by_code_then_by_error(error, description, kind, key, code):
    """What comes from outside reaches the log only if it looks like a code."""
    found = refusal(error, description)
    assert (type(found), found.key, found.code) == (kind, key, code)


def test_errors_without_esias_code_are_sorted_too():
    """A gateway knows OAuth's words only."""
    assert all(isinstance(refusal(error, ""), kind) for error, kind in WITHOUT_CODE.items())


def test_a_callback_gives_its_code():
    """ESIA's codes are JWTs, with dots."""
    assert parse_callback("code=eyJ.x.y&state=1") == "eyJ.x.y"
    assert parse_callback("state=1&code=a%2Bb") == "a+b"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "callback_without_code"),
        ("state=1", "callback_without_code"),
        ("code=", "callback_without_code"),
        ("code=a&code=b", "callback_doubled"),
        ("code=a&state=1&state=2", "callback_doubled"),
        ("code=%00", "callback_code"),
        ("code=%0d%0aSet-Cookie", "callback_code"),
        ("code=%D0%81", "callback_code"),
        ("code=" + "a" * 5000, "callback_code"),
        ("code=" + "a" * 9000, "callback_size"),
        ("&".join(f"x{number}=1" for number in range(50)), "callback_fields"),
    ],
)
def test_a_callback_that_lost_or_gained_something_starts_again(query, code):
    """In-app browsers cut parameters off; others add some."""
    with pytest.raises(EsiaRefused) as refused:
        parse_callback(query)
    assert (refused.value.code, refused.value.key) == (code, "esia.start_again")


def test_a_callback_with_error_and_code_is_an_error():
    """The safe reading of an answer that says both."""
    with pytest.raises(EsiaRefused):
        parse_callback("code=a&error=access_denied")


@given(st.text() | st.lists(st.tuples(st.sampled_from(["code", "error", "state"]), st.text())).map(str))
def test_no_query_breaks_the_callback(query):
    """A code or our own error, whatever comes."""
    try:
        key, code = "", parse_callback(query)
    except EsiaError as error:
        key, code = error.key, error.code
    assert code
    assert key in KEYS | {""}
