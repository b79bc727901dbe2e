"""The errands: what a job is to do at the registry because somebody tapped; claimed by lease."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from patient.booking import Booking
from patient.card import CardId, OwnerId
from patient.farewell import Farewell
from patient.held_time import HeldTime
from storage.photos import A_DAY
from storage.repository import NOBODY, Owned, Repository
from storage.sealed import Sealed
from storage.transaction import Erased, Transaction

FAREWELLS = "farewell/"  # how the names begin of what is to be done although a card, or its owner, is gone
UNDER_WAY = timedelta(minutes=1)  # what is being asked for at this moment is answered by then


class ErrandKind(StrEnum):
    """What there is to do."""

    FREE_TIMES = "free times"
    VISITS = "visits"
    BOOK = "book"
    CANCEL = "cancel"
    READ_POLIS = "read polis"
    FAREWELL = "farewell"
    GIVE_BACK = "give back"


@dataclass(frozen=True, slots=True, repr=False)
class Errand:
    """Something to do for *owner*; the screen *go* (callback data) is drawn in *message* when it is done.

    ``doctors`` are those whose free times are asked for, ``visit`` is the one to cancel (the registry's ids);
    a booking's errand has the booking's id. ``file`` is Telegram's id of the photograph in the message
    ``photo``, the ``number``-th of those sent together; ``message`` is 0 while it is not known. ``farewells``
    are visits to cancel whose cards are gone, to be told in *language*: no card and no dialogue is left that
    could say so. What gives a time back shows nothing but what became of an orphan: ``held`` is that of a
    booking which came to nothing, ``visit`` the cancelled one whose time it was. ``tries`` counts the tries
    that had no answer, ``holder`` claimed it. ``is_open`` tells that the message is not protected from
    forwarding. ``notice`` stands above the screen, as it did above the waiting.
    """

    id: str
    owner: OwnerId
    kind: ErrandKind
    message: int = 0
    go: str = ""
    card: CardId | None = None
    doctors: tuple[str, ...] = ()
    visit: str | None = None
    file: str | None = None
    photo: int = 0
    number: int = 1
    farewells: tuple[Farewell, ...] = ()
    language: str | None = None
    held: HeldTime | None = None
    tries: int = 0
    holder: str | None = None
    is_open: bool = False
    notice: str = ""

    @property
    def is_farewell(self) -> bool:
        """Whether it outlives all else that is kept of its person."""
        return self.id.startswith(FAREWELLS)


@dataclass(frozen=True, slots=True)
class ErrandQueued:
    """Told after the commit of an errand, so that no clock need tick first."""

    id: str


ERRAND = Sealed.of(
    Errand,
    "errand",
    "id, owner, sealed, card, tries, lease_holder AS holder",
    tells_of_card=True,
    outlives_owner=True,
)


class Errands(Owned):
    """What somebody wants done; an errand's row is gone when it is done."""

    async def enqueue(self, errand: Errand, *, after: timedelta = timedelta(0)) -> None:
        """Have the errand done *after* a while; a newer one of the same id takes the older one's place."""
        await self._save(
            ERRAND,
            errand,
            is_photo=errand.kind is ErrandKind.READ_POLIS,
            tries=0,
            next_at=self._transaction.after(after),
            lease_holder=None,
            lease_until=None,
        )
        self._transaction.publish(ErrandQueued(errand.id))

    async def give_back(self, booking: Booking, *, after: timedelta = timedelta(0)) -> None:
        """Have the time given back that a booking may hold, once it is certain that no visit came of it."""
        if held := HeldTime.of(booking):
            errand = Errand(f"give back/{held.key}", self._who, ErrandKind.GIVE_BACK, held=held)
            await self.enqueue(errand, after=after)

    async def settle(self, held: HeldTime, language: str | None) -> None:
        """Have it found out what came of an orphan, once the errand that was to book it is done."""
        name = FAREWELLS + held.key
        errand = Errand(name, self._who, ErrandKind.GIVE_BACK, held=held, language=language)
        await self._follow(held.key, errand)
        await self._transaction.execute("DELETE FROM errand WHERE id = ?", f"give back/{held.key}")

    async def cancel_without_card(self, cancelling: Errand, bye: Farewell, language: str | None) -> None:
        """Have a cancellation go on that nobody can follow at its card any more."""
        name = FAREWELLS + cancelling.id
        errand = Errand(name, self._who, ErrandKind.FAREWELL, farewells=(bye,), language=language)
        await self._follow(cancelling.id, errand)

    async def _follow(self, name: str, errand: Errand) -> None:
        """Put *errand* in the place of the one with this *name*.

        What is under way is waited for, and so is what had no answer: it may be done yet.
        """
        statement = "SELECT 1 FROM errand WHERE id = ? AND (lease_holder IS NOT NULL OR tries > 0)"
        is_under_way = await self._transaction.row(statement, name)
        await self._transaction.execute("DELETE FROM errand WHERE id = ?", name)
        await self.enqueue(errand, after=UNDER_WAY if is_under_way else timedelta(0))

    async def give_back_of(self, visit: str) -> None:
        """Have the time of a cancelled *visit* (the registry's id) given back."""
        name = f"give back/{secrets.token_urlsafe(12)}"
        await self.enqueue(Errand(name, self._who, ErrandKind.GIVE_BACK, visit=visit))

    async def all(self) -> list[Errand]:
        """Return those that are not done yet."""
        return await self._own(ERRAND)

    async def count(self) -> int:
        """Return how many are not done yet."""
        return await self._count(ERRAND)

    async def forget(self) -> None:
        """Delete them, but farewells; times are given back in nobody's name."""
        going = [each for each in await self.all() if not each.is_farewell]
        await self._transaction.execute(
            f"DELETE FROM errand WHERE owner = ? AND id NOT LIKE '{FAREWELLS}%'", self._who
        )
        for errand in [each for each in going if each.kind is ErrandKind.GIVE_BACK]:
            await Errands(self._transaction, NOBODY).enqueue(replace(errand, owner=NOBODY), after=UNDER_WAY)


async def cancellations(transaction: Transaction, card: CardId) -> list[Errand]:
    """Return what is to cancel a visit of a card at this moment, whoever wants it cancelled."""
    wished = await transaction.all(ERRAND, "WHERE card = ?", card)
    return [errand for errand in wished if errand.kind is ErrandKind.CANCEL]


async def being_cancelled(transaction: Transaction, card: CardId) -> set[str | None]:
    """Return the visits of a card (the registry's ids) that somebody wants cancelled at this moment."""
    return {errand.visit for errand in await cancellations(transaction, card)}


class ErrandQueue(Repository):
    """Everybody's errands, for the job that does them."""

    async def place(self, name: str, message: int) -> bool:
        """Have the errand with this *name* done now and drawn in *message*; False when it is done already."""
        row = await self._transaction.row(f"{ERRAND.select} WHERE id = ? AND lease_holder IS NULL", name)
        errand = await self._transaction.read_one(ERRAND, row)
        if errand:
            await Errands(self._transaction, errand.owner).enqueue(replace(errand, message=message))
        return row is not None

    async def claim(self, holder: str, limit: int, lease: timedelta) -> list[Errand]:
        """Take up to *limit* errands, photographs apart, that are due and that nobody else does.

        One whose lease ran out counts as tried: it may have been done. Each claim needs its own *holder*,
        or the earlier errand of an id would pass for the newer one.
        """
        clock = self._transaction.clock
        return await self._transaction.take(
            ERRAND,
            "SET tries = tries + CASE WHEN lease_holder IS NULL THEN 0 ELSE 1 END,"
            " lease_holder = ?, lease_until = ? WHERE id IN ("
            f" SELECT id FROM errand WHERE is_photo = 0 AND next_at <= ? AND {ERRAND.sound}"
            " AND (lease_until IS NULL OR lease_until < ?) ORDER BY next_at LIMIT ?)",
            *(holder, self._transaction.after(lease), clock, clock, limit),
        )

    async def claim_photo(self, holder: str, lease: timedelta) -> list[Errand]:
        """Take the photograph that is next, if any: of whoever had the fewest today, the oldest."""
        clock = self._transaction.clock
        return await self._transaction.take(
            ERRAND,
            "SET lease_holder = ?, lease_until = ? WHERE id IN ("
            f" SELECT id FROM errand WHERE is_photo = 1 AND next_at <= ? AND {ERRAND.sound}"
            " AND (lease_until IS NULL OR lease_until < ?)"
            " ORDER BY (SELECT count(*) FROM photo WHERE photo.owner = errand.owner AND at > ?), next_at"
            " LIMIT 1)",
            *(holder, self._transaction.after(lease), clock, clock, self._transaction.ago(A_DAY)),
        )

    async def finish(self, errand: Errand) -> bool:
        """Note that the errand is done; False when the lease is gone or a newer one came.

        A farewell was all that was left of somebody: it leaves the write-ahead log too. One that waits for
        the end of an errand that was cut short need wait no longer.
        """
        if errand.is_farewell:
            self._transaction.publish(Erased())
        statement = "DELETE FROM errand WHERE id = ? AND lease_holder = ?"
        is_done = bool(await self._transaction.execute(statement, errand.id, errand.holder))
        if not is_done and errand.kind in {ErrandKind.BOOK, ErrandKind.CANCEL}:
            waiting = "UPDATE errand SET next_at = ? WHERE id = ? AND tries = 0"
            await self._transaction.execute(waiting, self._transaction.clock, FAREWELLS + errand.id)
            self._transaction.publish(ErrandQueued(errand.id))
        return is_done

    async def postpone(self, errand: Errand, pause: timedelta) -> bool:
        """Have the errand tried again after *pause*; False when the lease is gone or a newer one came."""
        next_at = self._transaction.after(pause)
        statement = (
            "UPDATE errand SET tries = tries + 1, next_at = ?, lease_holder = NULL, lease_until = NULL"
            " WHERE id = ? AND lease_holder = ?"
        )
        return bool(await self._transaction.execute(statement, next_at, errand.id, errand.holder))
