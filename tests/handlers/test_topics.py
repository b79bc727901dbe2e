"""The texts that the operator edits: what cannot be shown is found by the check before a person meets it."""

import shutil
from pathlib import Path

import pytest

from locales import topics
from locales.texts import LANGUAGES
from sandbox.telegram.entities import parse_html
from sandbox.telegram.errors import ApiError


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Give both languages one topic of help; return what the check says of it."""
    monkeypatch.setattr(topics, "files", lambda _: tmp_path)

    def writing(text, name="10-guide"):
        for language in LANGUAGES:
            for section in topics.SECTIONS:
                (tmp_path / language / section).mkdir(parents=True, exist_ok=True)
            (tmp_path / language / "help" / f"{name}.html").write_text(f"Тема\n\n{text}")
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


async def test_a_file_as_windows_saves_it_spoils_nothing_else(chat, tmp_path, monkeypatch):
    """Another encoding is shown as far as it can be and named by the check; a byte order mark is nothing."""
    shutil.copytree(Path(topics.__file__).parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(topics, "files", lambda _: tmp_path)
    for language in LANGUAGES:
        (tmp_path / language / "help" / "05-a.html").write_text("Тема\n\nТекст", encoding="cp1251")
        (tmp_path / language / "help" / "06-b.html").write_text("Памятка\r\n\r\nТекст", encoding="utf-8-sig")
    assert "Помощь" in await chat.says("/help")
    assert "Памятка" in chat.labels
    assert list(topics.faults()) == [f"{each}/help/05-a: the file is not in UTF-8" for each in LANGUAGES]
