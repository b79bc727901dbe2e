"""Keyboards are taken in Telegram's shapes only."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.errors import ApiError
from sandbox.telegram.keyboards import inline_keyboard, reply_markup

WRONG_BUTTONS = [
    ({"text": "x", "callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
    ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
    ({"callback_data": "x"}, 'Can\'t find field "text"'),
    ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
    ({"text": "x", "callback_data": "x", "url": "https://x.org"}, "Text buttons are unallowed"),
    ({"text": "x", "url": "ftp://x.org"}, "Unsupported URL protocol"),
    ({"text": "x", "url": "javascript:alert(1)"}, "Unsupported URL protocol"),
    ({"text": "x", "url": "http://"}, "URL host is empty"),
    ({"text": "x", "url": "nowhere"}, "Wrong HTTP URL"),
    ({"text": "x", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
    ("x", "Object expected"),
]


@pytest.mark.parametrize(("button", "sentence"), WRONG_BUTTONS)
def test_a_button_of_another_shape_is_refused(button, sentence):
    """A text, exactly one action, at most 64 bytes of data, an address that can be opened."""
    with pytest.raises(ApiError, match=sentence):
        inline_keyboard({"inline_keyboard": [[button]]})


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x", "callback_data": "x" * 64},
        {"text": "x", "url": "https://x.org", "style": "primary"},
        {"text": "x", "url": "tg://resolve?domain=x"},
        {"text": "x", "copy_text": {"text": "123"}},
    ],
)
def test_a_right_button_is_kept_as_it_is(button):
    """What fits is not changed."""
    assert inline_keyboard({"inline_keyboard": [[button], []]}) == {"inline_keyboard": [[button]]}


def test_addresses_of_this_machine_are_refused_on_demand():
    """The demo needs them; Telegram itself refuses hosts that are not public."""
    markup = {"inline_keyboard": [[{"text": "x", "url": "http://127.0.0.1:8073/esia/start/x"}]]}
    assert inline_keyboard(markup) == markup
    with pytest.raises(ApiError, match="Wrong HTTP URL"):
        inline_keyboard(markup, allows_loopback=False)


def test_reply_keyboards_are_filled_in():
    """A text alone is a button; empty rows go."""
    inline, below = reply_markup({"keyboard": [["да"], [], [{"text": "x", "request_contact": True}]]})
    assert inline is None
    assert below == {"keyboard": [[{"text": "да"}], [{"text": "x", "request_contact": True}]]}


@pytest.mark.parametrize(
    "markup", [{"remove_keyboard": True}, {"force_reply": True, "input_field_placeholder": "x"}]
)
def test_keyboards_can_go_and_answers_can_be_forced(markup):
    """The two kinds without rows."""
    assert reply_markup(markup) == (None, markup)


@pytest.mark.parametrize(
    "markup",
    [
        "x",
        {"keyboard": []},
        {"keyboard": [[""]]},
        {"keyboard": "x"},
        {"keyboard": [["x"]], "input_field_placeholder": "x" * 65},
        {"inline_keyboard": {}},
        {"inline_keyboard": ["x"]},
        {"keyboard": [[{"text": "x", "request_contact": True, "request_location": True}]]},
        {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]},
        {"other": True},
    ],
)
def test_other_shapes_are_refused(markup):
    """Nothing is guessed."""
    with pytest.raises(ApiError):
        reply_markup(markup)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["inline_keyboard", "keyboard", "text", "url", "callback_data", "copy_text"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_markup_is_taken_or_refused(markup):
    """No shape breaks the check."""
    with suppress(ApiError):
        reply_markup(markup)
