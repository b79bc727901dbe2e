"""What the operator is told of keys, certificates and clocks."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest

from esia.certificate import SystemCertificate
from esia.demo_gost import DemoGost
from esia.demo_signer import GostcryptoSigner
from esia.direct import DirectEsia
from esia.errors import EsiaMisconfigured
from esia.findings import (
    certificate_findings,
    clock_findings,
    key_findings,
    stand_findings,
    token_key_findings,
)
from esia.gateway import EsiaGateway
from esia.token_keys import TokenKeys
from esia.tokens import TokenVerifier
from esia.wire import Wire
from sandbox.esia.keys import make_demo_keys
from tests.esia.conftest import CLIENT, now
from tests.servers import serving

GOST = DemoGost("http://localhost")


def codes(findings):
    return [finding.code for finding in findings if finding.is_wrong]


async def test_all_is_well(provider, certificate):
    """Only the hash is told, which the operator enters on the technical portal."""
    findings = await provider.findings()
    assert codes(findings) == []
    assert any(certificate.hash_by(GOST) in finding.text for finding in findings)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-2, ["certificate_early"]), (100, []), (340, ["certificate_expires"]), (400, ["certificate_expired"])],
)
def test_the_certificates_dates_are_told(certificate, days, expected):
    """A month before it ends, and when it has ended."""
    assert codes(certificate_findings(certificate, now() + timedelta(days=days))) == expected


async def test_a_key_of_another_certificate_is_told(certificate, tmp_path):
    """The most frequent mistake of all: ESIA says clientSecretWrong and no more."""
    _, other = make_demo_keys(tmp_path)
    signer = GostcryptoSigner(certificate, other.private_key, GOST)
    assert codes(await key_findings(signer, GOST)) == ["key_of_another_certificate"]


async def test_a_signer_that_fails_is_told(signer):
    """By the step that failed."""
    broken = type(signer)(signer.certificate, signer.private_key, "/nonexistent/openssl")
    assert codes(await key_findings(broken, GOST)) == ["signer_missing"]


def test_esias_keys_are_told_before_they_expire(files, tmp_path):
    """They change every year."""
    keys = TokenKeys(files.token_keys)
    assert codes(token_key_findings(keys, now())) == []
    assert codes(token_key_findings(keys, now() + timedelta(days=340))) == ["token_key_expires"] * 2
    late = codes(token_key_findings(keys, now() + timedelta(days=400)))
    assert late == ["token_key_expired", "token_key_expired", "token_keys_missing"]
    (tmp_path / "nonsense.pem").write_text("x")
    empty = codes(token_key_findings(TokenKeys(tmp_path), now()))
    assert empty == ["token_key_unreadable", "token_keys_missing"]


async def test_a_skewed_clock_is_told_with_its_side(stand_in):
    """ESIA refuses a wrong time and does not tell how wrong."""
    wire = Wire(stand_in.base_url)
    assert codes(await clock_findings(wire, now)) == []
    (late,) = await clock_findings(wire, lambda: now() - timedelta(seconds=90))
    assert "behind" in late.text
    (early,) = await clock_findings(wire, lambda: now() + timedelta(seconds=90))
    assert "ahead" in early.text
    await wire.aclose()


async def test_a_date_that_cannot_be_read_is_no_alarm(server):
    """Some proxies drop or bend the header."""
    server.says("", headers={"Date": "yesterday"})
    async with serving(server.app()) as base:
        wire = Wire(base)
        (unknown,) = await clock_findings(wire, now)
        assert (unknown.code, unknown.is_wrong) == ("clock_unknown", False)
        await wire.aclose()


async def test_an_esia_that_does_not_answer_is_told():
    """Also through a gateway."""
    gateway = EsiaGateway(Wire("http://127.0.0.1:1", call_seconds=1), CLIENT, "secret", now)
    assert codes(await gateway.findings()) == ["unreachable"]
    await gateway.aclose()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://esia-portal1.test.gosuslugi.ru", ["test_stand"]),
        ("https://ESIA-portal1.TEST.gosuslugi.ru:443/", ["test_stand"]),
        ("https://esia.gosuslugi.ru", []),
        ("https://test.gosuslugi.ru.example", []),
    ],
)
async def test_the_test_stand_is_told_as_what_it_is(url, expected):
    """Its people are called «Имя003»: the operator reads why no name comes, before he wonders."""
    wire = Wire(url)
    told = list(stand_findings(wire))
    assert [finding.code for finding in told] == expected
    assert not any(finding.is_wrong for finding in told)
    await wire.aclose()


async def test_the_direct_provider_tells_everything_at_once(stand_in, certificate, tmp_path):
    """One look, all that is to be mended."""
    _, other = make_demo_keys(tmp_path)
    signer = GostcryptoSigner(certificate, other.private_key, GOST)
    late = datetime.now(UTC) + timedelta(days=400)
    verifier = TokenVerifier(TokenKeys(tmp_path / "none"), "issuer", CLIENT.client_id, now, GOST)
    provider = DirectEsia(Wire(stand_in.base_url), CLIENT, signer, verifier, lambda: late)
    found = codes(await provider.findings())
    assert found == ["certificate_expired", "key_of_another_certificate", "token_keys_missing", "clock_skew"]
    await provider.aclose()


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"]
)
def test_a_certificate_that_cannot_be_read_stops_the_start(tmp_path, content):
    """Missing, empty, nonsense."""
    path = tmp_path / "cert.pem"
    with pytest.raises(EsiaMisconfigured, match="certificate_unreadable"):
        SystemCertificate.load(path)
    path.write_bytes(content)
    with pytest.raises(EsiaMisconfigured, match="certificate_unreadable"):
        SystemCertificate.load(path)


def test_a_certificate_with_another_kind_of_key_stops_the_start(files):
    """ESIA takes GOST only."""
    with pytest.raises(EsiaMisconfigured, match="certificate_not_gost"):
        SystemCertificate.load(files.token_keys / "rsa.pem")


def test_the_certificate_may_be_der(files, certificate, tmp_path):
    """As certification authorities hand it out."""
    (tmp_path / "cert.cer").write_bytes(ssl.PEM_cert_to_DER_cert(files.certificate.read_text()))
    assert SystemCertificate.load(tmp_path / "cert.cer") == certificate
