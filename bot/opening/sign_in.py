"""The sign-in's provider, as the settings describe it, and what is wrong with it in the operator's words."""

from datetime import datetime
from functools import partial
from pathlib import Path

from bot.settings import Settings, SettingsWrong
from esia.certificate import SystemCertificate
from esia.demo_gost import DemoGost
from esia.demo_signer import GostcryptoSigner
from esia.direct import DirectEsia
from esia.errors import EsiaError
from esia.findings import Finding
from esia.gateway import EsiaGateway
from esia.openssl import OpensslGost
from esia.provider import Client, EsiaProvider
from esia.signature import Signer
from esia.signers import CsptestSigner, OpensslSigner
from esia.token_keys import TokenKeys
from esia.tokens import TokenVerifier
from esia.wire import Wire

CALLBACK_PATH = "/esia/callback"
MISSING = Path()  # the settings have seen to it that none is
WORDS = {
    "certificate_unreadable": "ESIA_CERTIFICATE: {certificate} is not there, or holds no certificate in PEM",
    "certificate_not_gost": "ESIA_CERTIFICATE: the key in {certificate} is not of GOST R 34.10-2012",
    "private_key_unreadable": "ESIA_PRIVATE_KEY: {key} is not there, or holds no private key in PEM",
    "signer_for_loopback_only": "ESIA_SIGNER: gostcrypto signs for a loopback ESIA_URL only",
    "signer_missing": "the program that signs is not installed: see ESIA_SIGNER",
    "signer_slow": "the program that signs does not come to an end: see ESIA_SIGNER",
    "signer_failed": "ESIA_PRIVATE_KEY: the program that signs refuses {key}: is it there, and a GOST key?",
    "signature_size": "ESIA_PRIVATE_KEY: {key} is no GOST key of 256 bits",
}


def provider_of(settings: Settings) -> EsiaProvider | None:
    """Return the provider, or None while the sign-in is closed (no ``ESIA_CLIENT_ID``).

    Raises:
        SettingsWrong: a setting of the sign-in is missing, or a key or the certificate cannot be used.
    """
    if not settings.esia_client_id:
        return None
    try:
        return _provider(settings)
    except EsiaError as error:
        raise SettingsWrong(in_words(error, settings)) from None


def _provider(settings: Settings) -> EsiaProvider:
    redirect_uri = settings.public_url + CALLBACK_PATH
    client = Client(settings.esia_client_id, redirect_uri, settings.esia_scopes)
    wire = Wire(settings.esia_url, ca_bundle=settings.esia_ca_bundle)
    clock = partial(datetime.now, settings.zone)
    if settings.esia_provider == "gateway":
        secret = settings.esia_client_secret
        return EsiaGateway(wire, client, secret.get_secret_value() if secret else "", clock)
    keys = TokenKeys(settings.esia_token_keys or MISSING)
    # OpenSSL's engine verifies, whoever signs; the demo's library on loopback only
    gost = DemoGost(settings.esia_url) if settings.esia_signer == "gostcrypto" else OpensslGost()
    verifier = TokenVerifier(keys, settings.esia_issuer, settings.esia_client_id, clock, gost)
    return DirectEsia(wire, client, _signer(settings), verifier, clock)


def _signer(settings: Settings) -> Signer:
    certificate = SystemCertificate.load(settings.esia_certificate or MISSING)
    if settings.esia_signer == "csptest":
        return CsptestSigner(certificate, settings.esia_private_key)
    key = Path(settings.esia_private_key)
    if settings.esia_signer == "gostcrypto":
        return GostcryptoSigner(certificate, key, DemoGost(settings.esia_url))
    return OpensslSigner(certificate, key)


def in_words(error: EsiaError | Finding, settings: Settings) -> str:
    """Return the sentence for what went wrong, or was found."""
    if words := WORDS.get(error.code):
        return words.format(certificate=settings.esia_certificate, key=settings.esia_private_key)
    return error.text if isinstance(error, Finding) else f"the sign-in cannot work: {error.code}"
