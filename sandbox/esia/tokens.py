"""The tokens that the stand-in issues: JWTs with ESIA's own habits, signed with RSA or GOST."""

import base64
import json
import time
import uuid
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from sandbox.esia.accounts import Account
from sandbox.esia.keys import DemoKeys

LIFE_SECONDS = 3600
CODE_SECONDS = 240
GOST = "GOST3410_2012_256"


def id_claims(account: Account, client_id: str, issuer: str) -> dict[str, Any]:
    """Return the claims of an id_token: ``sub`` a number, ``amr`` a text, ``is_tru`` only if true."""
    now = int(time.time())
    subject: dict[str, Any] = {
        "urn:esia:sbj:typ": "P",
        "urn:esia:sbj:oid": account.oid,
        "urn:esia:sbj:nam": f"OID.{account.oid}",
    }
    if account.is_trusted:
        subject["urn:esia:sbj:is_tru"] = True
    times = {"auth_time": now, "iat": now, "nbf": now, "exp": now + LIFE_SECONDS}
    session = {"urn:esia:sid": str(uuid.uuid4()), "urn:esia:amd": "PWD", "amr": "PWD"}
    return {
        **times,
        **session,
        "iss": issuer,
        "aud": client_id,
        "sub": account.oid,
        "urn:esia:sbj": subject,
    }


def code_claims(account: Account, client_id: str, issuer: str, state: str) -> dict[str, Any]:
    """Return the claims of a one-time code, which names the state for which it was given."""
    now = int(time.time())
    return {
        "iss": issuer,
        "client_id": client_id,
        "urn:esia:client:state": state,
        "urn:esia:sid": str(uuid.uuid4()),
        "urn:esia:sbj": {"urn:esia:sbj:typ": "P", "urn:esia:sbj:oid": account.oid},
        "auth_mthd": "PWD",
        "auth_time": now,
        "iat": now,
        "nbf": now,
        "exp": now + CODE_SECONDS,
    }


def access_claims(account: Account, client_id: str, issuer: str, scope: str) -> dict[str, Any]:
    """Return the claims of an access_token; its scopes name whose data they open."""
    now = int(time.time())
    return {
        "iss": issuer,
        "client_id": client_id,
        "scope": " ".join(f"{name}?oid={account.oid}" for name in scope.split()),
        "urn:esia:sbj_id": account.oid,
        "urn:esia:sid": str(uuid.uuid4()),
        "iat": now,
        "nbf": now,
        "exp": now + LIFE_SECONDS,
    }


def signed(claims: dict[str, Any], kind: str, keys: DemoKeys, *, gost: bool = False) -> str:
    """Return the compact JWS; *kind* goes into the header as ``sbt``."""
    header = {"ver": 1, "typ": "JWT", "sbt": kind, "alg": GOST if gost else "RS256"}
    message = f"{_part(header)}.{_part(claims)}"
    if gost:
        signature = keys.gost.sign(message.encode())
    else:
        signature = keys.rsa.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{message}.{_encoded(signature)}"


def _part(content: dict[str, Any]) -> str:
    return _encoded(json.dumps(content, separators=(",", ":")).encode())


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
