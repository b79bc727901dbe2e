"""The form laid aside: whatever else is tapped or asked for leaves it, and nothing that was typed is lost."""

import pytest

from handlers.ground.navigation import Action, Place
from handlers.routing import COMMANDS
from patient import fields
from patient.card import CardDraft, OwnerId
from patient.clinic import Clinic, Doctor
from storage.cards import Cards
from storage.dialogues import Dialogues
from storage.directory import Directory
from tests.chat import adds_card, fills_in, numbers
from tests.handlers.test_polis_photo import sends_photo

CLINIC = Clinic("c1", "Поликлиника", "ул. Примерная, 1", district="Засвияжский")
DOCTOR = Doctor("r1", "p1", "c1", "Примерова Ольга Николаевна", "Терапевт")

GUIDE = (Place.HELP, Place.PRIVACY, Place.LAW, Place.TOPIC, Place.ACCOUNT_GUIDE, Place.LANGUAGE)
OPENING = (Action.CONTINUE_FORM, Action.ADD_AFRESH, Action.CHANGE_CARD, Action.TAKE_SCAN, Action.IMPORT)
TELLING = {
    *("/help", "/privacy", "/language", "/nonsense", "go:topic:help.visits:0", "do:speak:ru"),
    *(f"go:{place}:{{card}}:0" for place in GUIDE),
}
OTHERS = {
    *("go:clinic:1:0", "go:doctor:1:0", "go:found:прим:0", "do:bkc:1", "do:bkd:1", "do:w1:1"),
    *("pk:none:day:1", "tk:none:1:1", "bye:wd:keep:none", "f:cancel", "of a release long past"),
}


def commands() -> set[str]:
    """Return every command that the conversation knows, with a link, too, and one that it does not."""
    return {"/start fam_x", "/start si_x", "/nonsense", *(f"/{name}" for name in COMMANDS)}


def leaving() -> list[str]:
    """Return every command, place, deed and other button that is not the form's own; erasing ones last."""
    places = {f"go:{place}:{{card}}:0" for place in Place}
    deeds = {f"do:{deed}:{{card}}" for deed in Action if deed not in {*OPENING, Action.SPEAK}}
    ending = ("/cancel", "/support", f"do:{Action.ERASE_ME}:{{card}}")
    acts = sorted(
        (commands() | places | deeds | OTHERS) - TELLING - {*ending, f"do:{Action.WRITE_SUPPORT}:{{card}}"}
    )
    erasing = {f"do:{Action.REMOVE_CARD}:{{card}}", f"do:{Action.WITHDRAW}:{{card}}"}
    return sorted(acts, key=lambda act: act in erasing)


@pytest.fixture
async def anna(chat, database):
    """Anna, with a card, in the middle of a form for another one; there is a doctor to be found."""
    await database.write(lambda tx: Directory(tx).replace([CLINIC], [DOCTOR]))
    await adds_card(chat)
    await begins(chat)
    return chat


async def begins(chat):
    await chat.says("/add")
    assert "Шаг 2 из" in await chat.says("Образцова")


async def does(chat, act):
    """Say a command, or press a button about the card."""
    if act.startswith("/"):
        return await chat.says(act)
    cards = await chat.database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    card = cards[0].id if cards else "gone"
    return await chat.presses(act.replace("{card}", card), next(numbers))


async def stands(chat):
    """Tell whether what is typed next would be an answer."""
    dialogue = await chat.database.write(lambda tx: Dialogues(tx).of(chat.user))
    return dialogue.state is not None


async def test_whatever_is_not_the_forms_own_lays_it_aside(anna):
    """A doctor's name typed next is looked for and stays in the chat; the form goes on where it stood."""
    for act in leaving():
        assert await does(anna, act), act
        assert not await stands(anna), act
        assert "Нашлось" in await anna.says("примерова"), act
        assert "примерова" in str(anna.messages), act
        assert "Продолжить" in await offered(anna), act
        assert "Шаг 2 из" in await anna.taps("Продолжить"), act
        anna.messages.clear()
    await anna.presses("do:go-on:", next(numbers))
    await anna.taps("Назад")
    assert "Оставить: Образцова" in anna.labels


async def offered(chat):
    """Return what the menu offers."""
    await chat.says("/start")
    return str(chat.messages[max(chat.messages)])


async def test_what_only_tells_something_asks_the_question_again_below(anna):
    """The question is the last thing in the chat, so the next word answers it."""
    for act in sorted(TELLING):
        said = await does(anna, act)
        assert said.count("Шаг 2 из") == 1, act
        assert not said.startswith("<i>Шаг 2"), act
        assert await stands(anna), act
    assert "Шаг 3 из" in await anna.says("Анна")
    await anna.says("/start")
    for act in sorted(TELLING):
        assert "Шаг 2 из" not in await does(anna, act), act
        assert not await stands(anna), act


@pytest.mark.parametrize("act", ["/cancel", "do:erase:"])
async def test_what_ends_the_form_leaves_nothing_of_it(anna, act):
    """It is not offered again."""
    await does(anna, act)
    assert "Нашлось" in await anna.says("примерова")
    assert "Продолжить" not in await offered(anna)


@pytest.mark.parametrize(
    "act", ["/cards", "do:rm:{card}", "f:cancel::1", "of a release long past", "do:speak:ru"]
)
async def test_every_menu_and_card_file_offers_the_form(anna, act):
    """Also the card file from which another card has just gone, and the menu in place of a stale button."""
    await anna.says("/start")
    anna.messages.clear()
    await does(anna, act)
    assert "Шаг 2 из" in await anna.taps("Продолжить")


async def test_the_forms_own_buttons_keep_it_open(anna):
    """Back, and the whole way over the consent's text to the card."""
    await anna.taps("Назад")
    assert await stands(anna)
    await anna.says("/cancel")
    await fills_in(anna, surname="Образцова", snils="087-654-303 00")
    for label in ("Добавить карточку", "Прочитать", "Не даю согласия", "Изменить: фамилия", "Назад"):
        await anna.taps(label)
        assert await stands(anna), label


async def test_a_question_about_what_was_typed_keeps_it_open(anna):
    """A doubt about the polis and the choice of its kind."""
    for answer in ("Анна", "Петровна", "женский", "13.10.1980"):
        await anna.says(answer)
    assert "другая дата рождения" in await anna.says("7349 0208 8600 7312")
    await anna.taps("Это полис другого вида")
    assert await stands(anna)
    await anna.taps("Назад")
    assert await stands(anna)


async def test_an_earlier_button_of_the_form_asks_what_stands(anna):
    """And only while it stands: of a form that was laid aside it leads to the card file."""
    assert "Шаг 2 из" in await anna.presses("f:cancel::1", next(numbers))
    assert await stands(anna)
    await anna.says("/start")
    assert "карточка" in await anna.presses("f:cancel::1", next(numbers))
    assert not await stands(anna)


@pytest.mark.parametrize("act", ["do:go-on:", "do:new:", "do:edit:{card}", "do:scan:7"])
async def test_what_opens_the_form_keeps_it_open(anna, act):
    """Going on, beginning afresh, changing a card, taking what was read in a photograph."""
    await anna.says("/settings")
    await keeps_scan(anna)
    await does(anna, act)
    assert await stands(anna)


async def keeps_scan(chat):
    """Keep what a job has read in a photograph."""
    draft = CardDraft().answered(fields.PATRONYMIC, None)

    async def keep(tx):
        dialogue = await Dialogues(tx).of(chat.user)
        dialogue.keep_scan("7", draft)
        await Dialogues(tx).save(dialogue)

    await chat.database.write(keep)


async def test_a_photograph_leaves_the_question_open(anna):
    """It fills the form in; until it is read the next answer may be typed."""
    for _ in range(3):
        await sends_photo(anna)
        assert await stands(anna)
    assert "Шаг 3 из" in await anna.says("Анна")


async def test_the_consent_is_given_where_it_stands_only(anna, database):
    """A button that nobody made agrees to nothing that was not shown."""
    await anna.says("/cancel")
    await fills_in(anna, surname="Образцова", snils="087-654-303 00")
    form = (await database.write(lambda tx: Dialogues(tx).of(anna.user))).form
    assert "Проверьте карточку" in await anna.presses(f"f:agree::{form.revision}", next(numbers))
    assert len(await database.write(lambda tx: Cards(tx, OwnerId(anna.user)).readable())) == 1


async def test_support_takes_the_next_words_and_the_form_none(anna):
    """One rule ends both; the form waits for its turn."""
    await anna.presses("do:ask:", next(numbers))
    await anna.presses("go:set::0", next(numbers))
    assert "Нашлось" in await anna.says("примерова")
    await anna.presses("do:ask:", next(numbers))
    await anna.presses("do:ask:", next(numbers))
    assert "отправлен" in await anna.says("Анна")
    await anna.says("/start")
    assert "Шаг 2 из" in await anna.taps("Продолжить")
