"""Tokens of every kind, good and forged."""

import base64
import hashlib
import hmac
import json
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ISSUER, CLIENT_ID, OID = "http://esia.example/", "DEMO73", 1000299654
VERIFIER = "a-verifier-of-pkce-has-43-characters-or-more"
STATE = "9e2d5c0e-6f0a-4f6e-8b76-2f3c0e7d8a11"
HEADER = {"ver": 1, "typ": "JWT", "sbt": "id", "alg": "RS256"}
STRANGER = rsa.generate_private_key(65537, 2048)


def identity(**changes):
    """Claims of an id_token; ``name=None`` takes a claim away."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": CLIENT_ID,
        "sub": OID,
        "amr": "PWD",
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "urn:esia:sbj": {"urn:esia:sbj:typ": "P", "urn:esia:sbj:oid": OID, "urn:esia:sbj:is_tru": True},
    }
    return changed(claims, changes)


def access(**changes):
    """Claims of an access_token."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "client_id": CLIENT_ID,
        "urn:esia:sbj_id": OID,
        "scope": f"fullname?oid={OID}",
        "exp": now + 3600,
    }
    return changed(claims, changes)


def changed(claims, changes):
    return {name: value for name, value in (claims | changes).items() if value is not None}


def subject(**changes):
    """The claim ``urn:esia:sbj`` with changes."""
    whole = {"typ": "P", "oid": OID, "is_tru": True} | changes
    return {f"urn:esia:sbj:{name}": value for name, value in whole.items() if value is not None}


def part(content):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def signed(claims, key, header=HEADER):
    """Sign with RSA and SHA-256, whatever the header says."""
    message = f"{part(header)}.{part(claims)}"
    return f"{message}.{part(key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def signed_with_gost(claims, pair, header=HEADER):
    message = f"{part(header | {'alg': 'GOST3410_2012_256'})}.{part(claims)}"
    return f"{message}.{part(pair.sign(message.encode()))}"


def signed_with_public_key(claims, key, algorithm="HS256"):
    """The classic confusion: an HMAC whose secret is the public key."""
    secret = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    message = f"{part(HEADER | {'alg': algorithm})}.{part(claims)}"
    return f"{message}.{part(hmac.new(secret, message.encode(), hashlib.sha256).digest())}"


def unsigned(claims, algorithm="none", signature=""):
    return f"{part(HEADER | {'alg': algorithm})}.{part(claims)}.{signature}"


def jwk(key):
    """The public key as a token would name it."""
    numbers = key.public_key().public_numbers()
    return {
        "kty": "RSA",
        "n": part(numbers.n.to_bytes(256)),
        "e": part(numbers.e.to_bytes(3)),
    }
