"""The stand-in's state: attempts to sign in, one-time codes, and open tokens."""

import asyncio
import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.esia.accounts import Account
from sandbox.esia.keys import DemoKeys
from sandbox.esia.rules import AUTHORIZE, EXCHANGE, Refusal, Registration, check_signed
from sandbox.esia.tokens import LIFE_SECONDS, access_claims, code_claims, id_claims, signed

CODE_SECONDS = 60.0
ATTEMPT_SECONDS = 600.0


@dataclass(frozen=True, slots=True, repr=False)
class Attempt:
    """A request that was accepted: where the browser returns to, and with what."""

    redirect_uri: str
    state: str
    scope: str
    begun: float
    challenge: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Grant:
    """What a code or an access token stands for, and until when (monotonic seconds)."""

    attempt: Attempt
    account: Account
    until: float


@dataclass
class Esia:
    """The stand-in; *base_url* is how browsers and the bot reach it, without a slash at the end."""

    keys: DemoKeys
    registration: Registration
    base_url: str = ""
    signs_with_gost: bool = False
    answers_with_links: bool = False
    code_seconds: float = CODE_SECONDS
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    agreed: set[int] = field(default_factory=set)

    @property
    def issuer(self) -> str:
        """What stands in the tokens, and in ESIA_ISSUER."""
        return f"{self.base_url}/"

    def check_return(self, given: Mapping[str, str]) -> None:
        """Check the two things without which the browser is not sent back.

        Raises:
            Refusal: to be shown on a page of our own.
        """
        if given.get("client_id") != self.registration.client_id:
            raise Refusal("ESIA-007005")
        if given.get("redirect_uri") not in self.registration.redirect_uris:
            raise Refusal("ESIA-007023")

    async def check_signed(self, order: tuple[str, ...], given: Mapping[str, str]) -> None:
        """Check the rest, in a thread: a signature takes a tenth of a second."""
        scopes = self.registration.scopes
        await asyncio.to_thread(check_signed, order, given, self.keys, scopes, self.now())

    async def begin(self, given: Mapping[str, str]) -> str:
        """Accept a signed request and return the attempt's id."""
        await self.check_signed(AUTHORIZE, given)
        if given.get("response_type") != "code" or given.get("access_type") not in {"online", "offline"}:
            raise Refusal("ESIA-007014")
        return self.remember(given)

    def remember(self, given: Mapping[str, str]) -> str:
        """Keep an attempt that was checked; old ones are forgotten."""
        now = time.monotonic()
        self.attempts = {key: one for key, one in self.attempts.items() if now - one.begun < ATTEMPT_SECONDS}
        key = secrets.token_urlsafe(16)
        challenge = given.get("code_challenge")
        self.attempts[key] = Attempt(given["redirect_uri"], given["state"], given["scope"], now, challenge)
        return key

    def grant_code(self, attempt: Attempt, account: Account) -> str:
        """Return a fresh one-time code: ESIA's own is a token that tells the state, a gateway's is opaque."""
        claims = code_claims(account, self.registration.client_id, self.issuer, attempt.state)
        is_own = attempt.challenge is None
        code = signed(claims, "authorization_code", self.keys) if is_own else secrets.token_urlsafe(32)
        self.codes[code] = Grant(attempt, account, time.monotonic() + self.code_seconds)
        return code

    def spend_code(self, given: Mapping[str, str]) -> Grant:
        """Take a code, once.

        Raises:
            Refusal: spent, expired, or given for another address or other scopes.
        """
        grant = self.codes.pop(given.get("code", ""), None)
        if grant is None or grant.until < time.monotonic():
            raise Refusal("ESIA-007011")
        if given.get("redirect_uri") != grant.attempt.redirect_uri:
            raise Refusal("ESIA-007011")
        if grant.attempt.challenge not in {None, _challenge(given.get("code_verifier", ""))}:
            raise Refusal("ESIA-007040")
        return grant

    async def exchange(self, given: Mapping[str, str]) -> dict[str, object]:
        """Trade a code for tokens by ESIA's own rules: signed, with a state of its own."""
        self.check_return(given)
        await self.check_signed(EXCHANGE, given)
        if (given.get("grant_type"), given.get("token_type")) != ("authorization_code", "Bearer"):
            raise Refusal("ESIA-007014")
        grant = self.spend_code(given)
        if given["state"] == grant.attempt.state or given["scope"] != grant.attempt.scope:
            raise Refusal("ESIA-007014")
        return self.open(grant) | {"state": given["state"]}

    def open(self, grant: Grant) -> dict[str, object]:
        """Return tokens for what was granted."""
        client_id, issuer, account = self.registration.client_id, self.issuer, grant.account
        gost = self.signs_with_gost
        access = access_claims(account, client_id, issuer, grant.attempt.scope)
        token = signed(access, "access", self.keys, gost=gost)
        self.tokens[token] = Grant(grant.attempt, account, time.monotonic() + LIFE_SECONDS)
        return {
            "access_token": token,
            "id_token": signed(id_claims(account, client_id, issuer), "id", self.keys, gost=gost),
            "token_type": "Bearer",
            "expires_in": str(LIFE_SECONDS),  # a text, as ESIA has it
        }


def _challenge(verifier: str) -> str:
    """Return PKCE's S256 of a verifier (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
