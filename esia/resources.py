"""A person's resources at ESIA's REST: /rs/prns, contacts, documents, children and their documents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from esia.concurrently import concurrently
from esia.errors import EsiaReplyMalformed
from esia.person import each_once, read_child, read_person, says_trusted
from esia.tokens import Subject, digits_of
from esia.wire import Wire
from patient.card import CardDraft

EMBED = "?embed=(elements)"
MOST_ELEMENTS = 100
CHILD = re.compile(r"[0-9A-Za-z]{1,64}")


@dataclass(frozen=True, slots=True, repr=False)
class Resources:
    """What one access token opens; one scope that was not granted costs one resource."""

    wire: Wire
    subject: Subject
    token: str
    today: date

    async def person(self) -> tuple[CardDraft, bool | None]:
        """Return the person's draft, and whether the account is confirmed if ESIA tells here.

        Raises:
            EsiaError: no usable answer.
        """
        person, contacts, documents = await concurrently(
            self.wire.get(self._path(), bearer=self.token),
            self._elements(self._path("/ctts")),
            self._elements(self._path("/docs")),
        )
        self._must_be_the_subject(person or {})
        draft = read_person(person or {}, contacts, documents, self.today)
        return draft, says_trusted((person or {}).get("trusted"))

    def _must_be_the_subject(self, person: dict[str, Any]) -> None:
        """Refuse a person other than the token's, where both tell a number of the person."""
        for name, known in (("oid", self.subject.oid), ("snils", self.subject.snils)):
            told = digits_of(person.get(name))
            if known and told and told.lstrip("0") != known.lstrip("0"):  # which a number has not
                raise EsiaReplyMalformed(f"person_other_{name}")

    async def children(self) -> tuple[CardDraft, ...]:
        """Return the drafts of the children of whom ESIA tells anything, in its order.

        Raises:
            EsiaError: no usable answer.
        """
        kids = each_once(await self._elements(self._path("/kids")))
        drafts = await concurrently(*map(self._child, kids))
        return tuple(draft for draft in drafts if draft.answers)

    async def _child(self, kid: Mapping[str, Any]) -> CardDraft:
        return read_child(kid, await self._documents(kid), self.today)

    async def _documents(self, kid: Mapping[str, Any]) -> list[Any]:
        """Return a child's documents: those that came with the child, or asked for by the child's id."""
        came = kid.get("documents")
        if isinstance(came, dict) and isinstance(came.get("elements"), list):
            return await self._followed(came["elements"])
        number = str(kid.get("id") or "")
        return await self._elements(self._path(f"/kids/{number}/docs")) if CHILD.fullmatch(number) else []

    async def _elements(self, path: str) -> list[Any]:
        """Return a collection's objects; none if it is withheld."""
        collection = await self.wire.get(path + EMBED, bearer=self.token)
        if collection is None:
            return []
        elements = collection.get("elements") or []
        if not isinstance(elements, list) or len(elements) > MOST_ELEMENTS:
            raise EsiaReplyMalformed("elements")
        return await self._followed(elements)

    async def _followed(self, elements: list[Any]) -> list[Any]:
        """Return the elements, those that are links replaced by what they lead to."""
        return list(await concurrently(*map(self._element, elements[:MOST_ELEMENTS])))

    async def _element(self, element: Any) -> Any:
        if not isinstance(element, str):
            return element
        return await self.wire.get(element, bearer=self.token)

    def _path(self, tail: str = "") -> str:
        return f"rs/prns/{self.subject.oid}{tail}"
