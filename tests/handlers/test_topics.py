"""The texts that the operator edits: what cannot be shown is found by the check before a person meets it."""

import shutil
from pathlib import Path

import pytest

from locales import own, topics
from locales.bring import what_to_bring
from locales.texts import LANGUAGES, texts
from sandbox.telegram.entities import parse_html
from sandbox.telegram.errors import ApiError
from tests.chat import Chat, buttons_of


@pytest.fixture
def folder(tmp_path):
    """A folder of the operator's own, read first until the test ends."""
    own.read_first(tmp_path)
    yield tmp_path
    own.read_first(None)


@pytest.fixture
def write(folder):
    """Give both languages one text of the operator's own; return what the check says of it."""

    def writing(text, name="10-guide", section="help", title="Тема"):
        for language in LANGUAGES:
            file = folder / language / section / f"{name}.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{title}\n\n{text}")
        return list(topics.faults())

    return writing


@pytest.mark.parametrize(
    "text",
    [
        "детям <18 лет",
        "ждать < 2 часов",
        "<!-- проверить у юриста --> Текст",
        "<!DOCTYPE html> Текст",
        "<?xml version='1.0'?> Текст",
        "<b>Жирный</b",
        "<b>Жирный",
        "<a href='x>ссылка</a>",
        "<br>Текст",
        "<br/>Текст",
    ],
)
def test_what_telegram_refuses_the_check_finds(write, text):
    """Otherwise people see the tags, because the text is then sent as it stands."""
    with pytest.raises(ApiError):
        parse_html(text)
    assert write(text)


@pytest.mark.parametrize(
    "text", ["Текст & <b>жирный</b> &lt;18", "<a href='https://gu.ru'>x</a> > 3", "{contact}"]
)
def test_what_telegram_takes_the_check_lets_pass(write, text):
    """No more is asked of the operator than must be."""
    assert write(text) == []


@pytest.mark.parametrize("name", ["31-прикрепление-к-поликлинике", "31:polis"])
def test_a_name_that_fits_into_no_button_is_found(write, name):
    """One such file would keep everybody from the whole of help."""
    assert all("the file's name" in fault for fault in write("Текст", name))
    assert len(write("Текст", name)) == len(LANGUAGES)


async def test_a_file_as_windows_saves_it_spoils_nothing_else(chat, folder):
    """Another encoding is shown as far as it can be and named by the check; a byte order mark is nothing."""
    shutil.copytree(Path(topics.__file__).parent, folder, dirs_exist_ok=True)
    for language in LANGUAGES:
        (folder / language / "help" / "05-a.html").write_text("Тема\n\nТекст", encoding="cp1251")
        (folder / language / "help" / "06-b.html").write_text("Памятка\r\n\r\nТекст", encoding="utf-8-sig")
    assert "Помощь" in await chat.says("/help")
    assert "Памятка" in chat.labels
    assert list(topics.faults()) == [f"{each}/help/05-a: the file is not in UTF-8" for each in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_hides_its_text_behind_no_wall_of_buttons(updates, database, language):
    """At most six on each of its screens, and each leads back; support is one of them."""
    chat = Chat(updates, database, language=language)
    t = texts(language)
    told = await chat.says("/help")
    assert all(words in told for words in ("103", "112"))
    (cover,) = [number for number, message in chat.messages.items() if buttons_of(message)]
    assert [button["text"] for button in buttons_of(chat.messages[cover])][-2:] == [
        t.plain("button.write_support"),
        t.plain("button.menu"),
    ]
    waiting, seen = ["~go:help::0"], set()
    while waiting:
        seen.add(data := waiting.pop())
        await chat.presses(data, cover)
        shown = buttons_of(chat.messages[cover])
        assert 1 <= len(shown) <= 6
        led_to = {button["callback_data"] for button in shown}
        waiting += {each for each in led_to if each.startswith("~go:topic:help.")} - seen
    assert len(seen) == len(topics.topics(language, "help"))


@pytest.mark.parametrize(
    "words",
    [
        *("на дом", "анализов", "Рецепт", "Диспансеризация", "Прививки", "Направления", "Больничный"),
        *("регистратуру", "Госуслугах", "103"),
    ],
)
async def test_what_the_bot_cannot_do_is_said_with_the_way_to_it(chat, words):
    """Half of the people ask for these first."""
    await chat.says("/help")
    assert words in await chat.taps("Чего я пока не умею")


async def test_the_ways_to_confirm_a_sign_in_are_those_of_today(chat):
    """MAX, a one-time code, biometrics; an SMS on a computer only. The guide leads to the sign-in."""
    await chat.says("go")
    told = await chat.presses("go:acc::0", max(chat.messages))
    assert all(word in told for word in ("MAX", "TOTP", "биометри", "СМС — только при входе с компьютера"))
    assert "О себе" in chat.labels


async def test_the_operators_own_help_stands_in_place_of_the_products(chat, folder, write):
    """A section that he has is his; the others stay, and so does what his own does not tell."""
    assert write("Мы переехали.", name="10-moved", title="Новый адрес") == []
    assert "Чего я пока не умею" not in await chat.says("/help")
    assert "Мы переехали." in await chat.taps("Новый адрес")
    assert "Чего я пока не умею" not in chat.labels
    await chat.presses("go:law::0", max(chat.messages))
    assert any("323-ФЗ" in label for label in chat.labels)
    assert "MAX" in await chat.presses("go:acc::0", max(chat.messages))
    assert "103" in await chat.presses("go:help::0", max(chat.messages))
    (folder / "ru" / "help" / "10-moved.html").unlink()
    assert "103" in await chat.presses("go:topic:help.10-moved:0", max(chat.messages))


@pytest.mark.parametrize("name", ["../../ru/law/10-health-323", "..", "/etc/hostname", "20-attachment/"])
async def test_a_button_leads_to_no_file_beside_the_topics(chat, name):
    """A client may send any button; what is in no list is not read."""
    await chat.says("/help")
    assert "103" in await chat.presses(f"go:topic:help.{name}:0", max(chat.messages))


def test_a_part_without_its_whole_is_found(write):
    """No button would lead there."""
    found = write("Текст", name="20-a/10-b")
    assert len(found) == len(LANGUAGES)
    assert all("no button leads here" in fault for fault in found)
    assert write("Текст", name="20-a") == []


@pytest.mark.parametrize(
    ("speciality", "words"),
    [
        ("Терапевт", "Паспорт и полис"),
        ("врач-терапевт участковый", "Паспорт и полис"),
        ("Педиатр", "Свидетельство о рождении"),
        ("детский хирург", "Свидетельство о рождении"),
        ("ВРАЧ-ОФТАЛЬМОЛОГ", "за рулём"),
        ("Акушер-гинеколог", "УЗИ"),
        ("ультразвуковая диагностика", "натощак"),
        ("Флюорография", "направление"),
        (None, "Паспорт и полис"),
    ],
)
def test_what_to_bring_goes_by_the_speciality(speciality, words):
    """By the beginning of any word in it; «лор» is in no «флорист»."""
    assert words in what_to_bring("ru", speciality)
    assert what_to_bring("en", speciality)
    assert "аудиограммы" not in what_to_bring("ru", "флорист")


def test_the_operator_says_what_to_bring(write):
    """His own section alone is looked into; a text too long for below a visit is found."""
    assert write("Сменную обувь.", section="bring", title="терап, хирург") == []
    assert what_to_bring("ru", "Терапевт") == "Сменную обувь."
    assert what_to_bring("ru", "Невролог") == ""
    found = write("о" * 601, section="bring", title="*")
    assert len(found) == len(LANGUAGES)
    assert all("600" in fault for fault in found)
    assert what_to_bring("ru", "Невролог") == "о" * 601
