"""The screens of the notices: what was told, newest first, and how the person wants to be told."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from zoneinfo import ZoneInfo

from handlers.ground import onward, times
from handlers.ground.label import beginning, fitting
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.paging import Page, grid
from handlers.ground.screen import Button, Row, Screen
from locales.texts import LANGUAGES, Html, Texts
from patient.card import Card
from patient.notice import NoticeChoices, NoticeKind, QuietHours
from storage.notices import Notice

A_PAGE = 5
A_ROW = 2
TAG = re.compile(r"<[^>]*>")
QUIET: Mapping[str, QuietHours | None] = {
    "off": None,
    "21-8": QuietHours.parse("21:00-08:00"),
    "22-7": QuietHours.parse("22:00-07:00"),
    "23-9": QuietHours.parse("23:00-09:00"),
}


def listing(told: Page[Notice], cards: Sequence[Card], zone: ZoneInfo, t: Texts) -> Screen:
    """List what was told, the newest first, and the people to whom the list can be narrowed."""
    numbered = list(enumerate(told.items, told.go.page * A_PAGE + 1))  # as they stand in the whole list
    rows: list[Row] = [
        (Button(beginning(f"{number}. {_first_line(notice)}"), Go(to=Place.NOTICE, id=str(notice.id))),)
        for number, notice in numbered
    ]
    rows += told.around
    if len(cards) > 1:
        rows += [_person(card, told.go) for card in cards]
    rows += [onward.to(Place.NOTICE_CHOICES, t), onward.menu(t)]
    lines = [f"{number}. {times.when(notice.at, zone, t)}" for number, notice in numbered]
    text = t("notices.title" if told.items else "notices.none")
    return Screen("\n".join([text, "", *lines]), tuple(rows))


def one(notice: Notice, zone: ZoneInfo, t: Texts) -> Screen:
    """Show what was told as it was told; its buttons lead to the present state of things."""
    head = t("notice.told", when=times.when(notice.at, zone, t))
    return Screen(f"<i>{head}</i>\n\n{notice.parameters['text']}", (onward.to(Place.NOTICES, t),))


def choices(chosen: NoticeChoices, t: Texts) -> Screen:
    """Show which kinds are pushed and the quiet hours, each a button that changes it."""
    rows: list[Row] = [
        (
            Button(
                ("🔕 " if kind in chosen.muted else "🔔 ") + t.plain(f"notice.kind.{kind.value}"),
                Do(what=Action.TOGGLE_NOTICES, id=kind.value),
            ),
        )
        for kind in NoticeKind
    ]
    hours = [
        Button(_checked(quiet == chosen.quiet, _quiet(quiet, t)), Do(what=Action.KEEP_QUIET, id=name))
        for name, quiet in QUIET.items()
    ]
    rows += grid(hours, A_ROW)
    rows += [onward.to(Place.LANGUAGE, t), onward.menu(t)]
    told = _quiet(chosen.quiet, t) if chosen.quiet else t("quiet.none")
    return Screen(t("notice.choices", quiet=told, language=Html(LANGUAGES[t.language])), tuple(rows))


def _checked(is_chosen: bool, words: str) -> str:  # noqa: FBT001 - a mark or none
    return f"✓ {words}" if is_chosen else words


def _quiet(hours: QuietHours | None, t: Texts) -> str:
    return f"{hours.start:%H:%M}–{hours.end:%H:%M}" if hours else t.plain("quiet.off")


def gone(t: Texts) -> Screen:
    """Say that this notice is no more."""
    return Screen(t("notice.gone"), (onward.to(Place.NOTICES, t),))


def _first_line(notice: Notice) -> str:
    return unescape(TAG.sub("", str(notice.parameters["text"]))).strip().partition("\n")[0]


def _person(card: Card, go: Go) -> Row:
    is_chosen = go.id == card.id
    target = Go(to=Place.NOTICES) if is_chosen else Go(to=Place.NOTICES, id=card.id)
    return (Button(fitting(("✓ " if is_chosen else "👤 ") + card.person.name.short), target),)
