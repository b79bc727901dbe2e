"""Photographs of a polis, many at once: a few are taken, the others are asked for again."""

import pytest

from handlers.ground.calls import message
from handlers.polis_photo import views
from locales.texts import texts
from patient import fields
from patient.card import CardDraft
from patient.name import GivenName
from storage.dialogues import Dialogues
from storage.errands import Errands
from storage.outbox import Call, Outbox
from tests.chat import numbers

PHOTO = [{"file_id": "f", "file_unique_id": "f", "width": 1280, "height": 960, "file_size": 90_000}]


async def sends_photo(chat):
    """Send a photograph."""
    head = {"message_id": next(numbers), "date": 1, "chat": {"id": chat.user, "type": "private"}}
    sender = {"id": chat.user, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    return await chat.sends(message={**head, "from": sender, "photo": PHOTO})


async def sends_file(chat, **told):
    """Send a photograph as a file."""
    head = {"message_id": next(numbers), "date": 1, "chat": {"id": chat.user, "type": "private"}}
    sender = {"id": chat.user, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    document = {"file_id": "f", "file_unique_id": "u", "file_size": 90_000, **told}
    return await chat.sends(message={**head, "from": sender, "document": document})


async def all_read(database):
    """Have the job finish what waits."""
    await database.write(lambda tx: tx.execute("DELETE FROM errand"))


async def test_one_person_cannot_keep_the_worker_from_the_others(chat, other_chat, database):
    """Two wait at most; who sends more is asked to wait, and nobody else is."""
    said = [await sends_photo(chat) for _ in range(4)]
    assert ["Читаю штрихкод" in each for each in said] == [True] * 2 + [False] * 2
    assert "пришлите это ещё раз" in said[-1]
    assert await database.write(lambda tx: Errands(tx, chat.user).count()) == 2
    assert "Читаю штрихкод" in await sends_photo(other_chat)


async def test_photographs_are_counted_by_the_day(chat, other_chat, database):
    """Twenty of one person; the next day there are as many again."""
    for _ in range(20):
        assert "Читаю штрихкод" in await sends_photo(chat)
        await all_read(database)
    assert "на сегодня достаточно" in await sends_photo(chat)
    assert "Читаю штрихкод" in await sends_photo(other_chat)
    await database.write(lambda tx: tx.execute("UPDATE photo SET at = at - 86401"))
    assert "Читаю штрихкод" in await sends_photo(chat)


@pytest.mark.parametrize(
    ("told", "is_taken"),
    [
        ({"file_name": "IMG_0001.JPG", "mime_type": "application/octet-stream"}, True),
        ({"file_name": "IMG_0001.JPG"}, True),
        ({"file_name": "IMG_0002.HEIC", "mime_type": "application/octet-stream"}, True),
        ({"file_name": "scan.Pdf"}, True),
        ({"file_name": "IMG_0001", "mime_type": "application/octet-stream"}, True),
        ({}, True),
        ({"file_name": "polis.png", "mime_type": "IMAGE/PNG"}, True),
        ({"file_name": "report.docx", "mime_type": "application/octet-stream"}, False),
        ({"file_name": "IMG_0001.JPG", "mime_type": "text/html"}, False),
        ({"file_name": "archive.jpg.zip"}, False),
    ],
)
async def test_a_file_without_a_kind_is_judged_by_its_name(chat, told, is_taken):
    """As an iPhone sends what is sent «as a file»; without a name, too, its content decides."""
    assert ("Читаю штрихкод" in await sends_file(chat, **told)) is is_taken


async def test_of_several_photographs_no_litter_is_left(chat, database):
    """One is taken: what was read in the others goes with its dead buttons and its names."""
    for scan, name in (("1", "Ева"), ("2", "Олег")):
        await offers(chat, database, scan, CardDraft({fields.GIVEN_NAME: GivenName.parse(name)}))
    assert len(chat.messages) == 2
    await chat.taps("взять")
    await chat.reads()
    (form,) = chat.messages.values()
    assert "Шаг" in form["text"]


async def offers(chat, database, scan, draft):
    """Offer what the job has read."""

    async def offered(transaction):
        dialogue = await Dialogues(transaction).of(chat.user)
        dialogue.keep_scan(scan, draft)
        await Dialogues(transaction).save(dialogue)
        screen = views.offered(scan, draft, texts("ru"), has_form=False)
        await Outbox(transaction).add(chat.user, Call("sendMessage", message(chat.user, screen)))

    await database.write(offered)
    await chat.reads()
