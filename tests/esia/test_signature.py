"""What is signed, and how it is written, held against fixed vectors."""

from datetime import datetime, timedelta, timezone

from esia.signature import AUTHORIZE, EXCHANGE, base64url, signed_string, timestamp

FIELDS = {
    "client_id": "DEMO73",
    "scope": "openid fullname",
    "timestamp": "2013.01.25 14:36:11 +0400",
    "state": "0f9439ef-3581-4de5-9b8c-d20135960331",
    "redirect_uri": "https://example.ru/esia/callback",
    "code": "abc",
    "client_secret": "never signed",
}


def test_the_authorization_request_is_signed_in_this_order():
    """Values as they are, one after another: spaces stay spaces, nothing is URL-encoded."""
    assert signed_string(AUTHORIZE, FIELDS) == (
        b"DEMO73openid fullname2013.01.25 14:36:11 +0400"
        b"0f9439ef-3581-4de5-9b8c-d20135960331https://example.ru/esia/callback"
    )


def test_the_token_request_adds_the_code_at_the_end():
    """v3/te signs six fields."""
    assert signed_string(EXCHANGE, FIELDS) == signed_string(AUTHORIZE, FIELDS) + b"abc"


def test_other_letters_are_signed_as_utf8():
    """The string is bytes before it is signed."""
    assert signed_string(("scope",), {"scope": "Ё"}) == "Ё".encode()


def test_the_time_is_written_as_the_manual_shows_it():
    """Four digits of offset, dots in the date."""
    moment = datetime(2013, 1, 25, 14, 36, 11, 999, tzinfo=timezone(timedelta(hours=4)))
    assert timestamp(moment) == "2013.01.25 14:36:11 +0400"


def test_base64_is_of_the_url_kind_and_without_padding():
    """The bytes 0xFB 0xFF give both special letters."""
    assert base64url(b"\xfb\xff") == "-_8"
    assert len(base64url(bytes(64))) == 86
