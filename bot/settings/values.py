"""What a setting may hold: each kind reads one text and refuses it in a sentence that says the way out."""

import math
import re
import ssl
from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from patient.visible import visible
from storage.places import POSTGRES, SQLITE

HIGHEST_PORT = 65535
LONGEST_SHOWN = 300  # of what stands in a consent, which must fit into one message whole
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SERVER_EXAMPLE = "postgresql://name:password@host:5432/database"
DATABASE_NAME = re.compile(r"/[^/]+")
TOKEN = re.compile(r"\d+:[\w.~:-]+", re.ASCII)
WEBHOOK_SECRET = re.compile(r"[\w-]{32,256}", re.ASCII)
PRINTABLE = re.compile(r"[!-~]+")
HOST = re.compile(r"[\w.-]+", re.ASCII)
SCOPES = {
    *("openid", "fullname", "birthdate", "gender", "snils", "inn", "birthplace", "email", "mobile"),
    *("contacts", "addresses", "vehicles", "usr_org", "usr_avt", "self_employed"),
    *("id_doc", "medical_doc", "military_doc", "foreign_passport_doc", "drivers_licence_doc"),
    *("birth_cert_doc", "residence_doc", "temporary_residence_doc"),
    *("kid_fullname", "kid_birthdate", "kid_gender", "kid_snils", "kid_inn", "kid_mobile", "kid_email"),
    *("kid_birth_cert_doc", "kid_medical_doc"),
}  # of natural persons and their children, as ESIA's guide lists them


def is_https_or_loopback(url: str) -> bool:
    """Tell whether what goes to *url* can't be read on the way."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def is_loopback(host: str | None) -> bool:
    """Tell whether *host* is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def near(word: str, known: tuple[str, ...] | list[str], likeness: float = 0.75) -> str:
    """Return a question after the known word that *word* perhaps means, or nothing."""
    found = get_close_matches(word, known, 1, likeness)
    return f" (did you mean {found[0]}?)" if found else ""


def _nothing_if_empty(value: object) -> object:
    """Read an empty value as an absent one, as people leave it in ``.env``."""
    return None if value == "" else value


def _named(value: str) -> str:
    """Refuse an empty value: a consent that does not say to whom it is given is none (152-FZ, article 9)."""
    if not visible(value):
        raise ValueError("not set; the consent must name who processes the data, so none may be asked for")
    return _shown(value)


def _shown(value: str) -> str:
    """Refuse what is too long to stand in a message beside the rest of it."""
    if len(value) > LONGEST_SHOWN:
        raise ValueError(
            f"has {len(value)} characters, and people read {LONGEST_SHOWN} at most; make it shorter"
        )
    return value


def _address(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) <= HIGHEST_PORT):
        raise ValueError(f"{value} has no port from 1 to {HIGHEST_PORT}; write it like 127.0.0.1:8073")
    if not _is_host(host):
        raise ValueError(
            f"{value} names no address to listen on; write it like 127.0.0.1:{port} or [::1]:{port}"
        )
    return value


def _is_host(host: str) -> bool:
    if host.startswith("[") and host.endswith("]"):
        try:
            return ip_address(host[1:-1]).version == 6  # noqa: PLR2004 - only those stand in brackets
        except ValueError:
            return False
    if re.fullmatch(r"[\d.]*", host):
        try:
            return bool(ip_address(host))
        except ValueError:
            return False
    return bool(HOST.fullmatch(host))


def _server(value: str) -> str:
    """Refuse what is no address of a server, and plain http to another machine: it is read on the way."""
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or not PRINTABLE.fullmatch(value):
        raise ValueError("not the address of a server; write it like https://host.example/path")
    if parts.username or parts.password:
        raise ValueError("leave the name and password out of the address: it gets into logs")
    if parts.query or parts.fragment or value.endswith(("?", "#")):
        raise ValueError("the address goes on after its path; leave out what begins with ? or #")
    if not is_https_or_loopback(value):
        raise ValueError("must be https unless it is loopback: plain http can be read and changed on the way")
    return value


def _identifier(value: str) -> str:
    """Refuse what can't be the system of a FHIR identifier: a URI, whole, without what separates them."""
    if not PRINTABLE.fullmatch(value) or not re.match(r"(https?://[^/]|urn:.)", value):
        raise ValueError("not an identifier system; it is a URI like https://… or urn:oid:…, to the letter")
    if {"|", ","} & set(value):
        raise ValueError("an identifier system holds neither | nor a comma")
    return value


def _issuer(value: str) -> str:
    if not PRINTABLE.fullmatch(value) or not re.match(r"https?://[^/]", value):
        raise ValueError("not an issuer; write it as ESIA's tokens have it, like http://esia.gosuslugi.ru/")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        found = near(value, sorted(available_timezones()))
        raise ValueError(f"{value} is no time zone{found}; write it like Europe/Ulyanovsk") from None
    return value


def _level(value: str) -> str:
    if value.upper() not in LEVELS:
        raise ValueError(f"{value} is no level; it is one of {', '.join(LEVELS)}")
    return value.upper()


def _scopes(value: str) -> str:
    scopes = value.split()
    for scope in scopes:
        if scope not in SCOPES:
            raise ValueError(f"ESIA has no scope {scope}{near(scope, sorted(SCOPES))}")
    if "openid" not in scopes:
        raise ValueError("openid is missing, without which nobody is signed in; put it first")
    if len(set(scopes)) < len(scopes):
        raise ValueError("a scope stands twice; leave one of them out")
    return " ".join(scopes)


def _token(value: SecretStr) -> SecretStr:
    if not TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("must have the form digits:letters, without spaces, as BotFather gives it")
    return value


def _webhook_secret(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("must be 32 to 256 of the letters A-Z a-z 0-9 _ -, made at random")
    return value


def _printable(value: SecretStr | None) -> SecretStr | None:
    """Refuse what can't stand in a header."""
    if value is not None and not PRINTABLE.fullmatch(value.get_secret_value()):
        raise ValueError("holds a space, or a letter that is not ASCII; copy it again")
    return value


def _slot_types(value: str) -> str:
    """Refuse what is no list of types of times; each of them once, without what stands between."""
    types = [part.strip() for part in value.split(",")]
    if not all(re.fullmatch(r"[1-9][0-9]{0,8}", part) for part in types) or len(set(types)) < len(types):
        raise ValueError("must be numbers with commas between, each once, like 1,11")
    return ",".join(types)


def _mnemonic(value: str) -> str:
    if value and not PRINTABLE.fullmatch(value):
        raise ValueError("holds a space, or a letter that is not ASCII; copy it from ESIA's registration")
    return value


def _database(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    if url.startswith(POSTGRES):
        _refuse_odd_server(url)
    else:
        _refuse_odd_file(url)
    return value


def _refuse_odd_server(url: str) -> None:
    """Refuse what names no database of a server; nothing of it is repeated, for its password."""
    try:
        parts = urlsplit(url)
        servers = parts.netloc.rpartition("@")[2].split(",")  # the one that can be written is taken
        ports = [urlsplit(f"//{server}").port for server in servers]
    except ValueError:
        raise ValueError(f"not the address of a database; write it like {SERVER_EXAMPLE}") from None
    if not PRINTABLE.fullmatch(url) or parts.fragment or 0 in ports:
        raise ValueError(
            "holds what cannot stand in an address: write odd letters of a name or password as %XX,"
            f" like {SERVER_EXAMPLE}"
        )
    if not DATABASE_NAME.fullmatch(parts.path):
        raise ValueError(f"names no database after the server; write it like {SERVER_EXAMPLE}")
    if not parts.hostname and "host=" not in parts.query:
        raise ValueError(f"names no server; write it like {SERVER_EXAMPLE}")


def _refuse_odd_file(url: str) -> None:
    path = url.removeprefix(SQLITE)
    if path == url:
        raise ValueError(
            "must begin with sqlite:/// and name a file, like sqlite:///data/bot.db,"
            f" or name a server's database, like {SERVER_EXAMPLE}"
        )
    if path.startswith((":memory:", "file:")) or "?" in path:
        raise ValueError("must name a file: what is kept in memory is forgotten at the stop")
    if not path or path.endswith("/") or Path(path).is_dir():
        raise ValueError("names a folder; name the file, like sqlite:///data/bot.db")


def _ring(value: Path) -> Path:
    if value.is_dir():
        raise ValueError(f"{value} is a folder; name the key ring's file, like {value / 'keys.json'}")
    return value


def _folder(value: Path | None) -> Path | None:
    if value is not None and not value.is_dir():
        raise ValueError(f"there is no folder {value.absolute()}")
    return value


def _authorities(value: Path | None) -> Path | None:
    """Refuse what is no bundle of certificates."""
    if value is None:
        return None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(value)
    except FileNotFoundError:
        raise ValueError(f"there is no file {value.absolute()}") from None
    except ssl.SSLError:
        raise ValueError(f"{value.absolute()} holds no certificates in PEM") from None
    except OSError as error:
        raise ValueError(f"{value.absolute()} cannot be read: {error.strerror}") from None
    return value


def _group(value: object) -> object:
    if value is None or (isinstance(value, int) and value < 0):
        return value
    if isinstance(value, str) and re.fullmatch(r"-\d{1,16}", value, re.ASCII):
        return int(value)
    raise ValueError("not the id of a group: a whole number that begins with a minus")


def _number(kind: Callable[[Any], float], least: float, most: float, value: object) -> float:
    """Read a number between *least* and *most*; neither ``inf`` nor ``nan`` is one."""
    try:
        number = kind(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not least <= number <= most:
        raise ValueError(f"must be a {'whole ' if kind is int else ''}number from {least:.9g} to {most:.9g}")
    return number


def whole(least: int, most: int) -> BeforeValidator:
    """Return what reads a whole number."""
    return BeforeValidator(partial(_number, int, least, most))


def number(least: float, most: float) -> BeforeValidator:
    """Return what reads a number."""
    return BeforeValidator(partial(_number, float, least, most))


Named = Annotated[str, AfterValidator(_named), Field(validate_default=True)]
Shown = Annotated[str, AfterValidator(_shown)]
Address = Annotated[str, AfterValidator(_address)]
Server = Annotated[str, AfterValidator(_server)]
OptionalServer = Annotated[str, AfterValidator(lambda value: _server(value) if value else value)]
Identifier = Annotated[str, AfterValidator(_identifier)]
Issuer = Annotated[str, AfterValidator(_issuer)]
Zone = Annotated[str, AfterValidator(_zone)]
Level = Annotated[str, AfterValidator(_level)]
Scopes = Annotated[str, AfterValidator(_scopes)]
Token = Annotated[SecretStr, AfterValidator(_token)]
WebhookSecret = Annotated[
    SecretStr | None, BeforeValidator(_nothing_if_empty), AfterValidator(_webhook_secret)
]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_nothing_if_empty), AfterValidator(_printable)]
Password = Annotated[SecretStr | None, BeforeValidator(_nothing_if_empty)]
SlotTypes = Annotated[str, AfterValidator(_slot_types)]
Mnemonic = Annotated[str, AfterValidator(_mnemonic)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
RingFile = Annotated[Path, AfterValidator(_ring)]
OptionalPath = Annotated[Path | None, BeforeValidator(_nothing_if_empty)]
OptionalFolder = Annotated[Path | None, BeforeValidator(_nothing_if_empty), AfterValidator(_folder)]
Authorities = Annotated[Path | None, BeforeValidator(_nothing_if_empty), AfterValidator(_authorities)]
Group = Annotated[int | None, BeforeValidator(_group), BeforeValidator(_nothing_if_empty)]
