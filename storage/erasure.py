"""Erasure: what is deleted when a consent is withdrawn or a person leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from patient.card import Card, CardId, OwnerId
from patient.farewell import Farewell
from patient.held_time import HeldTime, Orphan
from patient.share import Share
from storage.audit import Audit
from storage.bookings import Bookings, bookings_in_doubt
from storage.cards import Cards
from storage.closed_persons import ClosedPersons
from storage.consents import Consents, newest_consent
from storage.dialogues import Dialogues
from storage.errands import UNDER_WAY, Errands, cancellations
from storage.full_age import FullAge
from storage.outbox import Outbox
from storage.sent import SentMessages
from storage.shares import Shares, circle_of
from storage.sign_ins import SignIns
from storage.tables import OWNED, TOLD_OF_CARDS
from storage.transaction import Erased, Transaction
from storage.visits import Visits


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows of each kind went."""

    cards: int
    consents: int


async def erase_card(transaction: Transaction, card: CardId, owner: OwnerId) -> bool:
    """Withdraw the card's consents and delete the card with its search; False when it is not there."""
    circle = await circle_of(transaction, card, owner)
    listed = await Cards(transaction, owner).find_listed(card)
    if listed and listed.is_frozen:
        await _close(transaction, listed, circle)
    if listed:
        await let_go(transaction, listed)
    else:
        await _leave_times_to_the_operator(transaction, card)
    for who in circle:
        await _forget_card(transaction, who, card)
    if not await Cards(transaction, owner).remove(card):
        return False
    await Consents(transaction, owner).withdraw_all(card)
    await Audit(transaction, owner).note("card.erased", card)
    return True


async def _leave_times_to_the_operator(transaction: Transaction, card: CardId) -> None:
    """Have the times looked at that bookings in doubt may hold: who is on the card nobody can read."""
    for booking in await bookings_in_doubt(transaction, card):
        await Errands(transaction, booking.owner).give_back(booking, after=UNDER_WAY)


async def let_go(
    transaction: Transaction, card: Card, *, of: OwnerId | None = None, unwanted_by: OwnerId | None = None
) -> None:
    """Have what is under way at the registry for the card (*of* one person) end without it.

    A visit that was made stays, unless somebody does not want it: then it is cancelled, and he hears of it
    too. One that was to be cancelled is cancelled.
    """
    await _let_bookings_go(transaction, card, of, unwanted_by)
    for errand in await cancellations(transaction, card.id):
        visit = await Visits(transaction).find(card, errand.visit or "")
        if visit and of in {None, errand.owner}:
            language = (await Dialogues(transaction).present(errand.owner)).language
            bye = Farewell(card.id, card.person, (visit,), card.owner)
            await Errands(transaction, errand.owner).cancel_without_card(errand, bye, language)


async def _let_bookings_go(
    transaction: Transaction, card: Card, of: OwnerId | None, unwanted_by: OwnerId | None
) -> None:
    for booking in await bookings_in_doubt(transaction, card.id):
        held = HeldTime.of(booking)
        if held and of in {None, booking.owner}:
            moved = await Visits(transaction).find(card, booking.moves) if booking.moves else None
            orphan = Orphan(booking.owner, card.owner, card.person, moved, unwanted_by is not None)
            told = unwanted_by or booking.owner
            language = (await Dialogues(transaction).present(told)).language
            await Errands(transaction, told).settle(replace(held, orphan=orphan), language)
            await Bookings(transaction, booking.owner).remove(booking.id)


async def end_share(transaction: Transaction, share: Share, *, by: OwnerId) -> None:
    """Let the guest reach the card no longer, and forget what he was told and wished about it.

    Unless he left by himself, the person is closed to him: typing the card again must not undo it.
    """
    card = await Cards(transaction, share.owner).find_listed(share.card)
    if card and by != share.guest:
        await ClosedPersons(transaction, share.guest).close(card.person)
    if card:
        await let_go(transaction, card, of=share.guest)
    await Shares(transaction, share.owner).end(share)
    await _forget_card(transaction, share.guest, share.card)
    await Audit(transaction, by).note("share.ended", share.card)


async def end_trust(transaction: Transaction, card: Card, *, by: OwnerId) -> None:
    """Erase the card that was kept with its person's consent: *by* that one it was taken back.

    The person is closed to whoever kept it: typing the card again must not undo that.
    """
    await ClosedPersons(transaction, card.owner).close(card.person)
    await Consents(transaction, by).withdraw_all(card.id)
    await Audit(transaction, by).note("trust.ended", card.id)
    await erase_card(transaction, card.id, card.owner)


async def give_trust_up(transaction: Transaction, card: Card) -> Share | None:
    """Let the consent of the person on the card hold no longer: the card is about somebody else now.

    Return the share through which the person had the card, if there was one.
    """
    share = await Shares(transaction, card.owner).trusting(card.id)
    await Consents(transaction, card.owner).withdraw_all(card.id)
    await FullAge(transaction).forget_people(card.id)
    if share:
        await Shares(transaction, card.owner).end(share)
        await _forget_card(transaction, share.guest, card.id)
    await Audit(transaction, card.owner).note("trust.given_up", card.id)
    return share


async def freeze_card(transaction: Transaction, card: Card) -> None:
    """Let nobody look at the card, and forget what anybody was told and wished about it."""
    await let_go(transaction, card)
    await FullAge(transaction).freeze(card)
    await Shares(transaction, card.owner).withdraw_offers(card.id)
    circle = await circle_of(transaction, card.id, card.owner)
    await _close(transaction, card, circle)
    for who in circle:
        await _forget_card(transaction, who, card.id)
    await Audit(transaction, card.owner).note("card.frozen", card.id)


async def thaw_card(transaction: Transaction, card: Card, person: OwnerId) -> None:
    """Let the circle look at the card again: *person*, who is on it, has allowed it."""
    await FullAge(transaction).thaw(card)
    for who in await circle_of(transaction, card.id, card.owner):
        await ClosedPersons(transaction, who).reopen(card.person)
    await Audit(transaction, person).note("card.allowed", card.id)


async def take_permission_back(transaction: Transaction, card: Card, person: OwnerId) -> None:
    """Freeze the card again at which *person* had allowed others to look."""
    await Consents(transaction, person).withdraw(card.id)
    await FullAge(transaction).end_asking(card, person)
    await freeze_card(transaction, card)
    await Audit(transaction, person).note("card.closed", card.id)


async def cards_in_trust(transaction: Transaction, person: OwnerId) -> list[Card]:
    """Return the cards about *person* that others keep with his consent."""
    cards = [
        await Cards(transaction, share.owner).find_listed(share.card)
        for share in await Shares(transaction, person).trusted()
    ]
    given = [
        card
        for card in await FullAge(transaction).allowed_by(person)
        if (consent := await newest_consent(transaction, card.id)) and consent.subject == "adult"
    ]
    return [*filter(None, cards), *given]


async def _close(transaction: Transaction, card: Card, circle: Sequence[OwnerId]) -> None:
    for who in circle:
        await ClosedPersons(transaction, who).close(card.person)


async def _forget_card(transaction: Transaction, who: OwnerId, card: CardId) -> None:
    await SentMessages(transaction).forget_card(who, card)
    await Dialogues(transaction).forget_card(who, card)
    for table in TOLD_OF_CARDS:
        await transaction.execute(f"DELETE FROM {table} WHERE owner = ? AND card = ?", who, card)
    await Outbox(transaction).forget_card(who, card)
    transaction.publish(Erased())


async def erase_owner(transaction: Transaction, owner: OwnerId) -> Removed:
    """Delete all that is kept of *owner*; of the consents stays the record that they were withdrawn."""
    cards = await Cards(transaction, owner).ids()
    consents = await Consents(transaction, owner).in_force()
    for card in await Cards(transaction, owner).listed():
        await let_go(transaction, card, of=owner)
    await Outbox(transaction).forget(owner)  # first: what takes messages back is to be sent
    await SentMessages(transaction).forget(owner)
    for each in cards:
        await erase_card(transaction, each, owner)
    for trusted in await cards_in_trust(transaction, owner):
        await end_trust(transaction, trusted, by=owner)
    for allowed in await FullAge(transaction).allowed_by(owner):
        await take_permission_back(transaction, allowed, owner)
    for consent in consents:  # also to a card of another that nobody can read
        await Consents(transaction, owner).withdraw(consent.card)
    for table, column in OWNED:
        await transaction.execute(f"DELETE FROM {table} WHERE {column} = ?", owner)
    for own in (Errands, Shares):
        await own(transaction, owner).forget()
    for others in (FullAge, SignIns):
        await others(transaction).forget(owner)
    transaction.publish(Erased())
    await Audit(transaction, owner).note("owner.erased")
    return Removed(len(cards), len(consents))
