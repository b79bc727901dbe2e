"""What is kept of messages, announcements and questions: by owner, sealed, whole after a cut, for a time."""

from datetime import UTC, date, datetime, timedelta

from patient import fields
from patient.announcement import Audience
from patient.attachment import Attachment, Search, SearchState
from patient.birth_date import BirthDate
from patient.card import Card, OwnerId
from patient.clinic import Clinic
from patient.message import Letter, Message, MessageKind, length
from patient.name import GivenName, Surname
from patient.question import Question
from patient.sex import Sex
from patient.snils import Snils
from storage.announcements import Announcements
from storage.cards import Cards, new_card_id
from storage.database import Database
from storage.dialogue import Dialogue
from storage.dialogues import Dialogues
from storage.erasure import erase_owner
from storage.key_ring import KeyRing
from storage.messages import Messages
from storage.migration import migrate
from storage.resealing import reseal
from storage.retention import retire
from storage.searches import Searches
from storage.support import CODE, Support, SupportDesk
from tests.people import person_of

ANNA, BORIS = OwnerId(1001), OwnerId(2002)
CLINIC = "clinic-1"
TODAY = date(2026, 1, 1)


def letter(owner=ANNA, text="Канарейка", kind=MessageKind.ANNOUNCEMENT, **more):
    return Letter(owner, kind, text, **more)


async def adds_card(tx, owner, *clinics):
    """Keep a card with a search that found *clinics*."""
    person = person_of(
        {
            fields.SURNAME: Surname.parse("Тестова"),
            fields.GIVEN_NAME: GivenName.parse("Анна"),
            fields.SEX: Sex.FEMALE,
            fields.BIRTH_DATE: BirthDate.parse("12.10.1979", today=TODAY),
            fields.SNILS: Snils.parse("112-233-445 95"),
        }
    )
    card = Card(new_card_id(), owner, person)
    await Cards(tx, card.owner).add(card)
    attachments = tuple(Attachment(Clinic(clinic, f"Поликлиника {clinic}", None, ())) for clinic in clinics)
    state = SearchState.FOUND if clinics else SearchState.NOT_FOUND
    search = Search(card.id, owner, tx.now, None, state, attachments=attachments)
    await Searches(tx).start(search)
    return card


async def test_no_owner_reaches_anothers_message(database):
    """Every read and every change names the owner."""
    message = await database.write(lambda tx: Messages(tx, ANNA).add(letter()))
    assert await database.write(lambda tx: Messages(tx, BORIS).find(message.id)) is None
    assert await database.write(lambda tx: Messages(tx, BORIS).all(limit=5)) == []
    await database.write(lambda tx: Messages(tx, BORIS).mark_read(message.id))
    assert await database.write(lambda tx: Messages(tx, ANNA).find(message.id)) == message
    await database.write(lambda tx: Messages(tx, ANNA).mark_read(message.id))
    assert (await database.write(lambda tx: Messages(tx, ANNA).find(message.id))).is_read


async def test_nothing_readable_is_kept(database, all_bytes):
    """Messages, announcements, questions and answers are sealed."""

    async def keep(tx):
        await Messages(tx, ANNA).add(letter(sender="Воробейка"))
        await Announcements(tx).add(Audience(), "Канарейка", "Воробейка", 1)
        question = await Support(tx, ANNA).ask("Канарейка?")
        await SupportDesk(tx).answer(question, "Воробейка!")

    await database.write(keep)
    content = await all_bytes()
    assert b"announcement" in content
    assert "Канарейк".encode() not in content
    assert "Воробейк".encode() not in content


async def test_a_rotation_of_the_keys_seals_it_anew(new_place):
    """After it everything opens with the new key alone."""
    ring = KeyRing.fresh()
    database = await Database.open(new_place, ring.vault())
    await migrate(database.connection, ring.vault())

    async def keep(tx):
        await Messages(tx, ANNA).add(letter())
        await Announcements(tx).add(Audience(), "Канарейка", "", 1)
        await Support(tx, ANNA).ask("Канарейка?")

    await database.write(keep)
    await database.close()
    vault = ring.rotated().vault()
    database = await Database.open(new_place, vault)
    assert (await reseal(database.write)).changed >= 3
    assert (await reseal(database.write)).changed == 0
    for table in ("message", "announcement", "support_question"):
        ((head,),) = await database.write(
            lambda tx, t=table: tx.rows(f"SELECT substr(sealed, 1, 2) FROM {t}")
        )
        assert head == vault.header
    (message,) = await database.write(lambda tx: Messages(tx, ANNA).all(limit=5))
    assert message.letter == letter()
    await database.close()


async def everybody(database, audience, limit=2):
    """Return whom *audience* means, a page at a time."""
    met, last = [], 0
    while last is not None:
        page = await database.write(lambda tx, after=last: Announcements(tx).page(audience, after, limit))
        met, last = met + list(page.owners), page.last
    return met


async def test_each_audience_is_met_once(database):
    """All are those with a dialogue; a clinic's are those attached to it, however many cards they have."""

    async def keep(tx):
        for owner in (5, 3, 8, -100, 1):
            await Dialogues(tx).save(Dialogue(owner))
        await adds_card(tx, OwnerId(3), CLINIC, "clinic-2")
        await adds_card(tx, OwnerId(3), CLINIC)
        await adds_card(tx, OwnerId(5), "clinic-2")
        await adds_card(tx, OwnerId(1))
        return await adds_card(tx, OwnerId(8), CLINIC)

    card = await database.write(keep)
    assert await everybody(database, Audience()) == [1, 3, 5, 8]
    assert await everybody(database, Audience(clinic=CLINIC)) == [3, 8]
    assert await everybody(database, Audience(clinic="clinic-2"), limit=1) == [3, 5]
    assert await everybody(database, Audience(clinic="none")) == []
    assert await everybody(database, Audience(card=card.id)) == [8]
    assert await everybody(database, Audience(card="none")) == []


async def test_the_same_is_known_again_for_a_day(database):
    """The same text to the same people; not to others, and not another text."""
    await database.write(lambda tx: Announcements(tx).add(Audience(), "Текст", "", 1))
    repeated = [
        await database.write(lambda tx, a=audience, t=text: Announcements(tx).is_repeated(a, t))
        for audience, text in ((Audience(), "Текст"), (Audience(CLINIC), "Текст"), (Audience(), "Иной"))
    ]
    assert repeated == [True, False, False]
    await database.write(lambda tx: tx.execute("UPDATE announcement SET created_at = created_at - 86401"))
    assert not await database.write(lambda tx: Announcements(tx).is_repeated(Audience(), "Текст"))


async def test_a_code_reveals_nothing_and_finds_the_question(database):
    """Five letters that no one mixes up; the answer is kept once and told once."""
    question = await database.write(lambda tx: Support(tx, ANNA).ask("Где полис?"))
    assert CODE.fullmatch(f"#{question.code}")
    assert await database.write(lambda tx: SupportDesk(tx).find(question.code)) == question
    assert await database.write(lambda tx: SupportDesk(tx).take_undelivered(5)) == []
    assert await database.write(lambda tx: SupportDesk(tx).answer(question, "Здесь"))
    assert not await database.write(lambda tx: SupportDesk(tx).answer(question, "Там"))
    assert await database.write(lambda tx: SupportDesk(tx).open()) == []
    (told,) = await database.write(lambda tx: SupportDesk(tx).take_undelivered(5))
    assert (told.owner, told.answer) == (ANNA, "Здесь")
    assert await database.write(lambda tx: SupportDesk(tx).take_undelivered(5)) == []


async def test_codes_are_taken_once(database):
    """A code that is in use is never given again."""
    asked = await database.write(lambda tx: ask_often(tx, 200))
    assert len({question.code for question in asked}) == 200


async def ask_often(tx, times):
    return [await Support(tx, ANNA).ask(str(number)) for number in range(times)]


async def test_erasure_takes_what_is_anothers_not(database):
    """Everything of the one person goes, also an announcement about his card; nothing of the other's."""

    async def keep(tx):
        card = await adds_card(tx, ANNA)
        await Announcements(tx).add(Audience(card=card.id), "О карточке", "", 1)
        for owner in (ANNA, BORIS):
            await Messages(tx, owner).add(letter(owner))
            await Support(tx, owner).ask("Вопрос")

    await database.write(keep)
    await database.write(lambda tx: erase_owner(tx, ANNA))
    for table in ("message", "support_question"):
        assert await database.write(lambda tx, t=table: tx.rows(f"SELECT owner FROM {t}")) == [(BORIS,)]
    assert await database.write(lambda tx: Announcements(tx).latest()) == []


async def test_messages_are_kept_two_years_and_questions_one(database):
    """A day before the term all is there, a day after it is not."""

    async def keep(tx):
        await Messages(tx, ANNA).add(letter())
        await Announcements(tx).add(Audience(), "Текст", "", 1)
        await Support(tx, ANNA).ask("Вопрос")

    async def age(tx, days):
        seconds = timedelta(days=days).total_seconds()
        for table, column in (
            ("message", "at"),
            ("announcement", "created_at"),
            ("support_question", "asked_at"),
        ):
            await tx.execute(f"UPDATE {table} SET {column} = unixepoch() - ?", seconds)

    async def gone_after(days):
        await database.write(lambda tx: age(tx, days))
        return {kind for kind, count in (await retire(database.write)).items() if count}

    await database.write(keep)
    assert await gone_after(364) == set()
    assert await gone_after(366) == {"questions to support"}
    assert await gone_after(729) == set()
    assert await gone_after(731) == {"messages", "announcements"}


def test_a_length_is_telegrams():
    """Letters count one, an emoji beyond the first plane two."""
    assert [length(text) for text in ("", "ёж", "😀", "👨‍👩‍👧")] == [0, 2, 2, 8]


def test_no_repr_tells_what_was_written():
    """A careless log line does no harm."""
    asked = Question("A7K2Q", ANNA, "Канарейка", datetime(2026, 1, 1, tzinfo=UTC))
    for value in (letter(), Message(1, letter(), asked.asked_at, is_read=False), asked):
        assert "Канарейка" not in repr(value)
