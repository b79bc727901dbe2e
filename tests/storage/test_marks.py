"""Marks and their keys: what is found by them passes to another key, and nothing else is taken for one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.marks import FIRST, IndexKey, Marks

ROOT = bytes(range(32))
OLD, NEW, NEWEST = IndexKey.first(ROOT), IndexKey.fresh(2), IndexKey.fresh(3)
BEFORE, DURING = Marks([OLD]), Marks([OLD, NEW])
ALL = Marks([OLD, NEW, NEWEST])
texts = st.text(max_size=12)


def left(key):
    return IndexKey(key.id, key.signing, salt=key.salt, is_left=True)


AFTER = Marks([left(OLD), NEW])


@given(st.integers(), texts, texts)
def test_a_mark_passes_on_without_its_text(owner, kind, text):
    """It becomes the very one that the text has now; from key to key, or past one of them."""
    core = BEFORE.core(owner, kind, text)
    assert BEFORE.mark(core) == core
    assert DURING.renewed(BEFORE.mark(core)) == AFTER.mark(AFTER.core(owner, kind, text))
    assert [ALL.renewed(mark) for mark in ALL.earlier_marks(core)] == [ALL.mark(core)] * 2
    assert ALL.renewed(ALL.mark(core)) is None
    assert {each.core_of(each.mark(core)) for each in (BEFORE, DURING, AFTER, ALL)} == {core}


def test_equal_texts_alone_have_equal_marks():
    """And whoever has the ring of before the rotation, and so the salt, recognizes none of them."""
    marks = {
        AFTER.mark(AFTER.core(*what)) for what in ((1, "snils", "1"), (2, "snils", "1"), (1, "polis", "1"))
    }
    assert len(marks) == 3
    other = Marks([left(OLD), IndexKey.fresh(2)])
    assert AFTER.mark(AFTER.core(1, "snils", "1")) != other.mark(other.core(1, "snils", "1"))


@given(st.binary(max_size=20) | texts | st.none() | st.integers())
@example(bytes(16))
@example(bytes(17))
@example(bytes((FIRST,)) + bytes(16))
@example(bytes((9,)) + bytes(16))
def test_what_is_no_mark_stays_as_it_is(value):
    """Another length, another type, the id of a key that never was or was left."""
    is_first = isinstance(value, bytes) and len(value) == 16
    assert (DURING.renewed(value) is not None) == is_first
    assert AFTER.renewed(value) is None
    if isinstance(value, bytes) and not is_first and value[:1] != bytes((NEW.id,)):
        with pytest.raises(ValueError, match="no mark"):
            AFTER.core_of(value)


@given(texts)
def test_a_signature_tells_its_key(text):
    """Those of a key that was left are verified, and none of another text, or under another key's name."""
    for marks in (BEFORE, DURING, AFTER):
        signature = marks.signature(text)
        assert AFTER.verifies(signature, text)
        assert not AFTER.verifies(signature, text + ".")
    assert not BEFORE.verifies(AFTER.signature(text), text)
    digest = BEFORE.signature(text)
    assert not any(AFTER.verifies(f"{name}:{digest}", text) for name in ("1", "2", "3", "-1", "²", ""))


@given(texts)
@example("²:0")
@example(":")
@example("9" * 5000 + ":0")
def test_no_other_text_is_a_signature(signature):
    """Whatever stands in a log that was tampered with."""
    assert not AFTER.verifies(signature, "x")
