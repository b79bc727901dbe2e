"""The wire to the ЕЦП: calls with their parameters in the address, each along with the session.

So addresses hold personal data and, once, the password: nobody writes them down here, and no error holds one.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from registry.ecp.answers import ELSEWHERE, SessionOver, told
from registry.ecp.session import Account, Session
from registry.ecp.values import Row, rows
from registry.errors import RegistryMissing, RegistryUnsupported
from registry.reading import legible
from registry.wire import Answer, Wire

ANSWER_BYTES = 2 * 1024 * 1024  # nothing comes in pages: a region's clinics are one answer

T = TypeVar("T")


class EcpWire(Wire):
    """A connection pool to one base URL, which ends in ``/api/``; close it when done."""

    def __init__(
        self, base_url: str, account: Account, *, ca_bundle: Path | None, call_seconds: float
    ) -> None:
        super().__init__(
            base_url,
            {"Accept": "application/json"},
            ca_bundle=ca_bundle,
            call_seconds=call_seconds,
            most_bytes=ANSWER_BYTES,
        )
        self.session = Session(self, account)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.session.aclose()
        await super().aclose()

    async def send(self, method: str, link: str, **content: Any) -> Answer:
        """Send one request; what HTTP does not find here is no id but a call that this instance lacks."""
        try:
            return await super().send(method, link, **content)
        except RegistryMissing as error:
            raise RegistryUnsupported(str(error)) from None

    async def call(self, method: str, name: str, **parameters: str) -> Mapping[str, Any]:
        """Make one call and return what it tells; once more with a new session where the first one was over.

        A call that met no session was not carried out, so that any may be repeated.

        Raises:
            RegistryError: which of them says what to do next; after a write it may be done all the same.
        """
        try:
            return await self._with_session(method, name, parameters)
        except SessionOver:
            pass
        try:
            return await self._with_session(method, name, parameters)
        except SessionOver as over:
            raise over.then from None

    async def listed(self, name: str, inner: str = "", **parameters: str) -> list[Any]:
        """Return what a call lists, below *inner* where that stands around it; raises as `call` does."""
        return rows(await self.call("GET", name, **parameters), inner)

    async def legible(
        self, read: Callable[[Row], T], name: str, inner: str = "", **parameters: str
    ) -> list[T]:
        """Return what *read* makes of each row; an odd one is left out and hides no other.

        Raises:
            RegistryReplyMalformed: there is something, and nothing of it can be read.
            RegistryError: as `call` does.
        """
        return self.read(await self.listed(name, inner, **parameters), read)

    def read(self, listed: list[Any], read: Callable[[Any], T]) -> list[T]:
        """Return what *read* makes of rows; raises as `legible` does of them."""
        return legible(listed, read, self.leave_out)

    async def _with_session(self, method: str, name: str, parameters: dict[str, str]) -> Mapping[str, Any]:
        session = await self.session.id()
        try:
            return told(
                await self.send(
                    method,
                    name,
                    taken=ELSEWHERE,
                    params=parameters | {"sess_id": session},
                    headers={"Cookie": f"PHPSESSID={session}"},
                )
            )
        except SessionOver:
            self.session.end(session)
            raise
