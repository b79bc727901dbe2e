"""A house in which something stands in every column of marks, and all that is found there by them."""

from dataclasses import replace
from datetime import timedelta

from patient.announcement import Audience
from patient.booking import Booking
from patient.card import CardId, OwnerId
from patient.sign_in import Whose
from patient.visit import Visit, VisitState
from storage.announcements import Announcements
from storage.cards import Cards
from storage.closed_persons import ClosedPersons
from storage.consents import Consents
from storage.full_age import FullAge
from storage.outbox import Call, Outgoing, Urgency
from storage.own_visits import OwnVisits
from storage.sent import Receipt, SentMessages
from storage.shares import Shares
from storage.sign_ins import Attempt, SignIns, Stage
from storage.tables import MARKED
from storage.visits import Visits

ANNA, BORIS, GLEB = OwnerId(1001), OwnerId(2002), OwnerId(3003)
GIVER = "0f" * 16
OID = {"mark": "a5" * 16}


async def settle(tx):
    """Put something into each table to which its people's own ways do not lead in a test."""
    card, *_ = await Cards(tx, ANNA).owned()
    visit = Visit("v1", tx.now + timedelta(days=3), VisitState.BOOKED, key="wish")
    await OwnVisits(tx).begin(Booking("wish", ANNA, card=card.id), card.id, visit.start)
    assert await Visits(tx).save(card, visit)
    await ClosedPersons(tx, GLEB).close(card.person)
    await SentMessages(tx).note(Receipt(Outgoing(1, ANNA, Urgency.REPLY, Call("sendMessage", {})), ANNA, 77))
    await FullAge(tx).begin_asking(card, GLEB)
    await FullAge(tx).note_giver(card, GIVER)
    frozen = replace(card, id=CardId("frozen"), owner=GLEB)
    if await Cards(tx, GLEB).find_listed(frozen.id) is None:
        await Cards(tx, GLEB).add(frozen)
    await FullAge(tx).freeze(frozen)
    await Announcements(tx).add(Audience(), "Закрыто", "Пример", 1)
    for owner in (BORIS, GLEB):
        await SignIns(tx).other_accounts(Attempt("a", owner, Whose.SELF, Stage.REDEEMED, OID))


async def found(tx):
    """Return what is found by each kind of mark; nothing of it is there twice."""
    card, *_ = await Cards(tx, ANNA).owned()
    visits = await Visits(tx).of(card)
    await Visits(tx).replace(card, visits, timedelta(days=1))
    own = OwnVisits(tx)
    return {
        "cards": (await Cards(tx, ANNA).same_draft(card.person.draft)).id,
        "visits": [visit.id for visit in await Visits(tx).of(card)],
        "own visits": (await own.note(card, visits[-1]), await own.count_of_account(ANNA)),
        "wishes": await own.count_wished(ANNA, tx.now - timedelta(days=1)),
        "closed": await ClosedPersons(tx, GLEB).holds(card.person),
        "sent": (await SentMessages(tx).may_go(ANNA, 77), await SentMessages(tx).is_newest(ANNA, 77)),
        "asked": [each.id for each in await FullAge(tx).allowed_by(GLEB)],
        "given": [each.id for each in await FullAge(tx).given_by(GIVER)],
        "frozen": len(await FullAge(tx).frozen_about(card.person.draft)),
        "announced": await Announcements(tx).is_repeated(Audience(), "Закрыто"),
        "consents": [consent.id for consent in await Consents(tx, ANNA).in_force()],
        "shared": [share.id for share in await Shares(tx, BORIS).as_guest()],
        "reached": [each.id for each in await Cards(tx, BORIS).listed()],
        "accounts": await SignIns(tx).other_accounts(Attempt("a", BORIS, Whose.SELF, Stage.REDEEMED, OID)),
        "rows": {each.table: await tx.count(each.table) for each in MARKED},
    }


async def heads(tx):
    """Return the lengths of all marks that stand anywhere, and by which keys those of 17 bytes were made."""
    told = set()
    for place in MARKED:
        for (value,) in await tx.rows(f"SELECT {place.column} FROM {place.table}"):
            if value is not None:
                mark = place.read(value)
                told.add((place.table, len(mark), mark[0] if len(mark) > 16 else 1))
    return told
