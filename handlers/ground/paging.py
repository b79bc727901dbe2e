"""Paging: long lists a page at a time, short choices a few a row."""

from collections.abc import Sequence
from math import ceil
from typing import TypeVar

from handlers.ground.navigation import Go, Place
from handlers.ground.screen import Button, Row

T = TypeVar("T")


def page_of(items: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int]:
    """Return the items of *page* (the last one if there are fewer) and the number of pages."""
    pages = pages_of(len(items), size)
    start = nearest(page, pages) * size
    return items[start : start + size], pages


def pages_of(count: int, size: int) -> int:
    """Return how many pages hold *count* items; an empty list has a page too."""
    return max(1, ceil(count / size))


def nearest(page: int, pages: int) -> int:
    """Return *page*, or the one nearest to it if a button of old leads to none."""
    return min(max(page, 0), pages - 1)


def page_row(place: Place, about: str, page: int, pages: int) -> list[Row]:
    """Return the row that leads to the pages around, none if there is but one."""
    if pages == 1:
        return []
    page = nearest(page, pages)
    buttons = []
    if page > 0:
        buttons.append(Button("◀️", Go(to=place, id=about, page=page - 1)))
    buttons.append(Button(f"{page + 1}/{pages}", Go(to=place, id=about, page=page)))
    if page + 1 < pages:
        buttons.append(Button("▶️", Go(to=place, id=about, page=page + 1)))
    return [tuple(buttons)]


def grid(buttons: Sequence[Button], width: int) -> list[Row]:
    """Return *buttons* in rows of *width*."""
    return [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
