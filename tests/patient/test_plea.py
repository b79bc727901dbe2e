"""A plea for help where an answer was asked, and the names that begin like one."""

import pytest

from patient.plea import asks_for_help


@pytest.mark.parametrize(
    "text",
    [
        *(
            "?",
            "??",
            "что?",
            "не понимаю",
            "Не понимаю!",
            "я не понимаю что писать",
            "ничего не понятно",
            "не понял",
            "не поняла",
        ),
        *(
            "помогите",
            "Помоги пожалуйста",
            "помощь",
            "мне нужна помощь",
            "подскажите",
            "объясните",
            "спасите",
        ),
        *(
            "что писать",
            "Что сюда писать",
            "а что вводить",
            "как заполнить",
            "где смотреть номер",
            "куда нажимать",
            "зачем",
        ),
        *(
            "какой номер",
            "какую фамилию",
            "чью фамилию",
            "почему",
            "не знаю",
            "не помню",
            "я забыла",
            "потерял полис",
        ),
        *(
            "не могу найти",
            "не получается",
            "запутался",
            "непонятно",
            "\u200bне понимаю\u200b",
            "фамилия?",
            "❓",
        ),
        *(
            "help",
            "Help me please",
            "what should I write",
            "how do I do it",
            "I don't understand",
            "don’t know",
            "not sure",
            "sos",
        ),
    ],
)
def test_a_plea_for_help_is_heard(text):
    """In words and in signs, in both languages."""
    assert asks_for_help(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Иванова",
            "Помощников",
            "Незнаев",
            "Не Эр",
            "Чтокин",
            "Какоткин",
            "Гдеев",
            "Забылин",
            "Helpman",
            "Howard",
            "How",
            "What",
        ),
        *(
            "Whitney",
            "09.03.1987",
            "112-233-445 95",
            "мужской",
            "",
            "нет",
            "Нечаева",
            "Непонятнова",
            "! " * 2048,
        ),
    ],
)
def test_an_answer_is_no_plea(text):
    """Names that begin like one are names."""
    assert not asks_for_help(text)
