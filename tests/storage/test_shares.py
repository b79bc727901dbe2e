"""The shares: an invitation goes one way once, for the right two people, and not for long."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from patient import fields
from patient.account import Account
from patient.birth_date import BirthDate
from patient.card import Card, CardId, OwnerId
from patient.name import GivenName, Surname
from patient.sex import Sex
from patient.share import Stage
from patient.snils import Snils
from storage.cards import Cards
from storage.erasure import erase_card
from storage.retention import retire
from storage.shares import Shares
from tests.people import changed, person_of

OWNER, GUEST, STRANGER = OwnerId(1), OwnerId(2), OwnerId(3)
ANNA, BORIS = Account("Анна", None), Account("Борис", "boris")
PERSON = person_of(
    {
        fields.SURNAME: Surname("Канарейкина"),
        fields.GIVEN_NAME: GivenName("Ева"),
        fields.SEX: Sex.FEMALE,
        fields.BIRTH_DATE: BirthDate(date(2019, 2, 28)),
        fields.SNILS: Snils.parse("112-233-445 95"),
    }
)
CARD = Card(CardId("eva"), OWNER, PERSON)


@pytest.fixture
def shares(database):
    """Call one method for somebody in a transaction of its own."""

    def call(who, name, *values):
        return database.write(lambda tx: getattr(Shares(tx, who), name)(*values))

    return call


@pytest.fixture(autouse=True)
async def card(database):
    await database.write(lambda tx: Cards(tx, CARD.owner).add(CARD))


async def accepted(shares):
    token = await shares(OWNER, "offer", CARD, ANNA)
    offer = await shares(GUEST, "open", token, BORIS)
    return token, await shares(GUEST, "accept", offer.id, BORIS)


async def test_the_whole_way_lets_the_guest_reach_the_card(database, shares):
    """Offer, open, accept, confirm: the guest finds the card, marked as somebody else's."""
    token, offer = await accepted(shares)
    assert (offer.stage, offer.host, offer.invited) == (Stage.ACCEPTED, ANNA, BORIS)
    assert await database.write(lambda tx: Cards(tx, GUEST).find("eva")) is None
    share = await shares(OWNER, "confirm", offer.id)
    assert await shares(OWNER, "of", CARD.id) == [share]
    assert await database.write(lambda tx: Cards(tx, GUEST).find("eva")) == replace(CARD, seen_by_guest=True)
    assert await database.write(lambda tx: Cards(tx, OWNER).find("eva")) == CARD
    assert await database.write(lambda tx: Cards(tx, STRANGER).find("eva")) is None
    assert await database.write(lambda tx: Cards(tx, GUEST).same_draft(PERSON.draft))
    assert await shares(GUEST, "open", token, BORIS) is None


@pytest.mark.parametrize("who", [STRANGER, GUEST, OWNER])
async def test_a_card_is_changed_by_whom_it_is_reached(database, shares, who):
    """Its owner and its guest change it, and it stays the owner's; a stranger who has it in hand does not."""
    _, offer = await accepted(shares)
    await shares(OWNER, "confirm", offer.id)
    other = replace(CARD, person=changed(PERSON, {fields.SNILS: Snils.parse("087-654-303 00")}))
    await database.write(lambda tx: Cards(tx, who).change(other))
    assert await database.write(lambda tx: Cards(tx, OWNER).find("eva")) == (
        CARD if who is STRANGER else other
    )
    assert await database.write(lambda tx: Cards(tx, STRANGER).same_draft(other.person.draft)) is None
    known = await database.write(lambda tx: Cards(tx, OWNER).same_draft(PERSON.draft))
    assert known == (CARD if who is STRANGER else other)


async def test_of_twenty_who_open_at_once_one_goes_on(shares):
    """The first binds the link to himself, in every order of arrival."""
    token = await shares(OWNER, "offer", CARD, ANNA)
    opened = await asyncio.gather(*(shares(OwnerId(10 + n), "open", token, BORIS) for n in range(20)))
    (won,) = [offer for offer in opened if offer]
    for n in range(20):
        mine = OwnerId(10 + n) == won.guest
        assert bool(await shares(OwnerId(10 + n), "accept", won.id, BORIS)) is mine


async def test_of_twenty_yeses_one_counts(shares):
    """A double tap makes one share."""
    _, offer = await accepted(shares)
    confirmed = await asyncio.gather(*(shares(OWNER, "confirm", offer.id) for _ in range(20)))
    assert sum(share is not None for share in confirmed) == 1
    assert len(await shares(OWNER, "of", CARD.id)) == 1


@pytest.mark.parametrize("who", [GUEST, STRANGER])
async def test_only_the_owner_confirms(shares, who):
    """And only what was accepted."""
    token = await shares(OWNER, "offer", CARD, ANNA)
    offer = await shares(GUEST, "open", token, BORIS)
    assert await shares(OWNER, "confirm", offer.id) is None
    assert await shares(GUEST, "accept", offer.id, BORIS)
    assert await shares(who, "confirm", offer.id) is None
    assert await shares(STRANGER, "refuse", offer.id) is None
    assert await shares(OWNER, "confirm", offer.id)


async def test_a_look_opens_nothing(shares):
    """Who only looks does not bind the link."""
    token = await shares(OWNER, "offer", CARD, ANNA)
    assert (await shares(OWNER, "made", token)).stage is Stage.MADE
    assert (await shares(GUEST, "open", token, BORIS)).guest == GUEST


async def test_everything_expires_after_a_day(database, shares):
    """No step works then, and the row is deleted."""
    token, offer = await accepted(shares)
    await database.write(lambda tx: tx.execute("UPDATE share_offer SET expires_at = expires_at - 86401"))
    assert await shares(GUEST, "open", token, BORIS) is None
    assert await shares(OWNER, "confirm", offer.id) is None
    assert await shares(OWNER, "refuse", offer.id) is None
    assert await shares(OWNER, "waiting", CARD) == []
    assert (await retire(database.write))["invitations"] == 1


async def test_a_newer_invitation_ends_what_nobody_accepted(shares):
    """What was accepted waits for the owner's decision all the same."""
    first, offer = await accepted(shares)
    second = await shares(OWNER, "offer", CARD, ANNA)
    third = await shares(OWNER, "offer", CARD, ANNA)
    assert await shares(GUEST, "open", second, BORIS) is None
    assert await shares(STRANGER, "open", third, BORIS)
    assert await shares(OWNER, "waiting", CARD) == [offer]
    assert await shares(GUEST, "open", first, BORIS)


async def test_the_share_goes_with_the_card(database, shares):
    """An erased card leaves neither share nor invitation."""
    _, offer = await accepted(shares)
    await shares(OWNER, "confirm", offer.id)
    await shares(OWNER, "offer", CARD, ANNA)
    assert not await database.write(lambda tx: erase_card(tx, CARD.id, GUEST))
    assert await database.write(lambda tx: erase_card(tx, CARD.id, OWNER))
    for table in ("card_share", "share_offer"):
        assert await database.write(lambda tx, t=table: tx.rows(f"SELECT * FROM {t}")) == []


async def test_neither_token_nor_name_stands_in_the_file(all_bytes, shares):
    """Tokens are kept as hashes, names sealed."""
    token, offer = await accepted(shares)
    await shares(OWNER, "confirm", offer.id)
    content = await all_bytes()
    assert offer.id.encode() in content
    assert not any(text.encode() in content for text in (token, "Борис", "boris", "Канарейкина"))


async def test_ones_own_cards_come_before_those_of_others(database, shares):
    """However much older the shared one is."""
    _, offer = await accepted(shares)
    await shares(OWNER, "confirm", offer.id)
    await database.write(lambda tx: Cards(tx, GUEST).add(replace(CARD, id=CardId("own"), owner=GUEST)))
    await database.write(lambda tx: tx.execute("UPDATE card SET created_at = 1 WHERE id = 'eva'"))
    assert [card.id for card in await database.write(lambda tx: Cards(tx, GUEST).listed())] == ["own", "eva"]
