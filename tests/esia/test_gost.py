"""GOST by OpenSSL's engine and by the demo's library: both say the same of digests, keys and signatures."""

import asyncio
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from gostcrypto import gostsignature
from hypothesis import given, settings
from hypothesis import strategies as st

from esia.demo_gost import DemoGost
from esia.direct import DirectEsia
from esia.errors import EsiaMisconfigured, EsiaReplyMalformed
from esia.findings import key_findings
from esia.gost import CURVES, EQUATIONS, GostPublicKey
from esia.openssl import OpensslGost
from esia.token_keys import TokenKeys
from esia.tokens import TokenVerifier
from esia.wire import Wire
from sandbox.esia.gost import KeyPair
from tests.esia.conftest import CLIENT, now
from tests.esia.forge import ISSUER, VERIFIER, access, identity, signed_with_gost
from tests.servers import PATIENCE

MESSAGE = b"header.payload"
RECKONERS = {"openssl": OpensslGost(seconds=PATIENCE), "demo": DemoGost("http://localhost")}


@pytest.fixture(params=RECKONERS)
def gost(request, engine):
    return RECKONERS[request.param]


def openssl(*arguments, given=b""):
    """Run OpenSSL with the GOST engine and return its output."""
    command = ["openssl", arguments[0], "-engine", "gost", *arguments[1:]]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def program(path, text):
    """Write a tool that answers as OpenSSL should not."""
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return OpensslGost(str(path), seconds=0.5)


def test_streebog_gives_the_vectors_of_the_rfc(gost):
    """RFC 6986 §10.1.2, message M1; and nothing at all (GOST R 34.11-2012)."""
    message = b"012345678901234567890123456789012345678901234567890123456789012"
    assert gost.digest(message).hex() == "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"
    empty = "3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb"
    assert gost.digest(b"").hex() == empty


def test_the_certificate_hash_is_streebog_over_the_der(gost, certificate, files):
    """In capitals, whoever reckons; the PEM's text is no part of it."""
    der = openssl("x509", "-in", files.certificate, "-outform", "DER")
    assert certificate.hash_by(gost) == RECKONERS["demo"].digest(der).hex().upper()


@pytest.mark.parametrize("paramset", ["A", "B", "C", "XA", "XB", "TCA", "TCB", "TCC", "TCD"])
def test_keys_on_every_curve_are_read_and_verified(gost, tmp_path, paramset):
    """ESIA may sign with any of the standard curves; OpenSSL makes the key and the signature."""
    key = tmp_path / "key.pem"
    openssl("genpkey", "-algorithm", "gost2012_256", "-pkeyopt", f"paramset:{paramset}", "-out", key)
    read = GostPublicKey.read(openssl("pkey", "-in", key, "-pubout", "-outform", "DER"))
    signature = openssl("dgst", "-md_gost12_256", "-sign", key, given=MESSAGE)
    assert gost.verify(read, MESSAGE, signature)
    for message, wrong in (
        (MESSAGE + b"!", signature),
        (MESSAGE, signature[::-1]),
        (MESSAGE, signature[32:] + signature[:32]),
        (MESSAGE, signature[:-1]),
        (MESSAGE, signature + signature),
        (MESSAGE, signature + b"\0"),
        (MESSAGE, b""),
        (MESSAGE, bytes(64)),
        (MESSAGE, b"\xff" * 64),
    ):
        assert not gost.verify(read, message, wrong)


def test_what_the_sandbox_signs_both_verify(engine, keys, certificate):
    """It writes its signatures by itself; bytes of any kind are messages, line ends too."""
    for message in (b"", b"\n", b"\r\n", b"\0\x1a\xff", b"x" * 30_000):
        signature = keys.system.sign(message)
        assert all(one.verify(certificate.key, message, signature) for one in RECKONERS.values())


@settings(max_examples=8)  # each costs two OpenSSL processes and 0.2 s of the demo's library
@given(
    number=st.integers(0, 511),
    signature=st.none() | st.binary(min_size=64, max_size=64),
    message=st.binary(max_size=40),
)
def test_both_say_the_same(certificate, keys, number, signature, message):
    """Of a good signature, of one with a bit bent, and of bytes that are none."""
    good = keys.system.sign(message)
    bent = bytearray(good)
    bent[number // 8] ^= 1 << number % 8
    for one in RECKONERS.values():
        assert one.verify(certificate.key, message, good)
        assert not one.verify(certificate.key, message, signature or bytes(bent))


def test_a_point_beside_its_curve_is_refused(certificate):
    """A key file that was tampered with is no key."""
    key = certificate.key
    point = bytes([key.point[0] ^ 1]) + key.point[1:]
    with pytest.raises(ValueError, match="point"):
        GostPublicKey(key.curve, point, key.spki)._must_be_a_point()


def test_the_curves_are_those_of_the_standards():
    """Written out here, and the same as another implementation has them."""
    assert set(CURVES.values()) == set(EQUATIONS)
    for name, equation in EQUATIONS.items():
        other = gostsignature.CURVES_R_1323565_1_024_2019[name]
        assert equation == tuple(int(other[letter]) for letter in "pab")


NO_ANSWER = {
    "says nothing": "exit 0",
    "says nothing and fails": "exit 1",
    "fails in another way": "echo Verification failure; exit 2",
    "fails with a good word": "echo Verified OK; exit 1",
    "ends well with a bad word": "echo Verification failure; exit 0",
    "says more": "echo Verified OK; echo Verified OK",
    "takes for ever": "exec sleep 3600",
    "cannot load the engine": 'echo "dgst: Unknown option or message digest: md_gost12_256" >&2; exit 1',
}


@pytest.mark.parametrize("name", NO_ANSWER)
def test_what_is_no_answer_is_neither_yes_nor_no(certificate, tmp_path, name):
    """A tool that does not work is the operator's matter, and never a good signature."""
    tool = program(tmp_path / "openssl", f"#!/bin/sh\n{NO_ANSWER[name]}\n")
    with pytest.raises(EsiaMisconfigured, match="gost_engine"):
        tool.verify(certificate.key, MESSAGE, bytes(64))
    with pytest.raises(EsiaMisconfigured, match="gost_engine"):
        tool.digest(MESSAGE)


async def test_a_missing_engine_is_told_in_a_sentence(engine, signer, certificate, monkeypatch):
    """OpenSSL is there, its engine is not: `check` says what to install."""
    monkeypatch.setenv("OPENSSL_ENGINES", "/nonexistent")
    for gost in (OpensslGost(seconds=PATIENCE), OpensslGost("/nonexistent/openssl")):
        with pytest.raises(EsiaMisconfigured, match="gost_engine"):
            gost.verify(certificate.key, MESSAGE, bytes(64))
        (finding,) = await key_findings(signer, gost)
        assert (finding.code, finding.is_wrong) == ("gost_engine", True)
        assert "libengine-gost-openssl" in finding.text


def test_a_missing_engine_refuses_no_rsa_token_and_takes_no_gost_token(files, keys, monkeypatch):
    """Without the engine a GOST token is neither good nor bad: it is our fault, not the person's."""
    monkeypatch.setenv("OPENSSL_ENGINES", "/nonexistent")
    verifier = TokenVerifier(
        TokenKeys(files.token_keys), ISSUER, CLIENT.client_id, now, OpensslGost(seconds=PATIENCE)
    )
    tokens = (signed_with_gost(claims, keys.gost) for claims in (identity(), access()))
    with pytest.raises(EsiaMisconfigured, match="gost_engine"):
        verifier.subject(*tokens)


def test_the_tool_sees_no_secret_and_leaves_no_file(certificate, tmp_path, monkeypatch):
    """The environment holds BOT_TOKEN; a token of a person stands in no argument and in no file."""
    monkeypatch.setenv("BOT_TOKEN", "1:secret")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    script = f'#!/bin/sh\n(env; echo "$*"; ls -la {tmp_path}/esia-*) > {tmp_path}/seen; echo Verified OK\n'
    assert program(tmp_path / "openssl", script).verify(certificate.key, MESSAGE, bytes(64))
    seen = (tmp_path / "seen").read_text()
    assert "key.pem" in seen
    assert "PATH=" in seen
    assert not any(word in seen for word in ("1:secret", MESSAGE.decode()))
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


async def test_many_verify_at_once_and_the_loop_turns(engine, files, keys):
    """Twenty sign-ins: each gets its own answer, and nobody else waits for a process."""
    verifier = TokenVerifier(
        TokenKeys(files.token_keys), ISSUER, CLIENT.client_id, now, OpensslGost(seconds=PATIENCE)
    )
    good = [signed_with_gost(claims, keys.gost) for claims in (identity(), access())]
    stranger = KeyPair.fresh()
    bad = [signed_with_gost(claims, stranger) for claims in (identity(), access())]
    calls = (asyncio.to_thread(verifier.subject, *(bad if turn % 2 else good)) for turn in range(20))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [isinstance(answer, EsiaReplyMalformed) for answer in answers] == [False, True] * 10


async def test_a_tool_that_hangs_holds_nobody_up(server, signer, files, tmp_path):
    """The loop goes on while OpenSSL does not answer."""
    slow = program(tmp_path / "openssl", "#!/bin/sh\nsleep 30\n")
    verifier = TokenVerifier(TokenKeys(files.token_keys), ISSUER, CLIENT.client_id, now, slow)
    esia = DirectEsia(Wire("http://127.0.0.1:1"), CLIENT, signer, verifier, now)
    asked = asyncio.create_task(esia.authorization_url("state", VERIFIER))
    turns = 0
    while not asked.done():
        await asyncio.sleep(0.01)
        turns += 1
    with pytest.raises(EsiaMisconfigured, match="gost_engine"):
        await asked
    assert turns > 5
    await esia.aclose()


def test_the_bot_runs_without_the_demos_library(tmp_path):
    """Nothing but the demo imports gostcrypto."""
    code = (
        "import sys; sys.modules['gostcrypto'] = None\n"
        "import esia.direct, esia.openssl, esia.signers, esia.gateway\n"
        "print('gostcrypto' in {name.split('.')[0] for name, module in sys.modules.items() if module})"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path.cwd())
    assert told.stdout.strip() == b"False"
