"""A plain OAuth 2.0 client for one sign-in: authlib's, on our wire."""

import warnings
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.deprecate import AuthlibDeprecationWarning

from esia.errors import EsiaReplyMalformed
from esia.provider import Client
from esia.wire import Wire, accepted

with warnings.catch_warnings():  # it would rather have httpx2: docs/decisions/0019-httpx.md
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import AsyncOAuth2Client

METHOD = "S256"  # of PKCE (RFC 7636)


@dataclass(slots=True, repr=False)
class OauthSession:
    """One person's sign-in; authlib keeps the token in its client, so nobody else gets this one.

    Nothing is to be closed: the connections are the wire's.
    """

    wire: Wire
    client: Client
    secret: str
    granted: dict[str, Any] = field(init=False, default_factory=dict)
    _oauth: AsyncOAuth2Client = field(init=False)

    def __post_init__(self) -> None:
        self._oauth = AsyncOAuth2Client(
            self.client.client_id,
            self.secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a method, not a secret
            redirect_uri=self.client.redirect_uri,
            scope=self.client.scope,
            code_challenge_method=METHOD,
            **self.wire.settings,
        )
        self._oauth.register_compliance_hook("access_token_response", self._keep)

    def authorization_url(self, path: str, state: str, verifier: str, **more: str) -> str:
        """Return the address of the sign-in."""
        url: str
        address = self.wire.url(path)
        url, _ = self._oauth.create_authorization_url(address, state=state, code_verifier=verifier, **more)
        return url

    async def exchange(self, path: str, code: str, verifier: str) -> None:
        """Trade the code for a token, which stays in here; `granted` is the whole answer.

        Raises:
            EsiaError: a refusal with its code, or no usable answer.
        """
        given = {"code": code, "code_verifier": verifier}
        async with self.wire.one_call():
            await self._oauth.fetch_token(self.wire.url(path), grant_type="authorization_code", **given)

    async def post(self, path: str) -> dict[str, Any]:
        """Ask with the token, and return the answer's object; raises as `exchange` does."""
        async with self.wire.one_call():
            response = await self._oauth.post(self.wire.url(path))
        return accepted(response)

    def _keep(self, response: httpx.Response) -> httpx.Response:
        """Check an answer before authlib reads it, and let it have of it only the token."""
        self.granted = accepted(response)
        token = self.granted.get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise EsiaReplyMalformed("token_form")
        if str(self.granted.get("token_type") or "Bearer").casefold() != "bearer":
            raise EsiaReplyMalformed("token_type")
        return httpx.Response(response.status_code, json={"access_token": token, "token_type": "Bearer"})
