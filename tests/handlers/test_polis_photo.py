"""Photographs of a polis, many at once: a few are taken, the others are asked for again."""

from storage.errands import Errands
from tests.chat import numbers

PHOTO = [{"file_id": "f", "file_unique_id": "f", "width": 1280, "height": 960, "file_size": 90_000}]


async def sends_photo(chat):
    """Send a photograph."""
    head = {"message_id": next(numbers), "date": 1, "chat": {"id": chat.user, "type": "private"}}
    sender = {"id": chat.user, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    return await chat.sends(message={**head, "from": sender, "photo": PHOTO})


async def test_one_person_cannot_keep_the_worker_from_the_others(chat, other_chat, database):
    """Six wait at most; who sends more is asked to wait, and nobody else is."""
    said = [await sends_photo(chat) for _ in range(8)]
    assert ["Читаю штрихкод" in each for each in said] == [True] * 6 + [False] * 2
    assert "пришлите это ещё раз" in said[-1]
    assert await database.write(lambda tx: Errands(tx).count(chat.user)) == 6
    assert "Читаю штрихкод" in await sends_photo(other_chat)
