"""The search job: asks the registry for each search that is due, and tells what came of it."""

import asyncio
import logging
import random
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import partial

from prometheus_client import Counter

from handlers.cards.circle import notify_circle
from handlers.cards.views import news as views
from handlers.ground.jobs import Means
from patient.attachment import Found, RegistryAnswer, Search, SearchNews, SearchState
from patient.card import Card
from patient.notice import NoticeKind
from storage.cards import Cards
from storage.directory import Directory
from storage.errors import StorageUnavailable
from storage.searches import SEARCH, Searches
from storage.transaction import Transaction
from storage.visits import Visits

log = logging.getLogger(__name__)

SEARCHES = Counter("bot_searches", "Looks at the registry, by its answer", ["answer"], registry=None)
AT_ONCE = 64  # looks at the registry, however many runs there are
CLAIMED = 16  # searches in one transaction; with 64 replies waited for 0.15 s of work
LEASE = timedelta(seconds=60)  # far longer than one look at the registry may take


class SearchJob:
    """Claims what is due, asks, and keeps the answer; safe to run twice and on several replicas."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._database = means.database
        self._free = asyncio.Semaphore(AT_ONCE)
        self._claiming = asyncio.Lock()  # what is claimed waits for no more than those claimed with it

    async def run(self) -> None:
        """Carry out everything that is due: as one look ends the next begins, and more are claimed meanwhile.

        Each run holds its own leases, or an earlier look's answer would pass for that to changed data.

        Raises:
            StorageUnavailable: no more could be claimed; what had been is carried out.
        """
        async with asyncio.TaskGroup() as looks, self._claiming:
            refused = await self._begin_all(looks)
        if refused:
            raise refused

    async def _begin_all(self, looks: asyncio.TaskGroup) -> StorageUnavailable | None:
        """Begin a look for everything that is due; a claim that is refused ends this, not them."""
        holder = self._database.holder()
        try:
            while due := await self._database.write(partial(self._claim_due, holder)):
                for search, card in due:
                    await self._free.acquire()
                    look = looks.create_task(self._carry_out(search, card, holder))
                    look.add_done_callback(lambda _: self._free.release())
        except StorageUnavailable as refused:
            return refused
        return None

    async def _claim_due(self, holder: str, transaction: Transaction) -> list[tuple[Search, Card]]:
        claimed = await Searches(transaction).claim(holder, CLAIMED, LEASE)
        cards = [(search, await Cards(transaction, search.owner).find(search.card)) for search in claimed]
        return [(search, card) for search, card in cards if card]

    async def _carry_out(self, search: Search, card: Card, holder: str) -> None:
        """Look; what the database does not keep in time is looked for once more after the lease."""
        try:
            await self._look_or_put_aside(search, card, holder)
        except StorageUnavailable as error:
            log.warning("search %s waits for the end of its lease: %s", search.card, error)

    async def _look_or_put_aside(self, search: Search, card: Card, holder: str) -> None:
        """Look, and keep what came of it; what fails over one search puts aside that one."""
        try:
            await self._look(search, card, holder)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one odd row must neither stop the others nor come back for ever
            failure = error
            await self._database.write_patiently(lambda tx: tx.put_aside(SEARCH, search.card, failure))

    async def _look(self, search: Search, card: Card, holder: str) -> None:
        is_waited_for = not (search.asked or search.failures)
        async with self._means.busy(search.owner) if is_waited_for else nullcontext():
            answer = await self._means.registry.look(card.person)
        log.info("search %s: %s", search.card, type(answer).__name__)
        SEARCHES.labels(type(answer).__name__).inc()
        await self._database.write_patiently(partial(self._conclude, search, answer, holder))

    async def _conclude(
        self, search: Search, answer: RegistryAnswer, holder: str, transaction: Transaction
    ) -> None:
        """Keep the result and its notice together, unless the lease or the card is gone."""
        jitter = random.random()  # noqa: S311 - spreads load, guards nothing
        if isinstance(answer, Found):
            answer = await _with_known_clinics(transaction, answer)
        after, news = search.after(answer, now=transaction.now, pace=self._means.config.pace, jitter=jitter)
        kept = await Searches(transaction).finish(after, holder)
        if not kept or not (news or after.state is SearchState.FOUND):
            return  # nothing to tell: most looks find the registry as it was
        card = await Cards(transaction, search.owner).find(search.card)
        if card and after.state is SearchState.FOUND:
            await Visits(transaction).begin_looking(card)
        if card and news:
            await self._tell(transaction, card, news)

    async def _tell(self, transaction: Transaction, card: Card, news: SearchNews) -> None:
        view = partial(views.notice, card, news, self._means.zone)
        await notify_circle(transaction, self._means.zone, card, NoticeKind.SEARCH, view)


async def _with_known_clinics(transaction: Transaction, answer: Found) -> Found:
    """Return what was found with the clinics that are silent just now, as far as the directory knows them."""
    listed = [(each, await Directory(transaction).clinic(each.clinic.id)) for each in answer.silent]
    known = [replace(each, clinic=clinic.value) for each, clinic in listed if clinic]
    told = {each.key: each for each in (*answer.attachments, *known)}
    return Found(tuple(told.values()), answer.silent)
