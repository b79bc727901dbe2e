"""What people do to see a doctor, step by step, with the job that asks the registry for them."""

from dataclasses import replace

from sandbox.people import PEOPLE
from tests.chat import adds_card, buttons_of

ANNA = replace(PEOPLE[0], birth_date="1979-10-12", polis=None)


async def settles(job, chat):
    """Let the job finish what it began, and read what it shows."""
    await job.close(60)
    return await chat.reads()


def button(chat, label):
    """Return the data and the message of the newest button with these words."""
    return next(
        (each["callback_data"], number)
        for number, message in sorted(chat.messages.items(), reverse=True)
        for each in buttons_of(message)
        if label in each["text"]
    )


async def looks_at(chat, job, doctor):
    """Open a doctor's page; the free times are asked for."""
    await chat.says(doctor.lower())
    await chat.taps(doctor)
    return await settles(job, chat)


async def to_summary(chat, job):
    """Choose the first time of a doctor."""
    await looks_at(chat, job, "Примерова")
    await chat.taps("Записаться")
    await chat.taps("— ")
    return await chat.taps(":")


async def books(chat, job):
    """Book the first time of a doctor; the search for attachments has found nothing."""
    await adds_card(chat)
    await to_summary(chat, job)
    await chat.taps("✅ Записаться")
    assert "готова" in await settles(job, chat)
