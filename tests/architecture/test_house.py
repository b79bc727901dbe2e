"""The house keeps its plan: rooms, settings, words and the glossary of keys."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.outgoing.introduction import COMMANDS
from bot.settings import Settings
from bot.version import VERSION
from handlers.cards.form_acts import ACTS
from handlers.ground.navigation import KINDS, Action, Do, Go, Place
from handlers.routing import ACTIONS, SCREENS
from locales.topics import faults
from tools import rooms

ROOT = Path(__file__).parents[2]
ROOM = "bot|handlers|esia|registry|storage|barcode|locales|patient|sandbox|tests|tools|bench|deploy"
NAMED = re.compile(rf"`((?:{ROOM})/[\w/]+\.\w+)`")
ROOMS = ("bot", "handlers", "esia", "registry", "storage", "barcode", "locales", "patient", "sandbox")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = re.compile(r"^([\w-]+)==([\w.]+)", re.MULTILINE)
HOSTS = re.compile(r"pypi\.|pythonhosted|registry\.npm|deb\.debian")


def catalogue(language):
    with (ROOT / "locales" / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else message.id[0]: message
            for message in read_po(file, locale=language)
            if message.id
        }


def placeholders(text):
    texts = [text] if isinstance(text, str) else text
    return {name for one in texts for _, name, _, _ in string.Formatter().parse(one) if name}


def keys_asked_for(node):
    """Return the keys in ``t(…)``, ``t.plain(…)`` and ``t.plural(…)`` that stand there as literals."""
    if not isinstance(node, ast.Call) or not node.args:
        return set()
    named = ast.unparse(node.func).removesuffix(".plain").removesuffix(".plural")
    choices = [node.args[0]]
    if isinstance(node.args[0], ast.IfExp):
        choices = [node.args[0].body, node.args[0].orelse]
    keys = {choice.value for choice in choices if isinstance(choice, ast.Constant)}
    return keys if named.rpartition(".")[2] == "t" else set()


def sources():
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]


def test_every_room_is_in_the_contracts():
    """No package escapes the import rules or the types."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages == set(ROOMS)
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == set(ROOMS)
    assert set(PROJECT["tool"]["mypy"]["files"]) == {*ROOMS, "bench", "tools"}


def test_the_example_settings_agree_with_the_settings():
    """.env.example names every setting, with the default that the code has."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(re.fullmatch(r"#? ?([A-Z_]+)=(.*)", line).groups() for line in lines if "=" in line)
    assert set(example) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if not field.is_required() and field.default not in {None, ""}:
            default = getattr(field.default, "get_secret_value", field.default.__str__)()
            assert example[name.upper()] == default, name


def test_both_catalogues_have_the_same_keys_and_placeholders():
    """A text that is missing or lost a value would show in one language only."""
    russian, english = catalogue("ru"), catalogue("en")
    assert set(russian) == set(english)
    for key, message in russian.items():
        assert placeholders(message.string) == placeholders(english[key].string), key
        assert all([message.string] if isinstance(message.string, str) else message.string), key


def test_every_key_in_the_code_is_in_the_catalogue_and_the_other_way_round():
    """Keys are looked up as literals or as f-strings with a known beginning."""
    known = set(catalogue("ru"))
    literals, beginnings, asked = set(), set(), set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            asked |= keys_asked_for(node)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(node.values[0].value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
    beginnings = {text for text in beginnings if re.fullmatch(r"[a-z_.]+\.", text)}
    unused = {key for key in known - literals if not key.startswith(tuple(beginnings))}
    assert not unused
    assert asked <= known
    for name in COMMANDS:
        assert f"command.{name}" in known


def test_the_catalogue_has_a_sentence_for_every_refusal():
    """Each reason in patient/errors.py is told to the person in words of its own."""
    known = catalogue("ru")
    text = (ROOT / "patient" / "errors.py").read_text()
    for body, field in re.findall(r'"""([^"]*)"""\n\n    field = "(\w+)"', text):
        for reason in re.findall(r"``(\w+)``", body):
            assert f"wrong.{field}.{reason}" in known


CLERICAL = (
    r"\w\(-?[а-я]{1,4}\)",
    r"свободн\w+ врем",
    r"\bзн\.",
    r"[Кк]онтрольная сумма",
    r"времён",
    r"идём дальше",
)


@pytest.mark.parametrize("words", CLERICAL)
def test_nobody_is_spoken_to_as_by_a_clerk(words):
    """Neither gender in brackets, nor spare time offered in place of a doctor's, nor shorthand."""
    written = [str(message.string) for message in catalogue("ru").values()]
    written += [path.read_text() for path in (ROOT / "locales" / "ru").rglob("*.html")]
    assert not [text for text in written if re.search(words, text)]


@pytest.mark.parametrize(
    "name", ["privacy", *map("consent_{}".format, ("self", "child", "adult", "permission"))]
)
def test_the_longer_texts_fit_into_one_message(name):
    """Telegram takes 4096 characters; both languages hold the same values."""
    russian, english = (
        (ROOT / "locales" / language / f"{name}.html").read_text() for language in ("ru", "en")
    )
    assert placeholders(russian) == placeholders(english)
    assert max(len(russian), len(english)) < 3800


def test_the_topics_can_be_shown():
    """Law and help: titles that fit on a button, known values, tags that Telegram knows, both languages."""
    assert list(faults()) == []


def test_the_version_is_told_once():
    """What is installed, --version and the help show the one that stands in the code."""
    assert PROJECT["tool"]["hatch"]["version"] == {"path": "bot/version.py"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_every_act_of_the_form_has_a_button():
    """A button that nobody draws is dead code."""
    drawn = "".join(path.read_text() for path in (ROOT / "handlers" / "cards" / "views").glob("*.py"))
    assert all(f'"{act}"' in drawn for act in ACTS)


def test_no_registry_host_and_no_machine_path_is_committed():
    """Locks hold hashes without addresses."""
    for name in (*(path.name for path in ROOT.glob("*.lock")), "pyproject.toml", "Makefile"):
        assert not HOSTS.search((ROOT / name).read_text())


def test_the_locks_agree():
    """What is installed for PostgreSQL, for tests and for building is the same release as without."""
    pins = {path.name: dict(PINNED.findall(path.read_text())) for path in ROOT.glob("*.lock")}
    base, postgres, tests = (pins[f"requirements{kind}.lock"] for kind in ("", "-postgres", "-dev"))
    assert base.items() <= postgres.items() <= tests.items()
    assert pins["requirements-build.lock"].items() <= tests.items()
    assert set(postgres) - set(base) == {"asyncpg"}


def test_who_only_tells_others_what_to_run_imports_nothing_that_costs():
    """The head of a parallel run loads this one file and runs no test; the bot's import takes 4 s of CPU."""
    tree = ast.parse((ROOT / "tests/conftest.py").read_text())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_no_file_is_too_long_to_read():
    """Files stay within 350 lines."""
    assert [path.name for path in sources() if len(path.read_text().splitlines()) > 350] == []


def test_every_button_leads_somewhere():
    """Each place has a screen, each action and each other kind of button somebody who does it."""
    assert set(SCREENS) == set(Place)
    assert set(ACTIONS) == {*Action, *KINDS.values()} - {Go, Do}


def test_the_picture_of_the_rooms_is_of_today():
    """`make picture` draws it anew."""
    assert rooms.PICTURE.search(rooms.PAGE.read_text())[0] == rooms.picture()


def test_every_file_that_the_docs_name_is_there():
    """What was moved has moved in the docs, too."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    named = {path for page in pages for path in NAMED.findall(page.read_text())}
    assert {path for path in named if not (ROOT / path).exists()} == set()
