"""What a look at the sign-in's surroundings found, in plain words for the operator."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from esia.certificate import SystemCertificate
from esia.errors import EsiaError
from esia.gost import Gost
from esia.signature import Signer
from esia.token_keys import TokenKey, TokenKeys
from esia.tokens import Clock
from esia.wire import Wire

SOON = timedelta(days=30)
LARGEST_SKEW = timedelta(seconds=30)  # ESIA refuses a wrong time (ESIA-007015) and does not tell how wrong
TEST_STAND = ".test.gosuslugi.ru"
ENGINE_MISSING = (
    "OpenSSL's GOST engine does not work here: without it ESIA is asked nothing and no GOST token of its is "
    "verified; install it (Debian: libengine-gost-openssl) and see that «openssl engine gost» answers"
)
PROBE = b"does this key belong to this certificate?"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence; *is_wrong* tells that something is to be mended."""

    code: str
    text: str
    is_wrong: bool = True


def certificate_findings(certificate: SystemCertificate, now: datetime) -> Iterator[Finding]:
    """Tell whether the certificate is valid for a while yet."""
    if now < certificate.valid_from:
        yield Finding("certificate_early", f"the certificate is valid from {certificate.valid_from:%Y-%m-%d}")
    yield from _expiry("certificate", "the certificate", certificate.valid_until, now)


async def key_findings(signer: Signer, gost: Gost) -> list[Finding]:
    """Tell the certificate's hash, sign something, and tell whether the certificate's key verifies it."""
    try:
        fingerprint = await asyncio.to_thread(signer.certificate.hash_by, gost)
    except EsiaError:
        return [Finding("gost_engine", ENGINE_MISSING)]
    hashed = Finding("certificate_hash", f"client_certificate_hash is {fingerprint}", is_wrong=False)
    try:
        signature = await signer.sign(PROBE)
        if await asyncio.to_thread(gost.verify, signer.certificate.key, PROBE, signature):
            return [hashed]
    except EsiaError as error:
        return [hashed, Finding(error.code, f"nothing can be signed: {error.code}")]
    return [
        hashed,
        Finding("key_of_another_certificate", "the private key does not belong to the certificate"),
    ]


def token_key_findings(keys: TokenKeys, now: datetime) -> Iterator[Finding]:
    """Tell which of ESIA's keys expire, and whether any is left."""
    for name in keys.unreadable():
        yield Finding("token_key_unreadable", f"no key of ESIA's could be read from {name}")
    dated: list[TokenKey] = list(keys.current())
    for key in dated:
        if key.valid_until:
            yield from _expiry("token_key", f"the key of ESIA's tokens in {key.file}", key.valid_until, now)
    if not any(key.valid_until is None or key.valid_until > now for key in dated):
        yield Finding("token_keys_missing", "no valid key of ESIA's tokens: every sign-in would be refused")


def stand_findings(wire: Wire) -> Iterator[Finding]:
    """Say what the people of ESIA's test stand are like, before the first of them comes without a name."""
    if wire.base.host.endswith(TEST_STAND):
        text = (
            "ESIA_URL is the test stand: its people's names have digits in them, so the chat asks for names"
        )
        yield Finding("test_stand", text, is_wrong=False)


async def clock_findings(wire: Wire, clock: Clock) -> list[Finding]:
    """Tell whether ESIA answers, and how far its clock is from ours."""
    try:
        theirs = await wire.clock()
    except EsiaError as error:
        return [Finding("unreachable", f"ESIA does not answer: {error.code}")]
    if theirs is None:
        return [Finding("clock_unknown", "ESIA's answer tells no time", is_wrong=False)]
    skew = clock() - theirs
    if abs(skew) <= LARGEST_SKEW:
        return []
    side = "ahead of" if skew > timedelta() else "behind"
    return [Finding("clock_skew", f"our clock is {abs(skew).total_seconds():.0f} s {side} ESIA's")]


def _expiry(code: str, what: str, until: datetime, now: datetime) -> Iterator[Finding]:
    if until <= now:
        yield Finding(f"{code}_expired", f"{what} expired on {until:%Y-%m-%d}")
    elif until - now < SOON:
        yield Finding(f"{code}_expires", f"{what} expires on {until:%Y-%m-%d}, in {(until - now).days} days")
    else:
        text = f"{what} is valid until {until:%Y-%m-%d}, for {(until - now).days} days"
        yield Finding(f"{code}_valid", text, is_wrong=False)
