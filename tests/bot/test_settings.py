"""The settings: each slip of the operator's is told with the setting's name, all of them at once."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.settings import Settings, SettingsWrong, address
from bot.version import VERSION
from storage.key_ring import KeyRing
from tests import processes

WHOLE = {
    "BOT_TOKEN": "1:very-secret",
    "OPERATOR_NAME": "Министерство «Пример»",
    "OPERATOR_ADDRESS": "Ульяновск, улица Примерная, 1",
}
SECRET = "a-long-secret-of-the-webhook-012345"
SIGN_IN = {"ESIA_CLIENT_ID": "DOCTOR73"}
DIRECT = ("ESIA_CERTIFICATE", "ESIA_PRIVATE_KEY", "ESIA_TOKEN_KEYS")
NO_PLAIN_WORDS = re.compile(r"Traceback|Error\b|Exception|Value error|type=|\bpydantic", re.ASCII)
CLASS_NAME = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b(?<!BotFather)")
ECP = {
    "REGISTRY_KIND": "ecp",
    "REGISTRY_URL": "https://ecp.example/api/",
    "REGISTRY_LOGIN": "bot",
    "REGISTRY_PASSWORD": "very-secret",
}
SLIPS = [
    ("BOT_TOKEN", {"BOT_TOKEN": None}),
    *(
        ("BOT_TOKEN", {"BOT_TOKEN": value})
        for value in ("", "x:y", "1", "1:", ":a", "1:a b", "1:a/b", "1:ключ")
    ),
    *(("BOT_TOKEN", {"BOT_TOKEN": value}) for value in ('"1:abc"', "'1:abc'", "bot1:abc", "1:a\n2:b")),
    *(
        (name, {name: value})
        for name in ("TELEGRAM_API_URL", "TELEGRAM_LINK_URL", "PUBLIC_URL", "ESIA_URL", "REGISTRY_URL")
        for value in (
            *(
                "bot.example",
                "//bot.example",
                "ftp://bot.example",
                "https://",
                "https:///x",
                "https:bot.example",
            ),
            *(
                "http://bot.example",
                "http://10.0.0.7/fhir",
                "http://127.0.0.1.example.org",
                "https://bot.example:99999",
            ),
            *("https://bot.example:0", "https://bot.example:x", "https://бот.example", "https://bot example"),
            *(
                "https://me:secret@bot.example",
                "https://bot.example?x=1",
                "https://bot.example/#a",
                "https://[::1",
            ),
        )
    ),
    ("TELEGRAM_API_URL", {"TELEGRAM_API_URL": ""}),
    ("TELEGRAM_API_URL", {"TELEGRAM_API_URL": "https://api.telegram.org/bot1:very-secret"}),
    ("TELEGRAM_API_URL", {"TELEGRAM_API_URL": "https://api.telegram.org/file/bot1:very-secret/"}),
    ("UPDATES", {"UPDATES": "webhooks"}),
    ("REGISTRY_KIND", {"REGISTRY_KIND": "promed"}),
    ("REGISTRY_LOGIN", ECP | {"REGISTRY_LOGIN": ""}),
    ("REGISTRY_PASSWORD", ECP | {"REGISTRY_PASSWORD": ""}),
    *(
        ("REGISTRY_SLOT_TYPES", {"REGISTRY_SLOT_TYPES": value})
        for value in ("", "1;11", "1,,11", "1,1", "0", "internet", "1,-1", "٣")
    ),
    *(("REGISTRY_FAIL_CAUSE", {"REGISTRY_FAIL_CAUSE": value}) for value in ("", "0", "x", "1.5")),
    ("UPDATES", {"UPDATES": ""}),
    *(
        (name, {name: value})
        for name in ("LISTEN", "LISTEN_PRIVATE")
        for value in (
            *("127.0.0.1", "8073", ":8073", "127.0.0.1:", "127.0.0.1:web", "127.0.0.1:0", "127.0.0.1:99999"),
            *(
                "127.0.0.1:-1",
                "::1:8073",
                "[::1]",
                "[::1:8073",
                "256.0.0.1:8073",
                "http://127.0.0.1:8073",
                "a b:80",
            ),
            *("127.0.0.1:８０", "127.0.0.1:80 80", "0.0.0.0", "127.0.0.1:1e3", "127.0.0.1:" + "9" * 5000),
        )
    ),
    ("LISTEN_PRIVATE", {"LISTEN": "127.0.0.1:80", "LISTEN_PRIVATE": "127.0.0.1:80"}),
    ("WEBHOOK_SECRET", {"UPDATES": "webhook"}),
    *(
        ("WEBHOOK_SECRET", {"WEBHOOK_SECRET": value})
        for value in ("short", SECRET + "!", SECRET + " x", "секрет" * 6, "a" * 257, f'"{SECRET}"')
    ),
    *(
        ("DATABASE_URL", {"DATABASE_URL": value})
        for value in (
            *(
                "",
                "bot.db",
                "mysql://x",
                "postgres://h/d",
                "postgresql://",
                "postgresql://h",
                "postgresql://h/",
                "postgresql://h/d/e",
                "postgresql://h:x/d",
                "postgresql://h:0/d",
                "postgresql://h:1,i:x/d",
                "postgresql:///d",
                "postgresql://a:п@h/d",
                "postgresql://h/d#x",
                "postgresql://[h/d",
                "postgresql://a:very@secret@h/d",
                "postgresql://a:very%secret@h/d",
                "postgresql://a:secret%@h/d",
                "sqlite:///~/bot.db",
                "sqlite:///$HOME/bot.db",
                "sqlite:///${DATA}/bot.db",
                "sqlite://data/bot.db",
                "sqlite:///",
                "sqlite:///data/",
            ),
            *("sqlite:///:memory:", "sqlite:///file:x?mode=memory", "sqlite:////"),
        )
    ),
    ("DATA_KEYS", {"DATA_KEYS": ""}),
    ("DATA_KEYS", {"DATA_KEYS": "/"}),
    *(
        (name, {name: f"{home}/here"})
        for name in ("DATA_KEYS", "ESIA_CERTIFICATE", "ESIA_TOKEN_KEYS", "ESIA_CA_BUNDLE", "TEXTS_DIR")
        for home in ("~", "$HOME", "${DATA}")
    ),
    *(("SUPPORT_CHAT", {"SUPPORT_CHAT": value}) for value in ("-0", "-00", "-0100123")),
    *(("OPERATOR_NAME", {"OPERATOR_NAME": value}) for value in ("-", "«»", "…")),
    *(("LISTEN", {"LISTEN": value}) for value in ("-a:80", "a..b:80", ".:80")),
    *(
        ("PUBLIC_URL", {"PUBLIC_URL": value})
        for value in ("https://a..b", "https://-a.example", "https://a.example\\b", "https://больница.рф")
    ),
    ("ESIA_PROVIDER", {"ESIA_PROVIDER": "gate"}),
    ("ESIA_CLIENT_SECRET", {**SIGN_IN, "ESIA_PROVIDER": "gateway"}),
    ("ESIA_ISSUER", {"ESIA_ISSUER": "esia.gosuslugi.ru"}),
    ("ESIA_CLIENT_ID", {"ESIA_CLIENT_ID": "ДОКТОР73"}),
    *(
        ("ESIA_SCOPES", {"ESIA_SCOPES": value})
        for value in ("", "fullname snils", "openid fulname", "openid, fullname", "openid openid", "OPENID")
    ),
    ("ESIA_SIGNER", {"ESIA_SIGNER": "cryptopro"}),
    ("ESIA_SIGNER", {"ESIA_SIGNER": "gostcrypto"}),
    *((name, SIGN_IN) for name in DIRECT),
    *(
        (name, {name: value})
        for name in ("ESIA_CA_BUNDLE", "REGISTRY_CA_BUNDLE")
        for value in ("nowhere.pem", "garbage.pem", "/", "binary.pem")
    ),
    *(("TEXTS_DIR", {"TEXTS_DIR": value}) for value in ("nowhere", "garbage.pem")),
    *(("REGISTRY_TOKEN", {"REGISTRY_TOKEN": value}) for value in ("токен", "a b", '"token"', "a\nb")),
    *(
        (name, {name: value})
        for name in ("REGISTRY_SNILS_SYSTEM", "REGISTRY_POLIS_SYSTEM")
        for value in (
            "",
            "snils",
            "fhir.ru/ig/core/systems/snils",
            "https://fhir.ru/a|b",
            "https://fhir.ru/a b",
            "urn:",
        )
    ),
    *(
        (name, {name: value})
        for name in ("SEARCH_FIRST_SECONDS", "SEARCH_DEADLINE_HOURS", "WATCH_SECONDS")
        for value in ("", "0", "-1", "inf", "nan", "1e12", "0.00001", "five", "5 s", "1,5", "1_0", "٥", "５")
    ),
    *(
        (name, {name: value})
        for name in ("MOST_VISITS", "MOST_VISITS_TYPED", "MOST_BOOKINGS_A_DAY")
        for value in ("", "0", "-1", "1.5", "inf", "1e12", "1" + "0" * 5000, "many", "1_0", "٥")
    ),
    *(
        ("TIMEZONE", {"TIMEZONE": value})
        for value in (
            "",
            "Europe/Simbirsk",
            "Europe/Ulianovsk",
            "Europe",
            "../etc/passwd",
            "/etc/localtime",
            "UTC+4",
        )
    ),
    *((name, {name: value}) for name in ("OPERATOR_NAME", "OPERATOR_ADDRESS") for value in (None, "", " ")),
    *((name, {name: "О" * 301}) for name in ("OPERATOR_NAME", "OPERATOR_ADDRESS", "SUPPORT_CONTACT")),
    ("OPERATOR_NAME", {"OPERATOR_NAME": "\u200b"}),
    *(("LOG_FORMAT", {"LOG_FORMAT": value}) for value in ("", "xml", "line")),
    *(
        ("SUPPORT_CHAT", {"SUPPORT_CHAT": value})
        for value in ("5", "0", "@desk", "-1.5", "-", "-1" + "0" * 30)
    ),
    *(("LOG_LEVEL", {"LOG_LEVEL": value}) for value in ("", "VERBOSE", "10")),
    ("OPERATOR_NAMES", {"OPERATOR_NAMES": "x"}),
    ("UPDATE", {"UPDATE": "webhook"}),
    ("TIME_ZONE", {"TIME_ZONE": "Europe/Moscow"}),
    ("REGISTRY_CA_BUNDEL", {"REGISTRY_CA_BUNDEL": "x"}),
    ("support_chats", {"support_chats": "-5"}),
]
FINE = [
    *(
        {"PUBLIC_URL": value}
        for value in (
            "https://xn--80ak6aa92e.com",
            "https://host_a:8443/x",
            "https://h.example.",
            "http://[::1]:80",
        )
    ),
    ECP,
    ECP | {"REGISTRY_PASSWORD": "пароль с пробелом", "REGISTRY_SLOT_TYPES": "1, 11, 9"},
    {"REGISTRY_KIND": "ecp"},
    {"LISTEN": "[::1]:8073", "LISTEN_PRIVATE": "localhost:1"},
    {"LISTEN": "0.0.0.0:65535"},
    {"LOG_FORMAT": "text"},
    {"OPERATOR_NAME": "О" * 300, "OPERATOR_ADDRESS": "А" * 300, "SUPPORT_CONTACT": "8" * 300},
    {"PUBLIC_URL": "https://bot.example:8443/doctor/"},
    {"REGISTRY_URL": "http://[::1]:8080/fhir", "REGISTRY_TOKEN": "a.b-c=="},
    {
        "TELEGRAM_API_URL": "HTTPS://Api.Example",
        "ESIA_URL": "http://localhost:1",
        "ESIA_SIGNER": "gostcrypto",
    },
    {"UPDATES": "webhook", "WEBHOOK_SECRET": SECRET},
    {"ESIA_PROVIDER": "gateway", "ESIA_CLIENT_ID": "X", "ESIA_CLIENT_SECRET": "secret"},
    {"ESIA_SCOPES": "openid snils"},
    {"DATABASE_URL": "postgresql://a:very%40secret@h:5432/d?sslmode=require"},
    {"TELEGRAM_API_URL": "https://proxy.example/bot"},
    {"REGISTRY_SNILS_SYSTEM": "urn:oid:1.2.643.2.69.1.1.1.6.223"},
    {"SUPPORT_CHAT": "-1001234567890", "LOG_LEVEL": "info", "TIMEZONE": "Asia/Vladivostok"},
    {
        "REGISTRY_URL": "",
        "REGISTRY_CA_BUNDLE": "",
        "SUPPORT_CHAT": "",
        "WEBHOOK_SECRET": "",
        "SUPPORT_CONTACT": "",
        "TEXTS_DIR": "",
    },
    {
        "OPERATOR_NAME": 'ГУЗ "Пример"',
        "LISTEN_PID": "5",
        "LISTEN_FDS": "1",
        "TZ": "UTC",
        "LOG_FORMAT": "json",
    },
]


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Read the settings of an environment and return what was told, nothing if they are right."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "garbage.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    (tmp_path / "binary.pem").write_bytes(bytes(range(256)))
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def reading(environment, file=None):
        for name, value in environment.items():
            monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
        try:
            Settings.read(file)
        except SettingsWrong as wrong:
            return str(wrong)
        return ""

    return reading


@pytest.mark.parametrize(("name", "changes"), SLIPS, ids=lambda value: str(value)[:60])
def test_a_slip_is_told_in_a_sentence_that_names_the_setting(told, name, changes):
    """In plain words, without blaming a right setting, and without a secret's value."""
    said = told(WHOLE | changes)
    assert f"{name}: " in said
    blamed = {line.partition(": ")[0] for line in said.splitlines() if "no file of settings" not in line}
    assert blamed <= ({*DIRECT, name} if changes == SIGN_IN else {name})
    assert not NO_PLAIN_WORDS.search(said)
    assert not CLASS_NAME.search(said)
    assert "very-secret" not in said


@pytest.mark.parametrize("changes", FINE, ids=str)
def test_what_is_right_is_taken(told, changes):
    """Also what stands in the environment for others."""
    assert told(WHOLE | changes) == ""


def test_every_slip_is_told_at_once(told):
    """Nobody mends one mistake a try."""
    slips = {"LISTEN": "x", "PUBLIC_URL": "x", "TIMEZONE": "x", "UPDATES": "webhook", "UPDATE": "webhook"}
    said = told(slips | {"OPERATOR_NAME": ""})
    for name in ("BOT_TOKEN", "OPERATOR_NAME", "OPERATOR_ADDRESS", "WEBHOOK_SECRET", *slips):
        assert name == "UPDATES" or f"{name}: " in said


@pytest.mark.parametrize("around", ["{}\n", " {}", "{}\r\n", "\t{} "])
def test_blanks_and_line_ends_around_a_value_are_no_part_of_it(told, around):
    """A secret from a file often ends with a line end; a token is told of, so that it is copied again."""
    others = {name: around.format(value) for name, value in WHOLE.items() if name != "BOT_TOKEN"}
    assert told(WHOLE | others) == ""
    assert told({"BOT_TOKEN": around.format("1:very-secret")}).startswith("BOT_TOKEN: a blank")


@pytest.mark.parametrize(
    "name", ["telegram_api_url", "telegram_link_url", "public_url", "esia_url", "registry_url"]
)
def test_a_slash_at_the_end_of_an_address_is_no_part_of_it(name):
    """Paths are put behind it, and ESIA compares what came of it letter by letter."""
    given = {
        "bot_token": "1:a",
        "operator_name": "N",
        "operator_address": "A",
        name: "https://host.example/a/",
    }
    assert getattr(Settings(_env_file=None, **given), name) == "https://host.example/a"


ENV = "".join(f"{name}={value}\n" for name, value in WHOLE.items())


@pytest.mark.parametrize(
    "content", [ENV.encode(), ENV.encode("utf-8-sig"), ENV.replace("\n", "\r\n").encode()]
)
def test_a_file_of_settings_is_read_as_editors_write_it(told, tmp_path, content):
    """With a byte order mark and with Windows' line ends too."""
    (tmp_path / ".env").write_bytes(content)
    assert told({}) == ""
    (tmp_path / ".env").rename(tmp_path / "other")
    assert "BOT_TOKEN: " in told({})
    assert told({}, tmp_path / "other") == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ENV.encode("cp1251"), "UTF-8"),
        (ENV.encode("utf-16"), "UTF-8"),
        (ENV.encode("utf-16-le"), "UTF-8"),
        (ENV.encode() + b"LOG_LEVEL\n", "line 4: not of the form NAME=value"),
        (ENV.encode() + b"LOG LEVEL=INFO\n", "line 4: not of the form NAME=value"),
        (ENV.encode() + b"UPDATE=webhook\n", "UPDATE: there is no such setting (did you mean UPDATES?)"),
        (ENV.encode() + b"OPERATOR_NAMES=x\n", "OPERATOR_NAMES: there is no such setting"),
        (ENV.encode() + b"LISTEN=x\n", "LISTEN: "),
    ],
)
def test_a_file_of_settings_that_is_none_is_told(told, tmp_path, content, words):
    """With the place where it lies, where the file itself is wrong."""
    (tmp_path / ".env").write_bytes(content)
    said = told({})
    assert words in said
    assert not NO_PLAIN_WORDS.search(said)


def test_a_file_of_settings_that_is_not_there_is_told_with_the_place(told, tmp_path):
    """Cron's working folder is seldom the one that was meant."""
    assert f"no file of settings was found at {tmp_path}/.env" in told({})
    assert f"there is no file of settings at {tmp_path}/other" in told(WHOLE, tmp_path / "other")
    (tmp_path / ".env").mkdir()
    assert f"{tmp_path}/.env cannot be read: " in told(WHOLE)


@given(
    st.sampled_from(sorted(Settings.model_fields)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
@example("listen", "[]:1")
@example("public_url", "http://[")
def test_whatever_stands_there_is_taken_or_told(name, value):
    """No value ends in anything but settings or a sentence."""
    whole = {key.lower(): text for key, text in WHOLE.items()} | {name: value}
    try:
        settings = Settings(**whole)
    except ValidationError as error:
        told = [mistake["type"] for mistake in error.errors()]
    else:
        told = []
        assert 0 < address(settings.listen)[1] < 65536
    assert {*told} <= {"value_error", "literal_error"}


async def test_a_command_tells_them_and_does_nothing(tmp_path, monkeypatch):
    """Exit code 1, no traceback, no file made."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    process = await processes.fork("check", environment={"TIMEZONE": "Europe/Simbirsk"})
    said = (await process.stderr.read()).decode()
    assert await process.wait() == 1
    assert {"BOT_TOKEN", "OPERATOR_NAME", "TIMEZONE"} <= {
        line.partition(":")[0] for line in said.splitlines()
    }
    assert not NO_PLAIN_WORDS.search(said)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("words", [("--env-file", "{}", "keys", "new"), ("keys", "--env-file", "{}", "new")])
async def test_another_file_of_settings_is_named_at_the_command_line(tmp_path, monkeypatch, words):
    """Before or after the command."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").write_text(f"{ENV}DATA_KEYS={tmp_path}/ring.json\n", encoding="utf-8")
    words = [word.format(tmp_path / "other") for word in words]
    process = await processes.fork(*words, environment={})
    assert (await process.stderr.read(), await process.wait()) == (b"", 0)
    assert (tmp_path / "ring.json").exists()


async def test_the_version_is_told(tmp_path, monkeypatch):
    """Without any settings."""
    monkeypatch.chdir(tmp_path)
    process = await processes.fork("--version", environment={})
    assert (await process.stdout.read()).decode().strip() == VERSION


async def test_a_ring_in_its_earlier_place_is_told_and_no_new_one_made(tmp_path, monkeypatch):
    """Earlier releases kept it beside the database."""
    monkeypatch.chdir(tmp_path)
    KeyRing.fresh().save(tmp_path / "data" / "keys.json")
    for words in ([], ["keys", "new"], ["keys", "rotate"], ["backup", "b.db"], ["check"]):
        process = await processes.fork(*words, environment=WHOLE)
        said = (await process.stdout.read() + await process.stderr.read()).decode()
        assert await process.wait() == 1
        assert "mv data/keys.json keys/keys.json" in said
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TIMEZONE", "EUROPE/ULYANOVSK", "did you mean Europe/Ulyanovsk?"),
        ("ESIA_SCOPES", "OpenID", "did you mean openid?"),
        ("PUBLIC_URL", "https://больница.рф", "xn--"),
        ("ESIA_CA_BUNDLE", "~/ca.pem", "whole path"),
        ("TEXTS_DIR", "$HOME/texts", "whole path"),
    ],
)
def test_a_slip_is_told_with_the_way_out(told, name, value, words):
    """Capitals, letters of a Russian domain, and what only a shell reads."""
    assert words in told(WHOLE | {name: value})
