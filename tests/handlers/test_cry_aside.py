"""An emergency where no answer stands: in a changed message, beside a picture or a voice, behind a slash."""

import pytest

from storage.dialogues import Dialogues
from tests.chat import numbers
from tests.form import ANNA
from tests.handlers.test_form_said_aside import comes_to

CRIES = ["не могу дышать", "suicide"]
PHOTO = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]}
VOICE = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}
FILE = {"document": {"file_id": "d", "file_unique_id": "d", "file_name": "a.mp4", "mime_type": "video/mp4"}}
SCAN = {"document": {"file_id": "s", "file_unique_id": "s", "file_name": "a.pdf"}}
LARGE = {"document": SCAN["document"] | {"mime_type": "application/pdf", "file_size": 10**8}}
SENT = [PHOTO, VOICE, FILE, SCAN, LARGE]


async def at_the_menu(chat):
    await chat.says("/start")


async def in_the_form(chat):
    await comes_to(chat, "surname", ANNA)


async def at_the_summary(chat):
    await comes_to(chat, "sex", ANNA)
    await chat.says("ж")


async def writing_to_support(chat):
    await chat.presses("do:ask:", next(numbers))


async def looking_for_a_doctor(chat):
    await chat.presses("go:doctors::0", next(numbers))


PLACES = [at_the_menu, in_the_form, at_the_summary, writing_to_support, looking_for_a_doctor]


async def state_of(chat):
    rows = await chat.database.write(lambda tx: Dialogues(tx).of(chat.user))
    return rows.state


async def changes(chat, text, number=None):
    """Change a message, an earlier one where its *number* is told."""
    head = chat._head(number or next(numbers))
    return await chat.sends(edited_message={**head, "edit_date": 2, "text": text})


@pytest.mark.parametrize("goes", PLACES)
@pytest.mark.parametrize("cry", CRIES)
async def test_a_changed_message_is_heard(chat, goes, cry):
    """103 is named, and what was asked goes on being asked."""
    await goes(chat)
    before = await state_of(chat)
    assert "🚑" in await changes(chat, cry)
    assert await state_of(chat) == before


@pytest.mark.parametrize("goes", PLACES)
@pytest.mark.parametrize("sent", SENT, ids=["photo", "voice", "file", "pdf", "large"])
async def test_words_beside_something_are_heard(chat, goes, sent):
    """Whatever it is that was sent; what is beside another is no emergency."""
    await goes(chat)
    before = await state_of(chat)
    for words, is_heard in ((CRIES[0], True), (CRIES[1], True), ("мой полис", False)):
        said = await chat.sends(message={**chat._head(next(numbers)), **sent, "caption": words})
        assert ("🚑" in said) == is_heard
        assert await state_of(chat) == before


async def test_a_picture_is_read_all_the_same(chat):
    """It may be the polis for which the ambulance will ask."""
    said = await chat.sends(message={**chat._head(next(numbers)), **PHOTO, "caption": CRIES[0]})
    assert "🚑" in said
    assert (await chat.database.write(lambda tx: tx.rows("SELECT 1 FROM errand"))) == [(1,)]


@pytest.mark.parametrize("goes", PLACES)
async def test_what_was_heard_is_not_heard_again(chat, goes):
    """Telegram tells of a change also where the words are the same; other words are heard."""
    await goes(chat)
    number = next(numbers)
    cry = {**chat._head(number), "text": CRIES[0]}
    assert "🚑" in await chat.sends(message=cry)
    assert await changes(chat, CRIES[0], number) == ""
    assert "🚑" in await changes(chat, CRIES[1], number)
    assert await changes(chat, CRIES[1], number) == ""


@pytest.mark.parametrize("command", ["/cards", "/cancel", "/start"])
@pytest.mark.parametrize("goes", [in_the_form, at_the_summary, writing_to_support])
async def test_a_changed_message_is_no_command(chat, goes, command):
    """Nothing is done by it, and the question stands on."""
    await goes(chat)
    before = await state_of(chat)
    assert "исправили" in await changes(chat, command)
    assert await state_of(chat) == before


@pytest.mark.parametrize("goes", PLACES)
@pytest.mark.parametrize(
    "typed", ["/помогите не могу дышать", "/скорая", "/sos", "/cancel не могу дышать", "/start задыхаюсь"]
)
async def test_words_behind_a_slash_are_heard(chat, goes, typed):
    """They are no command, whatever stands first: a form stands on, and support gets them as the question."""
    await goes(chat)
    before = await state_of(chat)
    assert "🚑" in await chat.says(typed)
    assert await state_of(chat) == (None if goes is writing_to_support else before)


@pytest.mark.parametrize("payload", ["sos", "fam_ab-sos-cd", "ab_103_suicide-cd"])
async def test_a_link_says_nothing(chat, payload):
    """What its chance letters spell is no cry."""
    assert "🚑" not in await chat.says(f"/start {payload}")
