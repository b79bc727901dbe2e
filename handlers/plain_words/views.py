"""The answers to plain words that lead to no other room."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers.ground import onward, times
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Place
from handlers.ground.screen import Button, Screen, forwardable, plain
from handlers.ground.speciality import speciality_named
from locales.texts import Texts
from patient.card import Card
from patient.visit import Visit
from patient.words.intent import NotYet

CardVisit = tuple[Card, Visit]
MOST_VISITS = 8


def emergency(t: Texts) -> Screen:
    """Name 103 and 112 before anything else."""
    return forwardable(t("words.emergency"), (onward.to(Action.BOOK, t), onward.menu(t)))


def unwell(t: Texts) -> Screen:
    """Lead to a doctor, and name 103 and 112 in case it gets worse."""
    ways = (onward.to(Action.BOOK, t), onward.to(Place.CLINICS, t), onward.menu(t))
    return forwardable(t("words.unwell"), ways)


def misunderstood(t: Texts, sought: str, *, is_again: bool) -> Screen:
    """Say that this was not understood, or nobody found, with ways on; *is_again* puts support first."""
    said = t("words.nobody_found", words=sought) if sought else t("words.misunderstood")
    ways = (onward.to(Action.BOOK, t), onward.to(Place.MY_VISITS, t), onward.to(Place.HELP, t))
    if not is_again:
        return Screen(f"{said}\n\n{t('words.examples')}", ways)
    return Screen(f"{said}\n\n{t('words.ask_support')}", (onward.to(Action.WRITE_SUPPORT, t), *ways))


def which_to_move(ways: Sequence[tuple[CardVisit, Do]], zone: ZoneInfo, t: Texts) -> Screen:
    """Ask which of several visits is to be moved; each leads to the times that were spoken of."""
    rows = [(Button(_label(*each, zone, t), way),) for each, way in ways[:MOST_VISITS]]
    return Screen(t("words.which_moves"), (*rows, onward.menu(t)))


def _label(card: Card, visit: Visit, zone: ZoneInfo, t: Texts) -> str:
    told = (
        times.short_when(visit.start, zone, t),
        speciality_named(visit.speciality, t),
        card.person.name.given_name.text,
    )
    return fitting(", ".join(filter(None, told)))


def not_yet(t: Texts, what: NotYet | None) -> Screen:
    """Say honestly that this bot cannot do it, and where to go."""
    told = t(f"words.not_yet.{what.value}") if what else ""
    ways = (onward.to(Place.CLINICS, t), onward.to(Action.WRITE_SUPPORT, t), onward.menu(t))
    return forwardable(f"{t('words.not_yet')}\n\n{told}", ways)


def thanked(t: Texts) -> Screen:
    """Answer a thank-you."""
    return plain(t("words.thanks"), (onward.menu(t),))
