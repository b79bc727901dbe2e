"""What is nearly right in the form is asked about, by buttons, and nothing typed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient import fields
from patient.fields import FIELDS
from patient.form import Form
from patient.guess import guess
from patient.sex import Sex
from storage.written import read, written
from tests.chat import fills_in
from tests.form import comes_to, goes_on, typed
from tests.patient.strategies import TODAY, drafts

NEW = "7356210840005078"  # born 1987-03-09, a man
ANDREI = typed("Тестов", "Андрей", "Петрович", "м", "09.03.1987", "нет", "112-233-445 95")


TYPED = ("Тестов Андрей Петрович", "Ntcnjd", ";erjd", "735621О840005078", NEW, "9021234567", "112-233-44S 95")


@given(drafts, st.sampled_from(FIELDS), st.sampled_from(TYPED), st.sampled_from(Sex), st.booleans())
def test_a_form_with_its_guess_comes_back_from_the_dialogue(draft, asked, text, sex, is_sure):
    """Whatever is asked about, nothing typed is lost by a restart."""
    form = Form(draft, field=asked, last=asked, guess=guess(asked, text, TODAY), is_sex_sure=is_sure)
    assert read(Form, written(form)) == form
    kept = form.answering(draft.answered(fields.SEX, sex))
    assert (kept.field, kept.draft[fields.SEX]) == (asked, sex)


async def asked(chat, field):
    """Go to the question of *field*; return it."""
    return await comes_to(chat, field, ANDREI)


@pytest.mark.parametrize(
    "typed", ["Тестов Андрей Петрович", "Андрей Петрович Тестов", "Ntcnjd Fylhtq Gtnhjdbx"]
)
async def test_a_whole_name_at_the_surname_is_three_answers_at_once(chat, typed):
    """Offered, shown, and taken by one tap."""
    await asked(chat, "surname")
    offer = await chat.says(typed)
    for part in ("Фамилия: <b>Тестов</b>", "Имя: <b>Андрей</b>", "Отчество: <b>Петрович</b>"):
        assert part in offer
    assert "<b>пол</b>" in await chat.taps("Да, записать так")


async def test_a_surname_of_three_words_stays_one(chat):
    """The person knows better."""
    await asked(chat, "surname")
    await chat.says("Тестова Али Заде")
    assert "<b>имя</b>" in await chat.taps("Оставить как написано")
    await chat.taps("Назад")
    assert "Оставить: Тестова Али Заде" in chat.labels


async def test_the_wrong_layout_is_offered_as_the_name(chat):
    """«Bdfyjdf» is «Иванова», if the person says so; another answer may be typed at once."""
    await asked(chat, "surname")
    assert "Фамилия: <b>Иванова</b>" in await chat.says("Bdfyjdf")
    assert "Фамилия: <b>Петрова</b>" in await chat.says("Gtnhjdf")
    assert "<b>фамилию</b>" in await chat.taps("Написать заново")
    await chat.says("Bdfyjdf")
    await chat.taps("Да, записать так")
    await chat.taps("Назад")
    assert "Оставить: Иванова" in chat.labels


@pytest.mark.parametrize("field", [asked.name for asked in FIELDS])
async def test_a_plea_for_help_is_answered_at_every_question(chat, field):
    """The question stands again below the hint, and nothing was kept."""
    question = await asked(chat, field)
    for plea in ("не понимаю", "помогите", "что писать", "?"):
        shown = await chat.says(plea)
        assert "Подскажу" in shown
        assert question.splitlines()[-1] in shown


async def test_a_patronymic_of_the_other_sex_is_asked_about(chat):
    """«Петровна — мужской?»: either is corrected by a tap, or both are right."""
    await asked(chat, "patronymic")
    await chat.says("Петровна")
    assert "Петровна</b>, а пол — <b>мужской" in await chat.taps("Мужской")
    assert "дату рождения" in await chat.taps("Пол женский")
    await chat.taps("Назад")
    assert "Петровна</b>, а пол — <b>мужской" in await chat.taps("Мужской")
    assert "отчество" in await chat.taps("Исправить отчество")
    assert "дату рождения" in await chat.says("Петрович")


async def test_who_is_sure_of_sex_and_patronymic_is_asked_once(chat):
    """Until one of them is changed."""
    await asked(chat, "patronymic")
    await chat.says("Петровна")
    await chat.taps("Мужской")
    assert "дату рождения" in await chat.taps("Всё верно")
    assert "Проверьте карточку" in await goes_on(chat, await chat.says("12.10.1979"), ANDREI)
    await chat.taps("Изменить: отчество")
    assert "а пол — <b>мужской" in await chat.says("Ильинична")


@pytest.mark.parametrize("typed", ["735621О840005078", "73562IО840005078"])
async def test_a_letter_among_the_digits_is_asked_about(chat, typed):
    """The number is shown masked, and taken by one tap."""
    await asked(chat, "polis")
    offer = await chat.says(typed)
    assert "буква" in offer
    assert "•••• •••• •••• 5078 (нового образца)" in offer
    assert NEW not in offer
    assert "СНИЛС" in await chat.taps("Да, записать так")


async def test_a_number_with_a_letter_may_be_an_old_polis(chat):
    """If the person says so."""
    await asked(chat, "polis")
    await chat.says("735621Ж840005078")
    assert "Да, записать так" not in chat.labels
    assert "(старого образца)" in await chat.taps("Это полис старого образца")


@pytest.mark.parametrize("typed", ["735621084000507", "73562108400050780", "7356 2108 4000 507"])
async def test_a_digit_too_few_or_too_many_is_asked_about(chat, typed):
    """It may be corrected, or be an old polis all the same."""
    await asked(chat, "polis")
    assert "цифра потерялась" in await chat.says(typed)
    await chat.taps("Исправить номер полиса")
    assert "цифра потерялась" in await chat.says(typed)
    assert "(старого образца)" in await chat.taps("Это полис старого образца")


@pytest.mark.parametrize("typed", ["112-233-445 95", "11223344595", "СНИЛС 112 233 445 95"])
async def test_a_snils_at_the_polis_is_taken_as_one(chat, typed):
    """The polis is asked again, and the SNILS not a second time."""
    await asked(chat, "polis")
    assert "как в СНИЛС" in await chat.says(typed)
    assert "номер полиса" in await chat.taps("Это СНИЛС")
    assert "номер телефона" in await chat.says(NEW)
    assert "•••-•••-445 95" in await goes_on(chat, await chat.says("нет"), {})


async def test_a_phone_at_the_polis_is_taken_as_one(chat):
    """Likewise."""
    await asked(chat, "polis")
    assert "номер телефона" in await chat.says("9021234567")
    assert "номер полиса" in await chat.taps("Это номер телефона")
    assert "+7 ••• •••-45-67" in await goes_on(chat, await chat.says(NEW), ANDREI)


async def test_a_birth_date_at_the_polis_is_no_polis(chat):
    """The digits are the date that was told before."""
    await asked(chat, "polis")
    assert "дату рождения" in await chat.says("09.03.1987")


async def test_a_polis_at_the_snils_is_taken_as_one(chat):
    """The SNILS is still asked; the same polis again is known already."""
    await asked(chat, "snils")
    assert "•••• •••• •••• 5078" in await chat.says("7356 2108 4000 5078")
    assert "СНИЛС" in await chat.taps("Да, записать так")
    assert "уже записано" in await chat.says(NEW)
    assert "номер телефона" in await chat.says("112-233-445 95")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("серия 73-45 номер 654321", "•••321 (старого образца)"),
        ("АБ 1234567", "••••567 (старого образца)"),
        ("654321", "•••321 (старого образца)"),
        ("456123789", "••••••789 (временное свидетельство)"),
    ],
)
async def test_an_old_polis_is_named_in_the_very_next_message(chat, typed, shown):
    """With one tap to correct it; a new one needs no word."""
    await asked(chat, "polis")
    assert shown in await chat.says(typed)
    assert "номер полиса" in await chat.taps("Исправить номер полиса")
    assert "образца)" not in await chat.says(NEW)


async def test_a_guess_laid_aside_is_asked_again(chat):
    """What was typed and not answered yet is not lost."""
    await asked(chat, "surname")
    await chat.says("Тестов Андрей Петрович")
    await chat.says("/start")
    assert "Петрович" in await chat.taps("Продолжить карточку")
    assert "<b>пол</b>" in await chat.taps("Да, записать так")


async def test_a_polis_in_doubt_laid_aside_is_asked_about_again(chat):
    """No way around the question leads to the card."""
    await asked(chat, "polis")
    await chat.says("735621084000507")
    await chat.says("/start")
    assert "цифра потерялась" in await chat.taps("Продолжить карточку")


async def test_a_changed_name_may_be_a_whole_one(chat):
    """From the summary too; it leads back there."""
    await fills_in(chat)
    await chat.taps("Изменить: имя")
    await chat.says("Примерова Мария Ивановна")
    summary = await chat.taps("Да, записать так")
    assert "Проверьте карточку" in summary
    assert "Примерова" in summary


async def test_back_from_the_phone_is_no_step_ahead(chat):
    """The contact's keyboard goes without a word."""
    await asked(chat, "phone")
    for way in ("Назад", "Отмена"):
        said = await chat.taps(way)
        assert "дальше" not in said
        assert not any("Поделиться" in message.get("text", "") for message in chat.messages.values())
        if way == "Назад":
            assert "СНИЛС" in said
            await chat.says("112-233-445 95")
