"""Paging: the resources of a Bundle and of the pages that follow it, within bounds."""

from collections.abc import AsyncIterator

from registry.errors import RegistryReplyMalformed
from registry.fhir_values import entries, next_link
from registry.wire import Wire

MOST_PAGES = 10


async def resources(wire: Wire, bundle: object, most_pages: int = MOST_PAGES) -> AsyncIterator[object]:
    """Yield the resources of *bundle* and its following pages.

    Raises:
        RegistryReplyMalformed: there are more than *most_pages*, perhaps without an end.
        RegistryError: a page could not be had.
    """
    for _ in range(most_pages):
        for resource in entries(bundle):
            yield resource
        following = next_link(bundle)
        if following is None:
            return
        bundle = await wire.get(following)
    raise RegistryReplyMalformed("too many pages")
