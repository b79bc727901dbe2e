"""Free times that are kept for a moment: what the bot itself took or gave back is known at once."""

import pytest

from handlers.directory.jobs import DirectoryJob
from tests.chat import adds_card, buttons_of
from tests.handlers.visiting import ANNA, looks_at, settles
from tests.registry.kinds import opened


@pytest.fixture(params=["fhir", "ecp"])
async def registry(request, database):
    """Either registry; the directory is copied already."""
    async with opened(request.param, people=(ANNA,)) as house:
        await DirectoryJob(database, house.registry).run()
        yield house.registry


async def taps(chat, job, label):
    """Tap, and let the registry be asked where that is needed."""
    return await chat.taps(label) + await settles(job, chat)


def offered(chat, mark):
    """What the newest message offers in whose label *mark* stands."""
    newest = chat.messages[max(chat.messages)]
    return [each["text"] for each in buttons_of(newest) if mark in each["text"]]


async def to_hours(chat, job, day=None):
    """Choose the day, else the second one, which is all to come; return it with its hours."""
    await looks_at(chat, job, "Примерова")
    await taps(chat, job, "Записаться")
    day = day or offered(chat, " — ")[1].partition(" — ")[0]
    await taps(chat, job, day)
    return day, offered(chat, ":")


async def test_a_time_that_was_just_taken_or_given_back_is_shown_so_to_everybody(chat, other_chat, job):
    """Booked, moved and cancelled within the seconds in which nobody asks the registry again."""
    await adds_card(other_chat)
    await adds_card(chat)
    _, (first, *_) = await to_hours(other_chat, job)
    day, (_, second, *_) = await to_hours(chat, job)
    await taps(chat, job, first)
    assert "готова" in await taps(chat, job, "✅ Записаться")
    _, seen = await to_hours(other_chat, job, day)
    assert first not in seen
    assert second in seen

    await taps(chat, job, "Перенести")
    await taps(chat, job, day)
    assert first not in offered(chat, ":")
    await taps(chat, job, second)
    assert "перенесена" in await taps(chat, job, "✅ Перенести")
    _, seen = await to_hours(other_chat, job, day)
    assert first in seen
    assert second not in seen

    await taps(chat, job, "Отменить запись")
    await taps(chat, job, "Да, отменить")
    _, seen = await to_hours(other_chat, job, day)
    assert second in seen
