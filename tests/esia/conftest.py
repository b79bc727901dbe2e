"""A stand-in that verifies with gostcrypto, and a provider that signs with OpenSSL."""

import subprocess
from datetime import UTC, datetime

import pytest

from esia.certificate import SystemCertificate
from esia.direct import DirectEsia
from esia.openssl import OpensslGost
from esia.provider import Client
from esia.signers import OpensslSigner
from esia.token_keys import TokenKeys
from esia.tokens import TokenVerifier
from esia.wire import Wire
from sandbox.esia.app import esia_app
from sandbox.esia.keys import make_demo_keys
from sandbox.esia.rules import Registration
from sandbox.esia.state import Esia
from tests.esia.browser import REDIRECT_URI, Browser
from tests.esia.forge import ISSUER
from tests.esia.server import Server
from tests.servers import PATIENCE, serving

SCOPE = (
    "openid fullname birthdate gender snils mobile medical_doc "
    "kid_fullname kid_birthdate kid_gender kid_snils kid_medical_doc"
)
CLIENT = Client("DEMO73", REDIRECT_URI, SCOPE)
REGISTRATION = Registration("DEMO73", frozenset({REDIRECT_URI}), frozenset(SCOPE.split()), "gate-secret")


def now():
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def engine():
    """OpenSSL's GOST engine; without it these tests fail, since nothing else checks the signatures."""
    probe = subprocess.run(["openssl", "engine", "gost"], capture_output=True, check=False)
    if probe.returncode != 0:
        pytest.fail("OpenSSL's GOST engine is missing: apt-get install openssl libengine-gost-openssl")


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return make_demo_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def keys(made):
    return made[0]


@pytest.fixture(scope="session")
def files(made):
    return made[1]


@pytest.fixture(scope="session")
def certificate(files):
    return SystemCertificate.load(files.certificate)


@pytest.fixture
def signer(engine, certificate, files):
    return OpensslSigner(certificate, files.private_key, seconds=PATIENCE)


@pytest.fixture
async def stand_in(keys):
    esia = Esia(keys, REGISTRATION)
    async with serving(esia_app(esia)) as base:
        esia.base_url = base
        yield esia


@pytest.fixture
async def provider(stand_in, signer, files):
    verifier = TokenVerifier(
        TokenKeys(files.token_keys), stand_in.issuer, CLIENT.client_id, now, OpensslGost(seconds=PATIENCE)
    )
    esia = DirectEsia(Wire(stand_in.base_url), CLIENT, signer, verifier, now)
    yield esia
    await esia.aclose()


@pytest.fixture
def server(keys):
    return Server(keys)


@pytest.fixture
def call_seconds():
    """How long one call may take; a test of lateness gives less."""
    return PATIENCE


@pytest.fixture
async def client(server, signer, files, call_seconds):
    """A provider that asks *server*."""
    verifier = TokenVerifier(
        TokenKeys(files.token_keys), ISSUER, CLIENT.client_id, now, OpensslGost(seconds=PATIENCE)
    )
    async with serving(server.app()) as server.base:
        esia = DirectEsia(Wire(server.base, call_seconds=call_seconds), CLIENT, signer, verifier, now)
        yield esia
        await esia.aclose()


@pytest.fixture
async def browser():
    one = Browser()
    yield one
    await one.http.aclose()
