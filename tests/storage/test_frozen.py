"""Frozen cards: who is on them finds them by his numbers; a thief of the file links none of them."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.cards.jobs.full_age import freeze_the_grown
from patient import fields
from patient.birth_date import BirthDate
from patient.card import Card, OwnerId
from patient.name import GivenName, Surname
from patient.polis import Polis, PolisKind
from patient.snils import Snils
from storage.cards import Cards, new_card_id
from storage.full_age import MOST_FOUND, FullAge
from tests.people import changed, person_of

TANYA = person_of(
    {
        fields.SURNAME: Surname("Тестова"),
        fields.GIVEN_NAME: GivenName("Таня"),
        fields.BIRTH_DATE: BirthDate(date(2008, 5, 17)),
        fields.SNILS: Snils("11223344595"),
        fields.POLIS: Polis(PolisKind.NEW, "7349020886007312"),
    }
)
IVAN = changed(TANYA, {fields.SNILS: Snils("11223344696"), fields.POLIS: None})


@pytest.fixture
def keep(database):
    """Keep a frozen card of a person in somebody's card file."""

    async def keeps(owner, person):
        card = Card(new_card_id(), OwnerId(owner), person)

        async def work(tx):
            await Cards(tx, card.owner).add(card)
            await FullAge(tx).freeze(card)
            return card

        return await database.write(work)

    return keeps


@pytest.fixture
def found(database):
    """Return the ids of the cards that a person finds."""

    async def finds(person):
        cards = await database.write(lambda tx: FullAge(tx).frozen_about(person.draft))
        return {card.id for card in cards}

    return finds


async def marks_of(database):
    """Return all marks of frozen cards as they stand in the file."""
    return [mark for (mark,) in await database.write(lambda tx: tx.rows("SELECT mark FROM frozen_mark"))]


async def test_both_parents_cards_are_found_and_nothing_links_them(database, keep, found):
    """By each number alone; no two marks in the file are equal, whoever keeps the card."""
    cards = {(await keep(owner, TANYA)).id for owner in (1, 2)}
    await keep(3, IVAN)
    without_snils = changed(TANYA, {fields.SNILS: None})
    for told in (TANYA, without_snils, changed(TANYA, {fields.POLIS: None})):
        assert await found(told) == cards
    assert await found(changed(without_snils, {fields.GIVEN_NAME: GivenName("Аня")})) == set()
    marks = await marks_of(database)
    assert len(marks) == len(set(marks)) == 5


async def test_a_sign_in_opens_nothing_but_what_it_finds(database, keep, found):
    """A hundred thousand of others' cost nothing: not one of them is looked into."""
    others = await keep(1, IVAN)
    mine = await keep(2, TANYA)
    await database.write(lambda tx: tx.execute("UPDATE card SET sealed = ? WHERE id = ?", b"odd", others.id))
    assert await found(TANYA) == {mine.id}
    assert await database.write(lambda tx: tx.count("damaged_row")) == 0


async def test_what_an_earlier_release_froze_is_found_after_a_tick(database, keep, found, settings):
    """And what has changed since is found by what it tells now."""
    card = await keep(1, TANYA)
    await database.write(lambda tx: tx.execute("DELETE FROM frozen_mark"))
    await database.write(lambda tx: tx.execute("UPDATE card SET frozen_at = frozen_at"))
    assert await found(TANYA) == set()
    await freeze_the_grown(database, settings.zone)
    assert await found(TANYA) == {card.id}
    await database.write(lambda tx: Cards(tx, card.owner).change(replace(card, person=IVAN)))
    await freeze_the_grown(database, settings.zone)
    assert (await found(TANYA), await found(IVAN)) == (set(), {card.id})
    assert len(await marks_of(database)) == 1


async def test_a_damaged_card_waits_until_it_can_be_read(database, keep, found, settings):
    """It stops no other, and is marked once it opens again."""
    card, others = await keep(1, TANYA), await keep(2, IVAN)
    await database.write(lambda tx: tx.execute("DELETE FROM frozen_mark"))
    await database.write(lambda tx: tx.execute("UPDATE card SET frozen_at = frozen_at"))
    ((sealed,),) = await database.write(lambda tx: tx.rows("SELECT sealed FROM card WHERE id = ?", card.id))
    for bytes_, here in ((b"odd", set()), (sealed, {card.id})):
        change = "UPDATE card SET sealed = ? WHERE id = ?"
        await database.write(lambda tx, b=bytes_, c=change: tx.execute(c, b, card.id))
        await freeze_the_grown(database, settings.zone)
        assert (await found(TANYA), await found(IVAN)) == (here, {others.id})


async def test_no_mark_outlives_the_frost(database, keep):
    """It goes with the card, and as the person on it allows the card again."""
    thawed, erased = await keep(1, TANYA), await keep(2, TANYA)
    await database.write(lambda tx: FullAge(tx).thaw(thawed))
    assert len(await marks_of(database)) == 2
    await database.write(lambda tx: Cards(tx, erased.owner).remove(erased.id))
    assert await marks_of(database) == []


async def test_more_cards_of_one_person_than_any_family_keeps(keep, found):
    """Who types somebody's numbers again and again keeps him from none of those that were there before."""
    first = await keep(1, IVAN)
    for owner in range(2, MOST_FOUND + 2):
        await keep(owner, IVAN)
    cards = await found(IVAN)
    assert len(cards) == MOST_FOUND
    assert first.id in cards
