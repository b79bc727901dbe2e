"""Well-formed text: what comes out can be kept by every database, and nothing else is changed."""

import json

from hypothesis import given
from hypothesis import strategies as st

from patient.well_formed import well_formed, well_formed_json

ANY = st.text(st.characters(exclude_categories=()), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=8,
)


@given(ANY)
def test_what_comes_out_can_be_kept(text):
    """It has no NUL, and an encoding."""
    assert b"\0" not in well_formed(text).encode()
    assert well_formed(well_formed(text)) == well_formed(text)


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_what_people_type_is_left_alone(text):
    assert well_formed(text) == text


@given(JSON)
def test_the_same_holds_anywhere_in_json(value):
    """Names of fields, too."""
    kept = well_formed_json(value)
    assert "\\u0000" not in json.dumps(kept)
    assert json.dumps(kept, ensure_ascii=False).encode()
