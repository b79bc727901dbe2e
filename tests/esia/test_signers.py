"""The signers: OpenSSL, CryptoPro's tool (a fake one that behaves like it), and pure Python."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from esia.certificate import SystemCertificate
from esia.demo_gost import DemoGost
from esia.demo_signer import GostcryptoSigner
from esia.errors import EsiaMisconfigured
from esia.signers import CsptestSigner, OpensslSigner
from sandbox.esia import gost
from sandbox.esia.keys import make_demo_keys
from tests.servers import PATIENCE

MESSAGE = b"DEMO73openid fullname2013.01.25 14:36:11 +0400"
DEMO = DemoGost("http://127.0.0.1:8000")

CSPTEST = """#!{python}
import subprocess, sys
given = dict(zip(sys.argv[1:], sys.argv[2:]))
assert "-keyset" in sys.argv and given["-sign"] == "GOST12_256" and given["-keytype"] == "exchange"
assert "-silent" in sys.argv and "-password" not in sys.argv
command = ["openssl", "dgst", "-engine", "gost", "-md_gost12_256", "-sign", given["-container"], given["-in"]]
signature = subprocess.run(command, capture_output=True, check=True).stdout
open(given["-out"], "wb").write(signature[::-1])
print("[ErrorCode: 0x00000000]")
"""


def openssl(*arguments):
    """Run OpenSSL with the GOST engine and return its output."""
    command = ["openssl", arguments[0], "-engine", "gost", *arguments[1:]]
    return subprocess.run(command, capture_output=True, check=True).stdout


def program(path, text):
    """Write an executable file."""
    path.write_text(text.format(python=sys.executable))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def test_openssl_signs_what_gostcrypto_verifies(signer, keys):
    """Two implementations agree on order and bytes."""
    signature = await signer.sign(MESSAGE)
    assert len(signature) == 64
    assert gost.verify(keys.system.point, MESSAGE, signature)
    assert await signer.sign(MESSAGE) != signature


async def test_pure_python_signs_what_openssl_verifies(engine, certificate, files, tmp_path):
    """The demo's keys, made without OpenSSL, are read by it."""
    signature = await GostcryptoSigner(certificate, files.private_key, DEMO).sign(MESSAGE)
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "message").write_bytes(MESSAGE)
    (tmp_path / "public.pem").write_bytes(openssl("x509", "-in", files.certificate, "-noout", "-pubkey"))
    key = ("-md_gost12_256", "-verify", tmp_path / "public.pem")
    checked = openssl("dgst", *key, "-signature", tmp_path / "signature", tmp_path / "message")
    assert b"Verified OK" in checked


async def test_cryptopros_reversed_bytes_are_turned_round(engine, certificate, files, keys, tmp_path):
    """csptest writes CryptSignHash's order; ESIA wants that of X.509."""
    tool = program(tmp_path / "csptest", CSPTEST)
    signature = await CsptestSigner(certificate, str(files.private_key), tool).sign(MESSAGE)
    assert gost.verify(keys.system.point, MESSAGE, signature)


async def test_keys_of_openssls_own_making_work_in_python(engine, tmp_path):
    """The other way round: a key by ``openssl genpkey``, a certificate by ``openssl req``."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    openssl("genpkey", "-algorithm", "gost2012_256", "-pkeyopt", "paramset:XA", "-out", key)
    openssl("req", "-x509", "-new", "-key", key, "-md_gost12_256", "-subj", "/C=RU/CN=Test IS", "-out", cert)
    certificate = SystemCertificate.load(cert)
    signature = await GostcryptoSigner(certificate, key, DEMO).sign(MESSAGE)
    assert DEMO.verify(certificate.key, MESSAGE, signature)


@pytest.mark.parametrize("url", ["http://localhost", "http://127.0.0.1:8000/esia", "http://[::1]:80"])
def test_pure_python_is_for_loopback(certificate, files, url):
    """The demo runs on this machine."""
    assert GostcryptoSigner(certificate, files.private_key, DemoGost(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://esia.gosuslugi.ru",
        "https://esia-portal1.test.gosuslugi.ru",
        "http://127.0.0.1.example.ru",
        "http://localhost@example.ru",
        "http://10.0.0.1",
        "//",
        "",
    ],
)
def test_pure_python_refuses_any_other_esia(certificate, files, url):
    """It is not constant-time and not certified: refused when it is made, not when it signs."""
    with pytest.raises(EsiaMisconfigured, match="loopback"):
        GostcryptoSigner(certificate, files.private_key, DemoGost(url))


def test_a_private_key_is_not_shown(certificate, files):
    """A careless log line does no harm."""
    signer = GostcryptoSigner(certificate, files.private_key, DEMO)
    assert signer._key.hex() not in repr(signer)
    assert repr(signer._key) not in repr(signer)


@pytest.mark.parametrize(
    "content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff"]
)
def test_a_file_that_is_no_key_is_told_at_the_start(certificate, tmp_path, content):
    """Neither empty, nor nonsense, nor missing."""
    (tmp_path / "key.pem").write_bytes(content)
    for path in (tmp_path / "key.pem", tmp_path / "missing.pem"):
        with pytest.raises(EsiaMisconfigured, match="private_key_unreadable"):
            GostcryptoSigner(certificate, path, DEMO)


@pytest.mark.parametrize(
    ("text", "code", "seconds"),
    [
        ("#!/bin/sh\nexit 1\n", "signer_failed", PATIENCE),
        ("#!/bin/sh\nprintf short\n", "signature_size", PATIENCE),
        ("#!/bin/sh\nsleep 3600\n", "signer_slow", 0.5),
        ("#!/bin/sh\nexec cat <&- \n", "signer_failed", PATIENCE),
    ],
)
async def test_a_tool_that_fails_is_told_by_its_failure(certificate, tmp_path, text, code, seconds):
    """Slow, silent or wrong: one code each, and no process stays behind."""
    tool = program(tmp_path / "openssl", text)
    with pytest.raises(EsiaMisconfigured) as failure:
        await OpensslSigner(certificate, Path("key.pem"), tool, seconds=seconds).sign(MESSAGE)
    assert failure.value.code == code


async def test_a_cryptopro_that_writes_no_signature_is_told(certificate, tmp_path):
    """It says "ErrorCode" and may end well all the same."""
    tool = program(tmp_path / "csptest", "#!/bin/sh\nexit 0\n")
    with pytest.raises(EsiaMisconfigured, match="signer_failed"):
        await CsptestSigner(certificate, "container", tool).sign(MESSAGE)


async def test_a_missing_tool_is_told(certificate):
    """The engine's package may be absent where the bot is installed."""
    for signer in (
        OpensslSigner(certificate, Path("key.pem"), "/nonexistent/openssl"),
        CsptestSigner(certificate, "container", "/nonexistent/csptest"),
    ):
        with pytest.raises(EsiaMisconfigured, match="signer_missing"):
            await signer.sign(MESSAGE)


async def test_a_tool_sees_no_secret_of_ours(certificate, tmp_path, monkeypatch):
    """The environment holds BOT_TOKEN; the message is not an argument."""
    monkeypatch.setenv("BOT_TOKEN", "1:secret")
    tool = program(
        tmp_path / "openssl", f"#!/bin/sh\n(env; echo $*) > {tmp_path}/seen; head -c 64 /dev/zero\n"
    )
    await OpensslSigner(certificate, Path("key.pem"), tool).sign(MESSAGE)
    seen = (tmp_path / "seen").read_text()
    assert "secret" not in seen
    assert "DEMO73" not in seen
    assert "PATH=" in seen


def test_the_demos_files_are_the_owners_alone(tmp_path):
    """A private key that others can read is no private key."""
    _, files = make_demo_keys(tmp_path)
    for path in (files.private_key, files.certificate, *files.token_keys.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
