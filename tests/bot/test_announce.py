"""Announcing and answering at the command line, and the job that carries both out."""

import re
from functools import partial

import pytest
from pydantic import SecretStr

from bot.__main__ import parser
from bot.checks import kept
from bot.checks import telegram as telegram_room
from bot.commands import announce, support
from bot.commands.console import Refused
from bot.opening.kept import begin_database
from handlers.messages import jobs as mail
from handlers.messages.jobs import carry_mail
from patient.card import OwnerId
from sandbox.telegram.app import telegram_app
from sandbox.telegram.server import GROUP_ID, Telegram
from storage.announcements import Announcements
from storage.audit import AuditLog
from storage.database import Database
from storage.dialogue import Dialogue
from storage.dialogues import Dialogues
from storage.messages import Messages
from storage.migration import migrate
from storage.moves import Moves
from storage.notices import Notices
from storage.outbox import Outbox, Urgency
from storage.support import Support
from tests import processes
from tests.servers import serving
from tests.storage.test_messages import CLINIC, adds_card

PEOPLE = 130  # more than may wait to be pushed at once


@pytest.fixture
async def database(settings, ring, database_url):
    """The running bot's side of what the commands write to."""
    ring.save(settings.data_keys)
    opened = await Database.open(settings.database, ring.vault())
    await migrate(opened.connection, ring.vault())
    yield opened
    await opened.close()


@pytest.fixture
def run(settings, capsys, database):
    """Run a command as the operator does; return its words."""

    async def running(*words):
        arguments = parser(words[0]).parse_args([str(word) for word in words])
        await {"announce": announce, "support": support}[words[0]].do(arguments, settings)
        return capsys.readouterr().out

    return running


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text("\ufeffЗавтра <приём> с 8 до 12 & далее.\n", encoding="utf-8")
    return file


@pytest.fixture
async def people(database):
    """As many people as take several batches."""

    async def meet(tx):
        for owner in range(1, PEOPLE + 1):
            await Dialogues(tx).save(Dialogue(owner))

    await database.write(meet)
    return [OwnerId(owner) for owner in range(1, PEOPLE + 1)]


async def sent(database):
    """Take what waits, as the sender would; return the chats."""
    rows = await database.write(lambda tx: Outbox(tx).left_over())
    await database.write(lambda tx: Outbox(tx).done([row.id for row in rows]))
    assert all(row.urgency is Urgency.PUSH for row in rows)
    return [row.chat for row in rows]


async def everything_sent(database, settings):
    """Let the job tick until there is nothing more to send."""
    chats = []
    while True:
        await carry_mail(database, settings.zone)
        if not (batch := await sent(database)):
            return chats
        chats += batch


async def messages(database, owner):
    return await database.write(lambda tx: Messages(tx, owner).all(limit=9))


async def test_a_dry_run_counts_and_sends_nothing(run, text, people, database):
    """It tells how many people, in whose name, and how long the text is."""
    said = await run("announce", "--all", text)
    assert "people: 130" in said
    assert "from Министерство «Пример»: 33 of 3500 characters" in said
    assert "dry run" in said
    assert await database.write(lambda tx: Announcements(tx).latest()) == []


async def test_everybody_gets_it_once_and_as_it_was_written(run, text, people, database, settings):
    """The text is plain: what looks like HTML is shown, not obeyed."""
    assert "announcement 1 is kept" in await run("announce", "--all", text, "--send")
    assert sorted(await everything_sent(database, settings)) == people
    for owner in people:
        (message,) = await messages(database, owner)
        assert message.letter.text == "Завтра <приём> с 8 до 12 & далее."
    (notice,) = await database.write(lambda tx: Notices(tx, people[0]).all())
    assert "&lt;приём&gt; с 8 до 12 &amp; далее" in notice.parameters["text"]
    assert "130 of 130 people, handed out" in await run("announce", "--list")
    await carry_mail(database, settings.zone)
    assert await sent(database) == []
    assert await database.write(lambda tx: AuditLog(tx).faults()) == []


async def test_a_cut_neither_loses_nor_doubles(run, text, people, database, settings):
    """A batch that fails is rolled back with its cursor; those before it stay handed out."""
    await run("announce", "--all", text, "--send")

    async def cut(tx):
        await mail._hand_out_some(settings.zone, tx)
        raise ZeroDivisionError

    await database.write(partial(mail._hand_out_some, settings.zone))
    with pytest.raises(ZeroDivisionError):
        await database.write(cut)
    assert "25 of 130 people, under way" in await run("announce", "--list")
    assert sorted(await everything_sent(database, settings)) == people
    assert [len(await messages(database, owner)) for owner in people] == [1] * PEOPLE


async def test_a_wrong_announcement_is_cancelled(run, text, people, database, settings):
    """Nobody else gets it, who has it keeps it, and it is cancelled once."""
    await run("announce", "--all", text, "--send")
    await database.write(partial(mail._hand_out_some, settings.zone))
    assert "nobody else gets announcement 1" in await run("announce", "--cancel", 1)
    await carry_mail(database, settings.zone)
    assert len(await sent(database)) == 25
    assert "25 of 130 people, cancelled" in await run("announce", "--list")
    for number in (1, 2):
        with pytest.raises(Refused, match=f"no announcement {number} is under way"):
            await run("announce", "--cancel", number)


async def test_no_more_waits_than_telegram_takes_in_some_seconds(run, text, people, database, settings):
    """So a reminder is never far behind an announcement to all."""
    await run("announce", "--all", text, "--send")
    await carry_mail(database, settings.zone)
    first = await sent(database)
    assert len(first) == 100
    await carry_mail(database, settings.zone)
    assert sorted(first + await sent(database)) == people


async def test_a_clinic_and_a_card_have_their_own_readers(run, text, people, database, settings):
    """Only those attached; only the card's owner, and the message names the card."""

    async def keep(tx):
        await adds_card(tx, OwnerId(7), CLINIC)
        await adds_card(tx, OwnerId(8), "clinic-2")
        return await adds_card(tx, OwnerId(9))

    card = await database.write(keep)
    said = await run("announce", "--clinic", CLINIC, text, "--from", "Поликлиника № 1", "--send")
    assert "to clinic clinic-1, which the directory does not know; people: 1" in said
    await run("announce", f"--card={card.id}", text, "--send")
    await carry_mail(database, settings.zone)
    assert await sent(database) == [7, 9]
    (of_clinic,), (of_card,) = [await messages(database, OwnerId(owner)) for owner in (7, 9)]
    assert (of_clinic.letter.sender, of_clinic.letter.card) == ("Поликлиника № 1", None)
    assert of_card.letter.card == card.id


async def test_the_same_twice_a_day_asks_for_again(run, text, people):
    """A slip of the fingers does not write to everybody twice."""
    await run("announce", "--all", text, "--send")
    for more in ([], ["--send"]):
        with pytest.raises(Refused, match="--again"):
            await run("announce", "--all", text, *more)
    assert "announcement 2 is kept" in await run("announce", "--all", text, "--send", "--again")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b" \n", "empty"), (b"\xff", "UTF-8"), ("😀".encode() * 1751, "3502 characters")],
)
async def test_a_text_that_does_not_fit_is_refused(run, text, people, content, words):
    """Before anything is kept."""
    text.write_bytes(content)
    with pytest.raises(Refused, match=words):
        await run("announce", "--all", text, "--send")


async def test_what_reaches_nobody_is_refused(run, text, tmp_path, people):
    """A wrong id, an empty one (of a shell's unset variable), a missing file, too long a name."""
    for to, name in (("--card", "none"), ("--card", ""), ("--clinic", "none"), ("--clinic", "")):
        with pytest.raises(Refused, match="nobody"):
            await run("announce", to, name, text, "--send")
    with pytest.raises(Refused, match="FILE is missing"):
        await run("announce", "--all")
    with pytest.raises(FileNotFoundError):
        await run("announce", "--all", tmp_path / "none.txt")
    with pytest.raises(Refused, match="too long a name"):
        await run("announce", "--all", text, "--from", "я" * 65)


async def test_questions_are_answered_at_the_command_line(run, text, database, settings):
    """The running bot passes the answer on; the same code is not answered twice."""
    question = await database.write(lambda tx: Support(tx, OwnerId(1001)).ask("Где полис?"))
    listed = await run("support", "list")
    assert f"#{question.code}, " in listed
    assert "Где полис?\n\n1 open questions" in listed
    assert "1001" not in listed
    assert "passes it on" in await run("support", "answer", f"#{question.code.lower()}", text)
    assert "0 open questions" in await run("support", "list")
    await carry_mail(database, settings.zone)
    assert await sent(database) == [1001]
    (answer,) = await messages(database, OwnerId(1001))
    assert (answer.letter.code, answer.is_read) == (question.code, False)
    with pytest.raises(Refused, match="answered before"):
        await run("support", "answer", question.code, text)
    with pytest.raises(Refused, match="no question"):
        await run("support", "answer", "22222", text)


async def test_the_command_line_says_why_not(settings, text, database, people):
    """A refusal is one line and the exit code 1; wrong usage is 2."""
    environment = {
        "BOT_TOKEN": "1:test",
        "OPERATOR_NAME": settings.operator_name,
        "OPERATOR_ADDRESS": settings.operator_address,
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "DATA_KEYS": str(settings.data_keys),
    }

    async def call(*words):
        process = await processes.fork(*words, environment=environment)
        said = await process.stderr.read()
        return await process.wait(), said.decode()

    assert await call("announce", "--card", "none", str(text)) == (1, "nobody would be reached\n")
    code, said = await call("announce", str(text))
    assert code == 2
    assert re.search("one of the arguments .* is required", said)


async def test_check_tells_whether_the_bot_is_in_the_support_group(settings):
    """Until somebody adds it, and after somebody removed it."""
    telegram = Telegram()
    async with serving(telegram_app(telegram)) as base:
        given = {"bot_token": SecretStr(telegram.token), "telegram_api_url": base, "support_chat": GROUP_ID}
        there = settings.model_copy(update=given)
        (finding,) = await telegram_room.look(there, is_running=False)
        assert "SUPPORT_CHAT" in finding.text
        telegram.add_to_group("anna")
        assert await telegram_room.look(there, is_running=False) == []


async def test_check_tells_that_the_support_group_has_moved(settings, ring):
    """As long as the settings name the old id; the bot itself has followed."""
    settings = settings.model_copy(update={"support_chat": GROUP_ID})
    ring.save(settings.data_keys)
    async with begin_database(settings) as database:
        await database.write(lambda tx: Moves(tx).note(GROUP_ID, -1009))
    (finding,) = [each.text for each in await kept.look(settings) if "SUPPORT_CHAT" in each.text]
    assert "SUPPORT_CHAT" in finding
    assert "-1009" in finding


@pytest.mark.parametrize(("given", "chat"), [("", None), ("-1007300000001", -1007300000001)])
def test_the_support_group_is_a_group_or_none(settings, given, chat):
    """An empty line in .env means none."""
    assert settings.model_validate(settings.model_dump() | {"support_chat": given}).support_chat == chat
    with pytest.raises(ValueError, match="support_chat"):
        settings.model_validate(settings.model_dump() | {"support_chat": "1001"})
