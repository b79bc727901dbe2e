"""The photograph of the polis over HTTP: sent, read by a job, confirmed, and in the card."""

import io
from datetime import date

import pytest

from patient.sex import Sex
from sandbox.telegram.files import Upload
from tests.barcode.paper import INVENTED, WRITERS, Person
from tests.barcode.printers import print_by_zint, print_by_zxing
from tests.form import ANNA, typed
from tests.journeys.house import house

EVA = Person("ТЕСТОВА", "ЕВА", "АНДРЕЕВНА", Sex.FEMALE, date(2019, 2, 28), "7397089771999991")

SEMYON = typed("Тестов-Примеров", "Семён", "Ильич", "м", "9.3.87")


def photograph(printer, kind, angle=4, person=INVENTED):
    """Return a JPEG of the barcode as a person would take it: on paper, a little askew."""
    code = printer(WRITERS[kind](person))
    code = code.resize((code.width * 4, code.height * 4))
    paper = code.resize((code.width + 160, code.height + 240))
    paper.paste(235, (0, 0, *paper.size))
    paper.paste(code, (80, 120))
    written = io.BytesIO()
    paper.rotate(angle, expand=True, fillcolor=200).save(written, "JPEG", quality=80)
    return written.getvalue()


def sends(home, content, *, name="polis.jpg", media_type="image/jpeg"):
    upload = Upload(name, media_type, content)
    if name.endswith(".jpg"):
        home.telegram.send_photo("anna", upload)
    else:
        home.telegram.send_document("anna", upload)


@pytest.mark.parametrize(("printer", "kind"), [(print_by_zxing, 2), (print_by_zint, 1)])
async def test_a_photograph_begins_a_card(tmp_path, printer, kind):
    """What was read is shown masked; one tap takes it, and only SNILS and phone are left to ask."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        sends(home, photograph(printer, kind))
        read = await anna.reads("Вот что я прочитал")
        assert "Тестов-Примеров" in read
        assert "Семён" in read
        assert "09.03.1987" in read
        assert INVENTED.number not in read
        await anna.presses("Всё верно, взять эти данные", "Шаг 7 из")
        assert not any(message["photo"] for message in anna.seen())
        summary = await anna.goes_on({"snils": "087-654-303 00"})
        assert "Тестов-Примеров" in summary
        assert not any("ТЕСТОВ" in line or INVENTED.number in line for line in home.errors)


async def test_a_photograph_answers_the_polis_step(tmp_path):
    """Within the form it fills in what stands on the polis and goes on."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.answers("/add", "Шаг 1")
        await anna.goes_on(SEMYON, until="polis")
        sends(home, photograph(print_by_zxing, 2, angle=0), name="polis.png", media_type="image/png")
        await anna.presses("Всё верно, взять эти данные", "Шаг 7 из")


async def test_what_cannot_be_read_is_told_kindly(tmp_path):
    """No barcode, no picture, another format: how to take it, and the way to type stays open."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        blank = photograph(lambda _: print_by_zxing(bytes(130)).point(lambda _: 255), 2)
        sends(home, blank)
        await anna.reads("крупно, ровно")
        sends(home, b"%PDF-1.7", name="polis.pdf", media_type="application/pdf")
        await anna.reads("PDF я не читаю")
        sends(home, b"no picture at all", name="polis.png", media_type="image/png")
        await anna.reads("JPEG, PNG или WEBP")
        await anna.reads("убираю из чата")
        assert not any(message["photo"] or message["document"] for message in anna.seen())
        await anna.presses("Ввести вручную", "Шаг 1")


async def test_each_button_takes_what_stands_above_it(tmp_path):
    """Two polises are read before either is taken; the first is still the first."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        sends(home, photograph(print_by_zxing, 2))
        await anna.reads("Семён")
        first = anna.find_button("Всё верно")
        sends(home, photograph(print_by_zxing, 2, person=EVA))
        await anna.reads("Ева")
        home.telegram.tap("anna", *first)
        anna.glance = 3
        await anna.reads("Шаг 7 из")
        assert "Тестов-Примеров" in await anna.goes_on({"snils": "087-654-303 00"})


async def test_photographs_sent_together_are_all_read(tmp_path):
    """People send both sides at once: the one with the barcode counts, whichever comes last."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        sends(home, photograph(print_by_zxing, 2))
        sends(home, photograph(lambda _: print_by_zxing(bytes(130)).point(lambda _: 255), 2))
        anna.glance = 4
        await anna.reads("крупно, ровно")
        await anna.reads("Вот что я прочитал")
        said = [message["text"] for message in anna.seen()]
        await anna.presses("Всё верно, взять эти данные", "Шаг 7 из")
        assert not any(message["photo"] for message in anna.seen())
        assert not any("Читаю" in text for text in said)
        assert {"Фото 1", "Фото 2"} <= {text.partition("\n")[0] for text in said}


async def test_the_polis_of_another_person_begins_a_card_of_his_own(tmp_path):
    """Anna's card was begun and laid aside; nothing of hers, her SNILS above all, gets into her child's."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.answers("/add", "Шаг 1")
        await anna.goes_on(ANNA, until="phone")
        await anna.answers("/start", "Здравствуйте")
        sends(home, photograph(print_by_zxing, 2, person=EVA))
        await anna.presses("Всё верно, взять эти данные", "Шаг 7 из")
        summary = await anna.goes_on({})
        assert "Ева" in summary
        assert "СНИЛС: не указан" in summary
