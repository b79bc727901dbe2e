"""Numbers that buttons carry: whatever stands there, it is a number of SQLite's or nothing's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ground.navigation import Go, Place, number_in

LARGEST = 2**63 - 1  # what SQLite keeps


@given(text=st.text(max_size=40) | st.text("0123456789٣３²", max_size=40) | st.just("9" * 30))
def test_any_text_is_a_number_that_can_be_kept(text):
    """Digits of ASCII, and not so many that a query breaks."""
    assert 0 <= number_in(text) <= LARGEST
    assert number_in(text) == 0 or text.isascii()


@pytest.mark.parametrize("number", ["9" * 30, "9" * 19, "9" * 16, "٣", "-1", "1e3", ""])
@pytest.mark.parametrize("place", [Place.MESSAGE, Place.NOTICE])
async def test_a_button_with_a_number_without_end_is_answered(chat, place, number):
    """It is old or invented: the person reads what stands, and no apology for a failure."""
    await chat.says("/start")
    said = await chat.presses(Go(to=place, id=number).pack(), max(chat.messages))
    assert "сломалось" not in said
