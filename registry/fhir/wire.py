"""The wire to a FHIR server: JSON in and out, versions kept, and no person's number in any URL."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from registry.errors import RegistryReplyMalformed
from registry.wire import Answer, Wire

ANSWER_BYTES = 1024 * 1024  # a page of a hundred resources, each with the text that servers write into it
VERSION = re.compile(r'(?:W/)?"([A-Za-z0-9.-]{1,64})"')
WRITING = {"Content-Type": "application/fhir+json", "Prefer": "return=representation"}


class FhirWire(Wire):
    """A connection pool to one FHIR base URL; close it when done."""

    def __init__(self, base_url: str, token: str, *, ca_bundle: Path | None, call_seconds: float) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/fhir+json"}
        super().__init__(
            base_url, headers, ca_bundle=ca_bundle, call_seconds=call_seconds, most_bytes=ANSWER_BYTES
        )

    async def get(self, link: str) -> object:
        """Return the JSON at *link*, a path below the base URL or an absolute URL within it.

        Raises:
            RegistryError: which of them says what to do next.
        """
        self._without_numbers(link)
        return _versioned(await self.send("GET", link))

    async def resource(self, kind: str, identifier: str) -> object:
        """Return the resource of this *kind* and id.

        Raises:
            RegistryReplyMalformed: another one came back, of which nothing may be believed or changed.
            RegistryError: as `get` does.
        """
        found = await self.get(f"{kind}/{identifier}")
        if not _is(found, kind, identifier):
            raise RegistryReplyMalformed(f"another {kind} than the one asked for")
        return found

    async def post(self, path: str, form: dict[str, str]) -> object:
        """Send a *form* and return the JSON that comes back; raises as `get` does."""
        return _versioned(await self.send("POST", path, data=form))

    async def create(self, kind: str, resource: dict[str, Any], *, unless: str) -> object:
        """Create a resource unless one fits the search *unless* (R4, http, conditional create).

        Return it as it was kept, if the server does (R4, http, Prefer); raises as `get` does.
        """
        headers = WRITING | {"If-None-Exist": unless}
        return _told(await self.send("POST", kind, json=resource, headers=headers))

    async def update(
        self, kind: str, identifier: str, resource: dict[str, Any], version: str | None
    ) -> object:
        """Replace the resource if it still has this *version*; return it, if the server does.

        Raises:
            RegistryConflict: somebody was faster.
            RegistryError: as `get` does; the update may have been made when no answer came.
        """
        match = {"If-Match": f'W/"{version}"'} if version else {}
        answer = await self.send("PUT", f"{kind}/{identifier}", json=resource, headers=WRITING | match)
        told = _told(answer)
        return told if _is(told, kind, identifier) else None

    def leads_to(self, link: str) -> bool:
        """Tell whether *link* stays within the base URL."""
        try:
            self._without_numbers(link)
        except RegistryReplyMalformed:
            return False
        return True

    def _without_numbers(self, link: str) -> None:
        if "identifier" in self.address(link).params:
            raise RegistryReplyMalformed("a link with a person's number in it")


def _is(resource: object, kind: str, identifier: str) -> bool:
    told = resource if isinstance(resource, Mapping) else {}
    return told.get("resourceType") == kind and told.get("id") == identifier


def _told(answer: Answer) -> object:
    """Read the answer to a write that went well; it need not tell anything (R4, http, Prefer)."""
    try:
        return _versioned(answer)
    except RegistryReplyMalformed:
        return None


def _versioned(answer: Answer) -> object:
    """Return the resource with the version of its ETag (R4, version id), where it tells none itself."""
    resource = answer.json()
    version = VERSION.fullmatch(answer.headers.get("ETag", ""))
    if version is None or not isinstance(resource, dict):
        return resource
    meta = resource.get("meta", {})
    return resource if not isinstance(meta, dict) else {**resource, "meta": {"versionId": version[1], **meta}}
