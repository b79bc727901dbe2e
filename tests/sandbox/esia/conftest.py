"""The stand-in on a free port, and requests to it that are signed by OpenSSL."""

from tests.esia.conftest import (  # noqa: F401 - fixtures
    browser,
    certificate,
    engine,
    files,
    keys,
    made,
    provider,
    signer,
    stand_in,
)
