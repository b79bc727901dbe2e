"""The folder of ESIA's keys: several at once, in several forms, read again when it changes."""

import os
import shutil
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from esia.certificate import public_key_info, read_certificate
from esia.demo_gost import DemoGost
from esia.errors import EsiaReplyMalformed
from esia.token_keys import TokenKeys
from esia.tokens import TokenVerifier
from sandbox.esia.certificates import pem
from sandbox.esia.keys import DemoKeys
from tests.esia.forge import CLIENT_ID, ISSUER, access, identity, signed, signed_with_gost


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def verifier(folder):
    gost = DemoGost("http://localhost")
    return TokenVerifier(TokenKeys(folder), ISSUER, CLIENT_ID, lambda: datetime.now(UTC), gost)


def public_pem(key, encoding=Encoding.PEM):
    return key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def passes(verifier, key):
    try:
        verifier.subject(signed(identity(), key), signed(access(), key))
    except EsiaReplyMalformed:
        return False
    return True


def test_without_keys_nothing_passes(verifier, keys):
    """An empty folder, or none at all, lets nobody in."""
    assert not passes(verifier, keys.rsa)
    missing = TokenKeys(verifier.keys._folder / "missing")
    assert missing.current() == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cert.pem", lambda k: pem(k.rsa_certificate, "CERTIFICATE")),
        ("cert.CER", lambda k: k.rsa_certificate),
        ("key.pem", lambda k: public_pem(k.rsa)),
        ("key.der", lambda k: public_pem(k.rsa, Encoding.DER)),
    ],
)
def test_a_key_comes_as_certificate_or_bare_in_pem_or_der(folder, verifier, keys, name, content):
    """ESIA's archive and operators' habits differ."""
    (folder / name).write_bytes(content(keys))
    assert passes(verifier, keys.rsa)
    assert verifier.keys.unreadable() == ()


def test_next_years_key_is_added_and_this_years_removed_without_a_restart(folder, verifier, keys):
    """Both work in between; then the old one is gone."""
    coming = rsa.generate_private_key(65537, 2048)
    (folder / "2026.pem").write_bytes(public_pem(keys.rsa))
    assert (passes(verifier, keys.rsa), passes(verifier, coming)) == (True, False)
    (folder / "2027.pem").write_bytes(public_pem(coming))
    assert (passes(verifier, keys.rsa), passes(verifier, coming)) == (True, True)
    (folder / "2026.pem").unlink()
    assert (passes(verifier, keys.rsa), passes(verifier, coming)) == (False, True)


def test_a_file_that_was_replaced_in_place_is_read_again(folder, verifier, keys):
    """Size and name are the same, the time is not."""
    coming = rsa.generate_private_key(65537, 2048)
    path = folder / "key.pem"
    path.write_bytes(public_pem(keys.rsa))
    assert passes(verifier, keys.rsa)
    path.write_bytes(public_pem(coming))
    os.utime(path, (1, 1))
    assert passes(verifier, coming)


def test_an_unchanged_folder_is_not_read_again(folder, verifier, keys):
    """A sign-in costs a look at names and times."""
    (folder / "key.pem").write_bytes(public_pem(keys.rsa))
    assert verifier.keys.current() is verifier.keys.current()


def test_what_is_no_key_is_named_and_harms_nothing(folder, verifier, keys):
    """Nonsense, a short RSA key, an elliptic one of another kind, a folder; other files are no matter."""
    (folder / "good.pem").write_bytes(public_pem(keys.rsa))
    (folder / "nonsense.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    (folder / "empty.cer").write_bytes(b"")
    (folder / "short.pem").write_bytes(public_pem(rsa.generate_private_key(65537, 1024)))
    (folder / "p256.pem").write_bytes(public_pem(ec.generate_private_key(ec.SECP256R1())))
    (folder / "folder.pem").mkdir()
    (folder / "README.txt").write_text("keys of ESIA")
    assert passes(verifier, keys.rsa)
    assert verifier.keys.unreadable() == ("empty.cer", "nonsense.pem", "p256.pem", "short.pem")


def test_a_key_verifies_with_its_own_algorithm_only(folder, verifier, keys, files):
    """A GOST key in the folder does not make GOST tokens of RSA keys, nor the other way round."""
    shutil.copy(files.token_keys / "gost.pem", folder)
    assert not passes(verifier, keys.rsa)
    one, other = (
        signed_with_gost(claims, keys.gost, {"ver": 1, "sbt": "id"}) for claims in (identity(), access())
    )
    assert verifier.subject(one, other).trusted


OUR_CURVE, UNKNOWN_CURVE = bytes.fromhex("2a850302022400"), bytes.fromhex("2a850302022405")
BENT_KEYS = {
    "a point beside the curve": lambda spki: spki[:-1] + bytes([spki[-1] ^ 1]),
    "the point zero": lambda spki: spki[:-64] + bytes(64),
    "a curve that nobody knows": lambda spki: spki.replace(OUR_CURVE, UNKNOWN_CURVE),
    "a point of another form": lambda spki: spki.replace(b"\x04\x40", b"\x04\x41"),
    "half a key": lambda spki: spki[:60],
}


@pytest.mark.parametrize("name", BENT_KEYS)
def test_a_gost_key_must_be_a_point_of_a_known_curve(folder, verifier, keys, name):
    """Elsewhere a signature can be made without the private number."""
    spki = public_key_info(read_certificate(keys.gost_certificate))
    bent = BENT_KEYS[name](spki)
    assert bent != spki
    (folder / "gost.der").write_bytes(spki)
    assert len(verifier.keys.current()) == 1
    (folder / "gost.der").write_bytes(bent)
    os.utime(folder / "gost.der", (1, 1))
    assert verifier.keys.current() == ()
    assert verifier.keys.unreadable() == ("gost.der",)


def test_certificates_tell_their_last_day(folder, verifier):
    """Which is what `python -m bot check` warns of."""
    fresh = DemoKeys.fresh(datetime(2025, 4, 29, tzinfo=UTC))
    (folder / "rsa.pem").write_bytes(pem(fresh.rsa_certificate, "CERTIFICATE"))
    (folder / "bare.pem").write_bytes(public_pem(fresh.rsa))
    bare, dated = verifier.keys.current()
    assert bare.valid_until is None
    assert dated.valid_until.year == 2026


def test_only_a_change_of_the_keys_is_told_to_who_reads_the_log(folder, verifier, keys, caplog):
    """A command that looks at them answers, and says nothing before."""
    caplog.set_level("INFO")
    (folder / "2026.pem").write_bytes(public_pem(keys.rsa))
    assert verifier.keys.current()
    assert caplog.messages == []
    (folder / "2027.pem").write_bytes(b"no key")
    assert verifier.keys.unreadable() == ("2027.pem",)
    assert caplog.messages == ["esia: the token keys have changed: 1 read, 1 files unreadable"]
