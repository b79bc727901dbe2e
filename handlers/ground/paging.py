"""Paging: long lists a page at a time, short choices a few a row."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, Self, TypeVar

from handlers.ground.navigation import Go
from handlers.ground.screen import Button, Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What stands on a page of a list, to which *go* leads, one of so many *pages*."""

    items: Sequence[T]
    go: Go
    pages: int

    @classmethod
    def of(cls, items: Sequence[T], go: Go, size: int) -> Self:
        """Return the page of *items* that a button names, the nearest if one of old leads to none."""
        number, pages = _nearest(go, len(items), size)
        return cls(items[number * size :][:size], _at(go, number), pages)

    @classmethod
    async def read(cls, read: Callable[..., Awaitable[Sequence[T]]], count: int, go: Go, size: int) -> Self:
        """Return the same of a list that is kept, of *count* items in all, *read* by limit and offset."""
        number, pages = _nearest(go, count, size)
        return cls(await read(limit=size, offset=number * size), _at(go, number), pages)

    @property
    def around(self) -> list[Row]:
        """The row that leads to the pages around, none if there is but one."""
        if self.pages == 1:
            return []
        here = self.go.page
        ways = [("◀️", here - 1), (f"{here + 1}/{self.pages}", here), ("▶️", here + 1)]
        return [tuple(Button(words, _at(self.go, page)) for words, page in ways if 0 <= page < self.pages)]

    def rows(self, button: Callable[[T], Button]) -> list[Row]:
        """Return a row for each item, and the one to the pages around."""
        return [*((button(each),) for each in self.items), *self.around]


def _nearest(go: Go, count: int, size: int) -> tuple[int, int]:
    """Return the page that *go* means, and how many there are; an empty list has a page too."""
    pages = max(1, ceil(count / size))
    return min(max(go.page, 0), pages - 1), pages


def _at(go: Go, page: int) -> Go:
    return Go(to=go.to, id=go.id, page=page)


def grid(buttons: Sequence[Button], width: int) -> list[Row]:
    """Return *buttons* in rows of *width*."""
    return [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
