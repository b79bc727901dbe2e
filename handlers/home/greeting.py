"""The greeting: who somebody is here, the next visit and what is new; a newcomer hears what to do first."""

from datetime import timedelta

from handlers.cards.views.card_file import names_of
from handlers.ground import menu, onward, times
from handlers.ground.context import Context
from handlers.ground.navigation import Action, Do
from handlers.ground.screen import Button, Row, Screen, forwardable
from handlers.ground.speciality import speciality_named
from patient.card import Card

MOST_NAMED = 6  # cards
NEW = timedelta(days=1)  # of notices, which nobody marks as read


async def greet(context: Context, _: object) -> Screen:
    """Greet over the menu."""
    cards, shown = await context.cards.listed(), await menu.render(context, greeting="start")
    if not cards:
        return forwardable(shown.text, (*_first_steps(context), *shown.rows))
    lines = [context.t("start.known", cards=_named(cards)), "", await _next_visit(context)]
    return Screen("\n".join([*lines, *await _news(context)]), shown.rows)


def _first_steps(context: Context) -> tuple[Row, ...]:
    """Return the ways to the first card: the main one is Gosuslugi, where the operator has opened that."""
    t, is_open = context.t, context.config.sign_in_url is not None
    return (
        onward.sign_ins(t, is_main=is_open),
        (Button(t.plain("button.by_hand"), Do(what=Action.ADD_CARD), is_main=not is_open),),
    )


def _named(cards: list[Card]) -> str:
    more = [f"+{len(cards) - MOST_NAMED}"] if len(cards) > MOST_NAMED else []
    return "; ".join([*names_of(cards[:MOST_NAMED]), *more])


async def _next_visit(context: Context) -> str:
    """Tell of the nearest visit of all cards, as it was last known."""
    ahead = await context.visits.coming_on(await context.cards.readable())
    if not ahead:
        return context.t("start.no_visit")
    card, visit = min(ahead, key=lambda each: (each[1].start, each[0].id))
    clinic = visit.clinic.name if visit.clinic else None
    who = (card.person.name.short, speciality_named(visit.speciality, context.t), clinic)
    when = times.when(visit.start, context.zone, context.t)
    return context.t("start.visit", when=when, who=", ".join(filter(None, who)))


async def _news(context: Context) -> list[str]:
    t = context.t
    unread = await context.messages.count_unread()
    told = await context.notices.count_since(context.transaction.now - NEW)
    return [
        *([t("start.messages", number=unread)] if unread else []),
        *([t("start.notices", number=told)] if told else []),
    ]
