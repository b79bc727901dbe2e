"""The sign-in's codes in the operator's words: what is wrong, where it lies, and what to do."""

from bot.settings import Settings
from esia.errors import EsiaError
from esia.findings import Finding

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


def in_words(error: EsiaError | Finding, settings: Settings) -> str:
    """Return the sentence for what went wrong, or was found."""
    if words := WORDS.get(error.code):
        return words.format(certificate=settings.esia_certificate, key=settings.esia_private_key)
    return error.text if isinstance(error, Finding) else f"the sign-in cannot work: {error.code}"
