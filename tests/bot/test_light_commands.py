"""The operator's commands load what they need: a backup every fifteen minutes must not load the bot."""

import json
import subprocess
import sys

import pytest

from storage.key_ring import KeyRing
from tests.processes import ROOT

HEAVY = (
    "aiogram",
    "aiohttp",
    "apscheduler",
    "authlib",
    "babel",
    "httpx",
    "icalendar",
    "joserfc",
    "PIL",
    "zxingcpp",
)
PR_GET_DUMPABLE = 3
TELLING = f"""
import ctypes, json, sys
from bot.__main__ import main
code = main(sys.argv[1:])
is_dumpable = ctypes.CDLL(None).prctl({PR_GET_DUMPABLE})
print(json.dumps([code, is_dumpable, sorted(name for name in sys.modules if "." not in name)]))
"""


@pytest.mark.parametrize(
    "words",
    [
        ("migrate",),
        ("backup", "copy.db"),
        ("keys", "check"),
        ("audit", "verify"),
        ("support", "list"),
        ("announce", "--list"),
        ("retention",),
    ],
    ids=" ".join,
)
def test_what_works_on_the_database_loads_no_network_no_pictures_no_pages(tmp_path, words):
    """4 s and 201 MB for a copy were twenty times too much."""
    KeyRing.fresh().save(tmp_path / "keys" / "keys.json")
    environment = {"BOT_TOKEN": "1:x", "OPERATOR_NAME": "Пример", "OPERATOR_ADDRESS": "Ульяновск"}
    environment |= {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    for command in ("migrate",), words:
        said = subprocess.run(
            [sys.executable, "-c", TELLING, *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            check=True,
        ).stdout.decode()
    code, is_dumpable, modules = json.loads(said.splitlines()[-1])
    assert code == 0
    assert not is_dumpable  # its environment has the secrets of the bot
    assert not set(HEAVY) & set(modules)
