"""What is signed, and how, held against fixed vectors and against OpenSSL."""

import subprocess
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esia.gost import CURVES, GostPublicKey, streebog
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


def test_streebog_gives_the_vector_of_the_rfc():
    """RFC 6986 §10.1.2, message M1."""
    message = b"012345678901234567890123456789012345678901234567890123456789012"
    assert streebog(message).hex() == "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"


def test_the_certificate_hash_is_what_openssl_says(engine, files, certificate):
    """Streebog over the DER, in capital letters."""
    der = subprocess.run(
        ["openssl", "x509", "-in", files.certificate, "-outform", "DER"], capture_output=True, check=True
    ).stdout
    command = ["openssl", "dgst", "-engine", "gost", "-md_gost12_256", "-r"]
    digest = subprocess.run(command, input=der, capture_output=True, check=True).stdout
    assert certificate.hash == digest.split()[0].decode().upper()


@pytest.mark.parametrize("paramset", ["A", "B", "C", "XA", "XB", "TCA", "TCB", "TCC", "TCD"])
def test_keys_on_every_curve_are_read_and_verified(engine, tmp_path, paramset):
    """ESIA may sign with any of the standard curves; OpenSSL makes the key and the signature."""
    key, message = tmp_path / "key.pem", b"message"
    openssl = ["openssl"]
    generate = ["genpkey", "-engine", "gost", "-algorithm", "gost2012_256", "-pkeyopt"]
    subprocess.run(
        [*openssl, *generate, f"paramset:{paramset}", "-out", key], capture_output=True, check=True
    )
    public = [*openssl, "pkey", "-engine", "gost", "-in", key, "-pubout", "-outform", "DER"]
    spki = subprocess.run(public, capture_output=True, check=True).stdout
    sign = [*openssl, "dgst", "-engine", "gost", "-md_gost12_256", "-sign", key]
    signature = subprocess.run(sign, input=message, capture_output=True, check=True).stdout
    read = GostPublicKey.read(spki)
    assert read.verify(message, signature)
    assert not read.verify(message + b"!", signature)
    assert not read.verify(message, signature[::-1])
    assert not read.verify(message, signature[:-1])


def test_a_point_beside_its_curve_is_refused(certificate):
    """A key file that was tampered with is no key."""
    point = bytes([certificate.key.point[0] ^ 1]) + certificate.key.point[1:]
    with pytest.raises(ValueError, match="point"):
        GostPublicKey(certificate.key.curve, point)._must_be_a_point()


@settings(max_examples=30)
@given(signature=st.binary(min_size=64, max_size=64) | st.just(bytes(64)) | st.just(b"\xff" * 64))
def test_no_other_64_bytes_are_a_signature(certificate, signature):
    """Zeros, ones and whatever else: refused, and nothing breaks."""
    assert not certificate.key.verify(b"message", signature)


def test_every_curve_of_the_standards_has_its_parameters():
    """A name that gostcrypto does not know would break the first sign-in, not the start."""
    points = {GostPublicKey(curve, bytes(64)).curve for curve in CURVES.values()}
    assert len(points) == 4
