"""The start: what it need not wait for."""

import gc

import bot
from tests.processes import forking

NOT_AT_START = ("authlib", "bot.web.sign_in", "gostcrypto", "icalendar", "joserfc", "PIL", "zxingcpp")


def test_a_start_imports_nothing_that_few_ask_for():
    """Calendar files, pictures, and a sign-in that is closed; each is imported where it is used."""
    ours, theirs = forking.Pipe()
    process = forking.Process(target=tell, args=(theirs,))
    process.start()
    assert ours.recv() == ["aiogram", "bot.process"]
    process.join()


def test_what_a_start_imports_is_looked_through_seldom_for_circles():
    assert gc.get_threshold()[0] == bot.GARBAGE


def tell(pipe):
    """Run in a process that was forked from one with the bot's imports."""
    from tests.imported import AT_START  # noqa: PLC0415 - there it is imported already

    pipe.send(sorted(AT_START.intersection(("aiogram", "bot.process", *NOT_AT_START))))
