"""Paging: the resources of a Bundle and of the pages that follow it, within bounds, odd ones left out."""

from collections.abc import Callable
from typing import TypeVar

from registry import reading
from registry.errors import (
    RegistryMissing,
    RegistryReplyMalformed,
    RegistryUnavailable,
    RegistryUnsupported,
)
from registry.fhir.values import entries, next_link
from registry.fhir.wire import FhirWire

T = TypeVar("T")

MOST_PAGES = 10


async def legible(
    wire: FhirWire, link: str, read: Callable[[object], T], most_pages: int = MOST_PAGES
) -> list[T]:
    """Return what *read* makes of each resource at *link* and the pages behind it.

    See `legible_of`, which raises the same.
    """
    return await legible_of(wire, await wire.get(link), read, most_pages)


async def legible_of(
    wire: FhirWire, bundle: object, read: Callable[[object], T], most_pages: int = MOST_PAGES
) -> list[T]:
    """Return what *read* makes of each resource of *bundle*; an odd one is left out and hides no other.

    Raises:
        RegistryReplyMalformed: there is something, and nothing of it can be read.
        RegistryError: a page could not be had.
    """
    listed = await resources(wire, bundle, most_pages)
    return reading.legible(listed, read, wire.leave_out)


async def resources(wire: FhirWire, bundle: object, most_pages: int = MOST_PAGES) -> list[object]:
    """Return the resources of *bundle* and its following pages.

    Raises:
        RegistryReplyMalformed: there are more than *most_pages*, perhaps without an end.
        RegistryError: a page could not be had.
    """
    listed: list[object] = []
    for _ in range(most_pages):
        listed = reading.few(listed + entries(bundle))
        following = next_link(bundle)
        if following is None:
            return listed
        bundle = await _page(wire, following)
    raise RegistryReplyMalformed("too many pages")


async def _page(wire: FhirWire, link: str) -> object:
    """Return a page that follows; a server that forgot what it found (410) is to be asked anew for all."""
    try:
        return await wire.get(link)
    except (RegistryMissing, RegistryUnsupported) as error:
        raise RegistryUnavailable(f"a page that is gone ({error})") from None
