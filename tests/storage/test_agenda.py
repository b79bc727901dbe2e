"""The agenda: what was opened waits until it is due, while it stays sealed as it was."""

from storage.agenda import Agenda

ENTRY = ("remind_day_on", "key")


def test_what_was_opened_waits_until_it_is_due():
    """Neither one that nobody opened, nor one that is due by now."""
    agenda = Agenda()
    assert not agenda.waits(ENTRY, b"seal", 5.0)
    agenda.note(ENTRY, b"seal", 10.0)
    assert agenda.waits(ENTRY, b"seal", 9.9)
    assert not agenda.waits(ENTRY, b"seal", 10.0)
    assert not agenda.waits(("remind_hours_on", "key"), b"seal", 5.0)


def test_a_row_that_was_sealed_anew_is_opened_again():
    """The visit may have moved."""
    agenda = Agenda()
    agenda.note(ENTRY, b"seal", 10.0)
    assert not agenda.waits(ENTRY, b"another", 5.0)


def test_what_was_due_is_forgotten():
    """Or the visits of every day would stay in memory."""
    agenda = Agenda()
    agenda.note(ENTRY, b"seal", 10.0)
    agenda.note(("remind_day_on", "later"), b"seal", 20.0)
    agenda.clear(10.0)
    assert list(agenda._due) == [("remind_day_on", "later")]
