"""Plain words: every sentence of the table, and the same sentences as hurried hands type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.layout import LATIN, RUSSIAN
from patient.words.intent import Aim
from patient.words.rules import RULES
from patient.words.sentence import Sentence
from patient.words.understanding import understand
from tests.patient.words.reading import TODAY, in_short, sentences

TABLE = sentences("sentences.txt")
HUNDREDS = [*sentences("first_hundred.txt"), *sentences("second_hundred.txt")]
ALL = [*HUNDREDS, *TABLE]
IN_LATIN = str.maketrans(RUSSIAN, LATIN)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
sentences_mixed = st.lists(st.sampled_from([word for text, _ in ALL for word in text.split()]), max_size=12)


def aim_of(text):
    return understand(text, TODAY).aim


@pytest.mark.parametrize(("text", "expected"), ALL, ids=[text for text, _ in ALL])
def test_a_sentence_is_understood(text, expected):
    """Each sentence of the table asks for what stands beside it."""
    assert in_short(understand(text, TODAY)) == expected


def test_the_table_is_large_and_says_nothing_twice():
    """Three hundred sentences at least, and every aim among them."""
    texts = [text for text, _ in ALL]
    assert len(set(texts)) >= 600
    assert {expected.split()[0] for _, expected in ALL} == {aim.value for aim in Aim}
    assert {rule.not_yet.value for rule in RULES if rule.not_yet} <= {
        word for _, expected in ALL for word in expected.split()
    }


def test_capitals_marks_and_spaces_change_nothing():
    """A phone writes a capital, excited people shout, and what is copied brings unseen marks."""
    for text, expected in ALL:
        assert in_short(understand(f"  {text.upper()}!!\u200b ", TODAY)) == expected, text


def test_the_wrong_layout_changes_nothing():
    """«pfgbibnt r kjhe»: every Russian sentence, typed without a look at the screen."""
    plain = [
        (text, expected)
        for text, expected in ALL
        if all(letter in RUSSIAN or letter == " " for letter in text) and "name=" not in expected
    ]
    missed = [
        text for text, expected in plain if in_short(understand(text.translate(IN_LATIN), TODAY)) != expected
    ]
    assert len(plain) > 300
    assert not [text for text in missed if aim_of(text) is not Aim.NOTHING]


@given(st.text(max_size=300), days)
def test_any_text_has_an_intent(text, today):
    """Whatever is typed, on whatever day, is answered by an aim and no error."""
    assert isinstance(understand(text, today).aim, Aim)


@given(sentences_mixed, days)
def test_any_words_in_any_order_have_an_intent(words, today):
    """The words of all sentences in any order, on the last of February too; days are to come."""
    intent = understand(" ".join(words), today)
    assert isinstance(intent.aim, Aim)
    wish = intent.wish.days
    assert wish is None or today <= wish.first <= wish.last


@pytest.mark.parametrize(
    "piece", ["не ", "к ", "клиника ", "на 12 декабря ", "щ", "qwe;[ ", "é", "через 3 дня ", "🙂"]
)
def test_a_flood_is_read_no_further_than_a_message_goes(piece):
    """A text of a million letters costs what its beginning costs, and is no order."""
    flood = piece * 200_000
    assert len(Sentence.read(flood).words) <= 4096
    assert aim_of(flood) is Aim.NOTHING


def test_a_long_letter_orders_nothing_but_alarms():
    """Nobody's visit is cancelled by a word in a long story; a cry for help in it is heard."""
    story = "я вчера долго ждала автобус и думала о своем " * 8
    assert aim_of(f"{story} отмените запись") is Aim.NOTHING
    assert aim_of(f"{story} у мужа болит сердце") is Aim.EMERGENCY


def test_an_intent_hides_what_was_typed():
    """Names may be a person's own: no log line shows them."""
    intent = understand("запишите к Ладошкиной", TODAY)
    assert "ладошкин" not in repr(intent)
    assert "ладошкин" not in repr(intent.wish)
    assert "ладошкин" not in repr(Sentence.read("запишите к Ладошкиной"))
