"""How what the registry tells of a card's visits is kept, and what is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from handlers.cards.circle import notify_circle, tell_others
from handlers.ground.context import Context
from handlers.visits import views
from patient.card import Card
from patient.notice import NoticeKind
from patient.visit import Visit
from registry.errors import SlotHeld
from registry.port import Registry
from storage.cards import Cards
from storage.directory import Directory
from storage.transaction import Transaction
from storage.visits import Visits

SOON = timedelta(days=3)
OFTEN = timedelta(hours=1)
SELDOM = timedelta(hours=12)

Known = Mapping[str, Visit]
Ended = tuple[Visit, bool]
"""A cancelled visit, and whether its time is still held at the registry."""


async def keep_visits(
    card: Card, known: Sequence[Visit], told: Sequence[Visit], zone: ZoneInfo, transaction: Transaction
) -> None:
    """Keep what the registry told when those that were *known* were asked for, and tell what is news.

    What was asked about the card's earlier data is nobody's any more.
    """
    kept = Visits(transaction)
    present = await still(card, transaction)
    if present is None:
        return
    first_look = await kept.asked_at(card) is None
    before, now = ({visit.id: visit for visit in each} for each in (known, await kept.of(present)))
    visits = [await Directory(transaction).placed(visit) for visit in _as_of_now(told, before, now)]
    is_soon = any(
        visit.is_coming(transaction.now) and visit.start - transaction.now < SOON for visit in visits
    )
    for visit in await kept.replace(present, visits, OFTEN if is_soon else SELDOM):
        is_found = first_look and visit.id not in now
        change = None if is_found else visit.changed_since(now.get(visit.id), transaction.now)
        if change:
            view = partial(views.changed, present, visit, change, zone)
            await notify_circle(transaction, zone, present, NoticeKind.VISIT, view)


def _as_of_now(told: Sequence[Visit], before: Known, now: Known) -> Sequence[Visit]:
    """Return what was *told*, but what was booked or cancelled while it was on its way as it stands *now*."""
    changed = {each for each in before.keys() | now.keys() if before.get(each) != now.get(each)}
    return [
        *(visit for visit in told if visit.id not in changed),
        *(visit for visit in now.values() if visit.id in changed),
    ]


async def still(card: Card, transaction: Transaction) -> Card | None:
    """Return the card as it is now; none if it is gone, is frozen, or tells of somebody else by now."""
    present = await Cards(transaction, card.owner).find(card.id)
    return present if present and not present.person.differs_in_identity(card.person) else None


async def keep_changed(card: Card, visit: Visit, context: Context) -> Visit:
    """Keep a visit that was booked or cancelled just now, and return it as it is shown.

    A card that may not know of it any more only remembers that it was booked from it.
    """
    await context.directory.outdate_free_times(visit.doctor, visit.practitioner)
    placed = await context.directory.placed(visit)
    if present := await still(card, context.transaction):
        await context.visits.save(present, placed)
    else:
        await context.own_visits.note(card, placed)
    return placed


async def end(registry: Registry, card: Card, visit: Visit) -> Ended:
    """Cancel the visit at the registry; safe to repeat.

    Raises:
        PersonUnknown, RegistryRefused: the clinic does not let it go.
    """
    try:
        ended, is_held = await registry.visits.cancel(card.person, visit.id, [visit]), False
    except SlotHeld as held:
        ended, is_held = held.visit, True
    return replace(ended, key=visit.key or ended.key), is_held


async def keep_cancelled(card: Card, ended: Ended, context: Context) -> Visit:
    """Keep that the visit is cancelled, tell those who share the card with who did it, and return it."""
    placed = await keep_ended(card, ended, context)
    if await still(card, context.transaction):
        view = partial(views.changed, card, placed, "family_cancelled", context.zone)
        await tell_others(context, card, view)
    return placed


async def keep_ended(card: Card, ended: Ended, context: Context) -> Visit:
    """Keep that the visit is cancelled, and return it as it is shown; a time still held is given back."""
    visit, is_held = ended
    placed = await keep_changed(card, visit, context)
    await context.own_visits.end(card, visit)
    await context.audit.note("visit.cancelled", card.id)
    if is_held:
        await context.errands.give_back_of(visit.id)
    return placed
