"""The operator's slips at the console: each is told in one sentence, and nothing comes of it."""

import asyncio
import json
import signal
import socket
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite3

from bot.__main__ import COMMANDS, parser
from bot.commands.console import Refused, say
from storage.sqlite.connection import SqliteConnection
from tests import processes
from tests.bot.commanding import run, settings_in
from tests.bot.test_settings import CLASS_NAME, NO_PLAIN_WORDS

PYTHON = (sys.executable,)
ODD_NAME = "a" * 300  # longer than any that a file may have
WRONG_USAGE = [
    (("announce", "--cancel", "9" * 25), "must be a whole number from 1 to 99999"),
    (("announce", "--cancel", "-1"), "must be a whole number from 1 to 99999"),
    (("announce", "--all", ""), "is empty; is a variable not set?"),
    *(
        (("backup", "--into", ".", "--keep", days), "must be a whole number from 1 to 99999")
        for days in ("0", "-3", "x", "1.5", "٣", "9" * 12)
    ),
    *((words, "is empty; is a variable not set?") for words in (("backup", ""), ("backup", "--into", ""))),
    (("restore", ""), "is empty; is a variable not set?"),
    (("--env-file", "", "keys", "check"), "is empty; is a variable not set?"),
]
NOT_POSSIBLE = [
    (("announce", "--all", "nowhere"), "nowhere cannot be used: No such file or directory"),
    (("announce", "--all", "data"), "data cannot be used: Is a directory"),
    (("announce", "--all", "cp1251.txt"), "cp1251.txt is not written in UTF-8"),
    (("support", "answer", "A7K2Q", "nowhere"), "nowhere cannot be used: No such file or directory"),
    (("backup", ODD_NAME), f"{ODD_NAME} cannot be used: File name too long"),
    (("restore", ODD_NAME), f"{ODD_NAME} cannot be used: File name too long"),
    (("restore", "data"), "data is a folder: name the file in it"),
    (("restore", "/dev/null"), "/dev/null is empty, or not a database of ours"),
    (("restore", "cp1251.txt"), "cp1251.txt is not a database"),
    (("audit", "verify", "--backup", "data"), "data is a folder: name the file in it"),
]


PLACES = [
    ({name: f"{before}{place}"}, words, f"{place} cannot be used: File name too long")
    for place in [f"/tmp/{ODD_NAME}"]
    for name, before in (("DATA_KEYS", ""), ("DATABASE_URL", "sqlite:///"), ("TEXTS_DIR", ""))
    for words in ((), ("check",), ("keys", "check"))
]
TELLING = """
import io, json, os, sys
from contextlib import redirect_stderr
from bot.__main__ import main
usual = dict(os.environ)
for settings, words, _ in json.loads(sys.argv[1]):
    os.environ.clear()
    os.environ.update(usual | settings)
    with redirect_stderr(io.StringIO()) as told:
        code = main(words)
    print(json.dumps([code, told.getvalue()]))
"""


@pytest.fixture
def environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(processes.ROOT))
    Path("cp1251.txt").write_bytes("Поликлиника закрыта".encode("cp1251"))
    return settings_in(tmp_path, f"sqlite:///{tmp_path}/data/bot.db")


@pytest.mark.parametrize(("words", "told"), WRONG_USAGE)
def test_what_is_given_in_vain_is_told(capsys, words, told):
    """After the name of what it was given for, without the words of the machine."""
    with pytest.raises(SystemExit, match="2"):
        parser(next(word for word in words if word in COMMANDS)).parse_args(words)
    said = capsys.readouterr().err
    assert told in said.splitlines()[-1]
    assert not NO_PLAIN_WORDS.search(said)


async def test_a_slip_is_one_sentence(environment, tmp_path):
    """By the name that was typed; nothing is made. All cases in one process, which is most of their time."""
    assert (await run(environment, "migrate"))[0] == 0
    before = sorted(tmp_path.rglob("*"))
    cases = [*(({}, *each) for each in NOT_POSSIBLE), *PLACES]
    words = ("-c", TELLING, json.dumps(cases))
    process = await processes.start(*words, environment=environment, program=PYTHON, folder=tmp_path)
    said = await process.stdout.read()
    assert await process.wait() == 0
    for (_, words, told), line in zip(cases, said.splitlines(), strict=True):
        code, answer = json.loads(line)
        assert (code, answer.startswith(told), answer.count("\n")) == (1, True, 1), (words, answer)
        assert not NO_PLAIN_WORDS.search(answer)
        assert not CLASS_NAME.search(answer)
    assert sorted(tmp_path.rglob("*")) == before


async def test_a_command_is_cut_short_by_the_keyboard(environment):
    """While it waits for Telegram: one sentence, and the code that shells know."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        environment["TELEGRAM_API_URL"] = f"http://127.0.0.1:{server.getsockname()[1]}"
        command = await processes.fork("check", environment=environment)
        called, _ = await asyncio.get_running_loop().sock_accept(server)
        with called:
            command.send_signal(signal.SIGINT)
            assert await command.stderr.read() == b"cut short by Ctrl-C; give the same command again\n"
            assert await command.wait() == 128 + signal.SIGINT


def test_what_nobody_can_read_is_told_at_the_other_stream():
    """A full disk at the end of `>`, or a `head` that has seen enough."""
    full = Path("/dev/full").open("w")  # noqa: SIM115 - its end fails as well
    with redirect_stdout(full), pytest.raises(Refused, match="cannot be written: No space left"):
        say("all is well")
    with suppress(OSError):
        full.close()


async def test_whoever_closes_the_streams_has_his_work_done(environment, tmp_path):
    """As some timers do; the loop would end the process, for a file of its own took their place."""
    command = f'exec "{sys.executable}" -m bot migrate <&- >&- 2>&-'
    process = await processes.start("-c", command, environment=environment, program=("bash",))
    assert await process.wait() == 0
    assert (tmp_path / "data" / "bot.db").exists()


async def test_a_file_that_cannot_be_opened_leaves_no_thread(tmp_path):
    """It would tell of its end to a loop that is closed by then, and that is told as a fault of ours."""
    for _ in range(20):
        connection = SqliteConnection(str(tmp_path / "nowhere" / "bot.db"))
        with pytest.raises(sqlite3.Error):
            await connection
        assert not connection._thread.is_alive()
