"""Who the registry proves to be: our own bundle of authorities is believed, and nothing else."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from patient.attachment import Found, Unreachable
from registry.fhir.client import FhirRegistry
from sandbox.registry import Registry, registry_app
from tests.registry.demo_people import SYSTEMS, person
from tests.servers import PATIENCE


def certificate(folder, address):
    """Write a self-signed certificate for *address* with its key; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "registry")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{address}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def right(tmp_path):
    return certificate(tmp_path, "127.0.0.1")


@pytest.fixture
def misnamed(tmp_path):
    return certificate(tmp_path, "127.0.0.2")


async def look(shown, believed):
    """Look with a client that believes *believed* at a server that shows *shown*."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(shown)
    stand_in = Registry()
    runner = web.AppRunner(registry_app(stand_in), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    base = f"https://127.0.0.1:{runner.addresses[0][1]}/fhir"
    client = FhirRegistry(base, stand_in.token, SYSTEMS, ca_bundle=believed, call_seconds=PATIENCE)
    try:
        return await client.look(person("p1")), await client.findings(), stand_in.calls
    finally:
        await client.aclose()
        await runner.cleanup()


async def test_our_own_bundle_is_believed(right):
    """A registry behind an authority that the system does not know is reached by REGISTRY_CA_BUNDLE."""
    answer, findings, _ = await look(shown=right, believed=right)
    assert isinstance(answer, Found)
    assert findings == []


@pytest.mark.parametrize("case", ["unknown", "misnamed", "another bundle"])
async def test_who_cannot_prove_who_it_is_hears_nothing(right, misnamed, case, caplog):
    """Self-signed, for another name, or not of our bundle: no token is sent, the operator hears why."""
    shown, believed = {
        "unknown": (right, None),
        "misnamed": (misnamed, misnamed),
        "another bundle": (right, misnamed),
    }[case]
    answer, findings, calls = await look(shown, believed)
    assert answer == Unreachable()
    assert [finding.text for finding in findings] == [
        "its certificate is not trusted (CERTIFICATE_VERIFY_FAILED): see REGISTRY_CA_BUNDLE"
    ]
    assert "registry: RegistryUntrusted: CERTIFICATE_VERIFY_FAILED" in caplog.messages
    assert calls == []
