"""What a setting may hold that is an address: of a server, of this machine, of a database."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from storage.places import POSTGRES, SQLITE

HIGHEST_PORT = 65535
SERVER_EXAMPLE = "postgresql://name:password@host:5432/database"
DATABASE_NAME = re.compile(r"/[^/]+")
LABEL = r"\w(?:[\w-]*\w)?"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*\.?", re.ASCII)
PRINTABLE = re.compile(r"[!-~]+")
TOKEN_WITHIN = re.compile(r"/bot[0-9]+:")
ODD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
OF_A_SHELL = re.compile(r"^~|\$[\w{(]")  # nobody else reads them


def is_https_or_loopback(url: str) -> bool:
    """Tell whether what goes to *url* can't be read on the way."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def is_loopback(host: str | None) -> bool:
    """Tell whether *host* is this machine."""
    ip = _ip(host or "")
    return host == "localhost" or (ip is not None and ip.is_loopback)


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def as_it_stands(path: str) -> None:
    """Refuse a path of which a shell would make another one.

    Raises:
        ValueError: it begins with ~, or has a name after $ in it.
    """
    if OF_A_SHELL.search(path):
        raise ValueError("~ and $ are read by a shell alone; write the whole path, like /srv/doctor73/…")


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
        return isinstance(_ip(host[1:-1]), IPv6Address)
    if re.fullmatch(r"[\d.]*", host):
        return _ip(host) is not None
    return bool(HOST.fullmatch(host))


def _is_server(host: str) -> bool:
    return ":" in host or HOST.fullmatch(host) is not None  # in brackets only what is IPv6 is parsed


def _server(value: str) -> str:
    """Refuse what is no address of a server, and plain http to another machine: it is read on the way.

    A slash at its end means nothing, and every path that is put behind it begins with one.
    """
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if is_whole and not parts.netloc.isascii():
        raise ValueError(
            "the host has letters that are not ASCII; write it in its form that begins with xn--"
        )
    if not is_whole or not _is_server(parts.hostname or "") or not PRINTABLE.fullmatch(value):
        raise ValueError("not the address of a server; write it like https://host.example/path")
    if TOKEN_WITHIN.search(parts.path):
        raise ValueError("leave the bot's token out of the address: it stands in BOT_TOKEN, and nowhere else")
    if parts.username or parts.password:
        raise ValueError("leave the name and password out of the address: it gets into logs")
    if parts.query or parts.fragment or value.endswith(("?", "#")):
        raise ValueError("the address goes on after its path; leave out what begins with ? or #")
    if not is_https_or_loopback(value):
        raise ValueError("must be https unless it is loopback: plain http can be read and changed on the way")
    return value.rstrip("/")


def _identifier(value: str) -> str:
    """Refuse what can't be the system of a FHIR identifier: a URI, whole, without what separates them."""
    if not PRINTABLE.fullmatch(value) or not re.match(r"(https?://[^/]|urn:.)", value):
        raise ValueError("not an identifier system; it is a URI like https://… or urn:oid:…, to the letter")
    if {"|", ","} & set(value):
        raise ValueError("an identifier system holds neither | nor a comma")
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
    is_odd = parts.netloc.count("@") > 1 or ODD_PERCENT.search(url)
    if is_odd or not PRINTABLE.fullmatch(url) or parts.fragment or 0 in ports:
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
    as_it_stands(path)
    if not path or path.endswith("/") or Path(path).is_dir():
        raise ValueError("names a folder; name the file, like sqlite:///data/bot.db")


Address = Annotated[str, AfterValidator(_address)]
Server = Annotated[str, AfterValidator(_server)]
OptionalServer = Annotated[str, AfterValidator(lambda value: _server(value) if value else value)]
Identifier = Annotated[str, AfterValidator(_identifier)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
