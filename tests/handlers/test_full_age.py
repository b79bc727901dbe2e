"""A child comes of age: the card is closed to the parents until the person himself decides."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from handlers.cards.jobs.full_age import freeze_the_grown
from patient import fields
from patient.birth_date import BirthDate
from patient.card import CardDraft, OwnerId
from patient.snils import Snils
from storage.audit import AuditLog
from storage.cards import Cards
from storage.consents import Consents
from storage.full_age import FullAge
from storage.notices import Notices
from storage.searches import Searches
from tests.chat import adds_card, fills_in
from tests.form import SKIP
from tests.handlers.family import adds_child, as_of_a_child, opens_card, pressed_by, shares
from tests.handlers.signing import signs_in
from tests.people import changed


async def comes_of_age(chat, database, settings):
    """Add a card that was consented for as a child's, of somebody who is eighteen by now."""
    await adds_card(chat)
    await database.write(as_of_a_child)
    await freeze_the_grown(database, settings.zone)
    assert "исполнилось 18" in await chat.reads()


async def adds_himself(chat):
    """Add the card of the person who signed in."""
    await chat.taps("Добавить в картотеку")
    await chat.taps("Добавить карточку")
    return await chat.taps("Даю согласие")


async def person_of(chat, database):
    """Return what a parent's card tells of the person."""
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    return card, card.person.draft


@pytest.fixture
async def grown_up(chat, database, settings):
    """What Gosuslugi tells of the person on Anna's frozen card."""
    await comes_of_age(chat, database, settings)
    return (await person_of(chat, database))[1]


async def test_a_frozen_card_shows_nothing_but_the_way_on(chat, grown_up, database):
    """Its button has a snowflake; every button of before leads to the explanation or nowhere."""
    await chat.says("/cards")
    assert "❄️ Тестова А. П., 1979" in chat.labels
    assert "решает он сам" in await chat.taps("❄️")
    card, _ = await person_of(chat, database)
    for data in (
        f"go:card:{card.id}:0",
        f"go:att:{card.id}:0",
        f"go:visits:{card.id}:0",
        f"go:past:{card.id}:0",
        f"go:share:{card.id}:0",
        f"go:con:{card.id}:0",
        f"do:edit:{card.id}",
        f"do:again:{card.id}",
        f"do:bk:{card.id}",
        f"do:inv:{card.id}",
        f"do:wd?:{card.id}",
        f"do:wd:{card.id}",
        f"do:18+:{card.id}",
    ):
        said = await chat.presses(data, max(chat.messages))
        assert "12.10.1979" not in said
        assert "445 95" not in said
        assert "решает он сам" in said or "нечего решать" in said


async def test_nothing_is_done_or_told_about_a_frozen_card(chat, grown_up, database, settings):
    """The search rests, and what was told before is gone; it is frozen and told of once."""
    owner = OwnerId(chat.user)
    card, _ = await person_of(chat, database)
    assert await database.write(lambda tx: Cards(tx, owner).readable()) == []
    assert await database.write(lambda tx: Cards(tx, owner).find(card.id)) is None
    await database.write(lambda tx: tx.execute("UPDATE search SET next_at = 1"))
    assert (
        await database.write(
            lambda tx: Searches(tx).claim("x", 8, timedelta(hours=settings.search_deadline_hours))
        )
        == []
    )
    (kept,) = await database.write(lambda tx: Notices(tx, owner).all(card=card.id))
    assert "исполнилось 18" in kept.parameters["text"]
    await freeze_the_grown(database, settings.zone)
    assert await chat.reads() == ""


async def looks_on(database):
    """Return on which days the cards are looked into."""
    rows = await database.write(lambda tx: tx.rows("SELECT look_on FROM card ORDER BY rowid"))
    return [day for (day,) in rows]


async def test_no_day_in_the_file_tells_when_a_child_comes_of_age(chat, database, settings):
    """It is drawn by lot for grown-ups too, and for a child at the latest on the birthday."""
    await adds_card(chat)
    born = (datetime.now(settings.zone) - timedelta(days=18 * 365.25 - 20)).strftime("%d.%m.%Y")
    await adds_child(chat, birth_date=born, polis=SKIP, snils="112-233-446 96")
    assert await looks_on(database) == [0, 0]
    drawn = []
    for _ in range(30):
        await freeze_the_grown(database, settings.zone)
        drawn.append(await looks_on(database))
        await database.write(lambda tx: tx.execute("UPDATE card SET look_on = 0"))
    today = date.today().toordinal()  # noqa: DTZ011 - a day more or less changes nothing here
    grown_up, child = zip(*drawn, strict=True)
    assert len(set(grown_up)) > 10
    assert len(set(child)) > 3
    assert max(child) - today < 25 < max(grown_up) - today <= 182


async def test_a_card_is_looked_into_anew_when_it_changes(chat, database, settings):
    """Another birth date may be of somebody who is of age by now, and so may another consent."""
    await adds_card(chat)
    for statement in (
        "UPDATE card SET updated_at = updated_at",
        "UPDATE card SET frozen_at = NULL",
        "INSERT INTO consent SELECT 'x', owner, card, sealed, given_at, NULL FROM consent",
    ):
        await freeze_the_grown(database, settings.zone)
        assert await looks_on(database) != [0]
        await database.write(lambda tx, s=statement: tx.execute(s))
        assert await looks_on(database) == [0], statement


async def test_what_rested_goes_on_where_it_stood(chat, grown_up, database):
    """While the card is frozen nothing of it is due; what was over before is over afterwards."""
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    due = "SELECT next_at FROM search WHERE next_at <= unixepoch() + 86400"
    assert await database.write(lambda tx: tx.rows(due)) == []
    await database.write(lambda tx: FullAge(tx).thaw(card))
    assert len(await database.write(lambda tx: tx.rows(due))) == 1
    await database.write(lambda tx: tx.execute("UPDATE search SET next_at = NULL"))
    await database.write(lambda tx: FullAge(tx).freeze(card))
    await database.write(lambda tx: FullAge(tx).thaw(card))
    assert await database.write(lambda tx: tx.rows(due)) == []


async def test_a_change_under_way_is_frozen_too(chat, database, settings):
    """The parent had the form open at midnight: its summary shows nothing any more."""
    await adds_card(chat)
    await opens_card(chat, "Тестова А. П., 1979")
    assert "Петровна" in await chat.taps("Изменить")
    await database.write(as_of_a_child)
    await freeze_the_grown(database, settings.zone)
    await chat.reads()
    assert "Петровна" not in await chat.says("дальше")
    await chat.says("/start")
    assert "Продолжить" not in " ".join(chat.labels)


async def test_a_frozen_card_can_be_deleted(chat, grown_up):
    """The parent needs nobody's leave for that."""
    await chat.says("/cards")
    await chat.taps("❄️")
    await chat.taps("Удалить")
    assert "удалена" in await chat.taps("Да, удалить")
    assert "пусто" in await chat.says("/cards")


async def test_a_parent_cannot_write_over_a_frozen_card(chat, grown_up, database):
    """Typing the same person again leads to the frozen card, which stays as it is."""
    before = await person_of(chat, database)
    await fills_in(chat)
    assert "уже есть" in await chat.taps("Добавить карточку")
    assert "решает он сам" in await chat.taps("Обновить её")
    assert await person_of(chat, database) == before


async def test_who_signs_in_is_asked_and_allows_it(chat, other_chat, grown_up, database):
    """Boris signs in as himself and adds his card: one question; his yes opens the card at his mother's."""
    assert "Разрешить родителю" not in await signs_in(other_chat, database, grown_up)
    assert "Разрешить родителю" in await adds_himself(other_chat)
    assert "даю согласие" in await other_chat.taps("Прочитать")
    assert "снова видит" in await other_chat.taps("Разрешить")
    assert "разрешил вам её видеть" in await chat.reads()
    assert "445 95" in await chat.taps("Просмотреть карточку")
    assert "Разрешить родителю" not in await signs_in(other_chat, database, grown_up)
    (own, given) = await database.write(lambda tx: Consents(tx, OwnerId(other_chat.user)).in_force())
    assert own.card != given.card
    assert given.subject == "self"
    actions = await database.write(lambda tx: tx.rows("SELECT action, object FROM audit"))
    assert ("card.allowed", given.card) in [tuple(row) for row in actions]
    assert await database.write(lambda tx: AuditLog(tx).faults()) == []


async def test_the_permission_names_who_goes_on_keeping_the_card(chat, other_chat, grown_up, database):
    """By «Разрешить» he agrees that the parents keep it, which a consent to one's own card does not say."""
    await signs_in(other_chat, database, grown_up)
    await adds_himself(other_chat)
    assert "законному представителю, который её завёл" in await other_chat.taps("Прочитать")
    await other_chat.taps("Разрешить")
    (given,) = [
        consent
        for consent in await database.write(lambda tx: Consents(tx, OwnerId(other_chat.user)).in_force())
        if consent.card == (await person_of(chat, database))[0].id
    ]
    wording = await database.write(lambda tx: Consents(tx, OwnerId(other_chat.user)).wording(given.text))
    assert "законному представителю" in wording


async def test_a_yes_lasts_until_it_is_taken_back(chat, other_chat, grown_up, database, settings):
    """The card stays open the next day, and closes when the permission is withdrawn in /consents."""
    await signs_in(other_chat, database, grown_up)
    await adds_himself(other_chat)
    await other_chat.taps("Разрешить")
    await chat.reads()
    await freeze_the_grown(database, settings.zone)
    assert "445 95" in await opens_card(chat, "Тестова А. П., 1979")
    card, _ = await person_of(chat, database)
    await other_chat.says("/consents")
    permission = next(data for data in pressed_by(other_chat) if data.startswith(f"go:con:{card.id}"))
    assert "Вы разрешили" in await other_chat.presses(permission, max(other_chat.messages))
    assert "закрыта от родителя" in await other_chat.taps("Закрыть карточку")
    assert "закрыл от вас" in await chat.reads()
    assert "решает он сам" in await opens_card(chat, "❄️")
    assert "Разрешить родителю" in await signs_in(other_chat, database, grown_up)


async def test_a_no_deletes_it_at_the_parents(chat, other_chat, grown_up, database):
    """The mother is told without a name; the person's own card stays."""
    await signs_in(other_chat, database, grown_up)
    await adds_himself(other_chat)
    assert "удалена навсегда" in await other_chat.taps("Удалить у родителя")
    told = await chat.reads()
    assert "удалил владелец данных" in told
    assert "Тестова" not in told
    await chat.says("/start")
    await chat.taps("Уведомления")
    assert "Тестова" not in " ".join(label for label in chat.labels if label[0].isdigit())
    assert "пусто" in await chat.says("/cards")
    assert "1 карточка" in await other_chat.says("/cards")
    allow = next(data for data in pressed_by(other_chat) if data.startswith("do:18+:"))
    assert "нечего решать" in await other_chat.presses(allow, max(other_chat.messages))


async def test_who_did_not_answer_is_asked_at_the_next_sign_in(chat, other_chat, grown_up, database):
    """Once a sign-in, not at each change: a question that is passed over must not close the card for good."""
    await adds_card(other_chat)
    assert "Разрешить родителю" in await signs_in(other_chat, database, grown_up)
    await opens_card(other_chat, "Тестова А. П., 1979")
    await other_chat.taps("Изменить")
    assert "Разрешить родителю" not in await other_chat.taps("Сохранить")
    await database.write(lambda tx: tx.execute("UPDATE card_person SET asked_at = asked_at - 1800"))
    assert "Разрешить родителю" in await signs_in(other_chat, database, grown_up)
    assert "снова видит" in await other_chat.taps("Разрешить")


async def test_who_has_a_card_already_is_asked_at_once(chat, other_chat, grown_up, database):
    """Nothing needs to be added to be asked."""
    await adds_card(other_chat)
    assert "Разрешить родителю" in await signs_in(other_chat, database, grown_up)


async def test_the_polis_serves_where_there_is_no_snils(chat, other_chat, database, settings):
    """Full name, birth date and polis together are as good; two of the three are not."""
    await adds_card(chat, birth_date="13.10.1979", polis="7349020886007312", snils=SKIP)
    await database.write(as_of_a_child)
    await freeze_the_grown(database, settings.zone)
    _, draft = await person_of(chat, database)
    await adds_card(other_chat)
    without = draft.answered(fields.POLIS, None)
    assert "Разрешить родителю" not in await signs_in(other_chat, database, without)
    await signs_in(other_chat, database, draft)
    await other_chat.taps("Добавить в картотеку")
    await other_chat.taps("Добавить карточку")
    assert "Разрешить родителю" in await other_chat.taps("Даю согласие")


async def test_nobody_else_is_asked_or_decides(chat, other_chat, grown_up, database):
    """A typed card proves nothing, and neither does another person's sign-in or a forged button."""
    card, _ = await person_of(chat, database)
    assert "Разрешить" not in await adds_card(other_chat)
    stranger = CardDraft({**grown_up.answers, fields.SNILS: None})
    assert "Разрешить" not in await signs_in(other_chat, database, stranger)
    for deed in ("18+", "18-", "18?"):
        said = await other_chat.presses(f"do:{deed}:{card.id}", max(other_chat.messages))
        assert "нечего решать" in said
    assert "решает он сам" in await opens_card(chat, "❄️")


async def test_the_parent_does_not_decide_in_the_persons_place(chat, other_chat, grown_up, database):
    """Even while the person is asked, the parent's forged button decides nothing."""
    card, _ = await person_of(chat, database)
    await signs_in(other_chat, database, grown_up)
    await other_chat.taps("Добавить в картотеку")
    await other_chat.taps("Добавить карточку")
    assert "Разрешить родителю" in await other_chat.taps("Даю согласие")
    await chat.says("/start")
    for deed in ("18+", "18-", "18?"):
        assert "нечего решать" in await chat.presses(f"do:{deed}:{card.id}", max(chat.messages))


async def test_ones_own_card_from_childhood_opens_again(chat, grown_up, database):
    """Who used the bot himself before he was eighteen consents himself now."""
    said = await signs_in(chat, database, grown_up)
    assert "Это ваша карточка?" in said
    assert "снова открыта" in await chat.taps("Даю согласие")
    assert "445 95" in await opens_card(chat, "Тестова А. П., 1979")


async def shared_child_comes_of_age(chat, other_chat, database, settings):
    """Share a child's card, and let years pass; return what Gosuslugi tells of the person then."""
    await adds_child(chat)
    await shares(chat, other_chat)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    born, snils = BirthDate(date(2001, 2, 28)), Snils.parse("112-233-445 95")
    answers = {fields.BIRTH_DATE: born, fields.POLIS: None, fields.SNILS: snils}
    grown = replace(card, person=changed(card.person, answers))
    await database.write(lambda tx: Cards(tx, grown.owner).change(grown))
    await freeze_the_grown(database, settings.zone)
    for person in (chat, other_chat):
        assert "исполнилось 18" in await person.reads()
    return grown.person.draft


async def test_what_the_child_allowed_to_both_parents_no_change_takes_from_one(
    chat, other_chat, third_chat, database, settings
):
    """The father still sees the card after the mother corrected a name."""
    grown_up = await shared_child_comes_of_age(chat, other_chat, database, settings)
    await signs_in(third_chat, database, grown_up)
    await adds_himself(third_chat)
    await third_chat.taps("Разрешить")
    assert "снова открыта" in await other_chat.reads()
    await opens_card(chat, "Тестова Е. А., 2001")
    await chat.taps("Изменить")
    await chat.taps("Изменить: имя")
    await chat.says("Евгения")
    await chat.taps("Сохранить")
    assert "изменил карточку" in await other_chat.reads()
    assert "Евгения" in await opens_card(other_chat, "Тестова Е. А., 2001")


async def test_ones_own_card_opens_again_for_oneself_alone(chat, other_chat, database, settings):
    """A mother saw it while it was a child's; the grown-up child was not asked about her."""
    grown_up = await shared_child_comes_of_age(chat, other_chat, database, settings)
    await signs_in(chat, database, grown_up)
    await chat.taps("Даю согласие")
    assert "карточкой взрослого не делятся" in await other_chat.reads()
    assert "пусто" in await other_chat.says("/cards")


async def test_the_permission_goes_with_the_person(chat, other_chat, grown_up, database):
    """/delete_me of the grown-up child closes the card at the parent's."""
    await signs_in(other_chat, database, grown_up)
    await adds_himself(other_chat)
    await other_chat.taps("Разрешить")
    await chat.reads()
    await other_chat.says("/delete_me")
    assert "2 согласия" in await other_chat.taps("Да, удалить всё")
    assert "закрыл от вас" in await chat.reads()
    assert "решает он сам" in await opens_card(chat, "❄️")
    assert await database.write(lambda tx: Consents(tx, OwnerId(other_chat.user)).in_force()) == []
