"""What a setting may hold: each kind reads one text and refuses it in a sentence that says the way out."""

import math
import re
import ssl
from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo

from bot.settings.addresses import as_it_stands
from patient.visible import visible

LONGEST_SHOWN = 300  # of what stands in a consent, which must fit into one message whole
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SCOPES = {
    *("openid", "fullname", "birthdate", "gender", "snils", "inn", "birthplace", "email", "mobile"),
    *("contacts", "addresses", "vehicles", "usr_org", "usr_avt", "self_employed"),
    *("id_doc", "medical_doc", "military_doc", "foreign_passport_doc", "drivers_licence_doc"),
    *("birth_cert_doc", "residence_doc", "temporary_residence_doc"),
    *("kid_fullname", "kid_birthdate", "kid_gender", "kid_snils", "kid_inn", "kid_mobile", "kid_email"),
    *("kid_birth_cert_doc", "kid_medical_doc"),
}  # of natural persons and their children, as ESIA's guide lists them

T = TypeVar("T")
Shaped = TypeVar("Shaped", str, SecretStr | None)


def near(word: str, known: tuple[str, ...] | list[str], likeness: float = 0.75) -> str:
    """Return a question after the known word that *word* perhaps means, or nothing."""
    spelled = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), spelled, 1, likeness)
    return f" (did you mean {spelled[found[0]]}?)" if found else ""


def form(pattern: str, wrong: str) -> AfterValidator:
    """Return what refuses a text or a secret that has not the form of *pattern*, if there is one at all."""

    def check(value: Shaped) -> Shaped:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text is not None and not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(wrong)
        return value

    return AfterValidator(check)


def needed(words: str, *given: str, **chosen: str) -> AfterValidator:
    """Return what refuses that nothing is set where others are *given*, and those *chosen* are these."""

    def check(value: T, info: ValidationInfo) -> T:
        is_demanded = all(map(info.data.get, given)) and chosen.items() <= info.data.items()
        if is_demanded and not value:
            raise ValueError(f"not set, but {words}")
        return value

    return AfterValidator(check)


def _nothing_if_empty(value: object) -> object:
    """Read an empty value as an absent one, as people leave it in ``.env``."""
    return None if value == "" else value


def _named(value: str) -> str:
    """Refuse an empty value: a consent that does not say to whom it is given is none (152-FZ, article 9)."""
    if not any(map(str.isalnum, visible(value))):
        raise ValueError("not set; the consent must name who processes the data, so none may be asked for")
    return _shown(value)


def _shown(value: str) -> str:
    """Refuse what is too long to stand in a message beside the rest of it."""
    if len(value) > LONGEST_SHOWN:
        raise ValueError(
            f"has {len(value)} characters, and people read {LONGEST_SHOWN} at most; make it shorter"
        )
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


def _slot_types(value: str) -> str:
    """Refuse what is no list of types of times; each of them once, without what stands between."""
    types = [part.strip() for part in value.split(",")]
    if not all(re.fullmatch(r"[1-9][0-9]{0,8}", part) for part in types) or len(set(types)) < len(types):
        raise ValueError("must be numbers with commas between, each once, like 1,11")
    return ",".join(types)


def _path(value: Path | None) -> Path | None:
    if value is not None:
        as_it_stands(str(value))
    return value


def _ring(value: Path) -> Path:
    as_it_stands(str(value))
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
    if isinstance(value, str) and re.fullmatch(r"-[1-9]\d{0,15}", value, re.ASCII):
        return int(value)
    raise ValueError("not the id of a group: a whole number that begins with a minus")


def _number(kind: Callable[[Any], float], least: float, most: float, value: object) -> float:
    """Read a number between *least* and *most*; neither ``inf`` nor ``nan`` is one, nor is 1_0 or ٥."""
    is_odd = isinstance(value, str) and ("_" in value or not value.isascii())
    try:
        number = math.nan if is_odd else kind(value)
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
Issuer = Annotated[
    str,
    form(
        r"https?://[!-.0-~][!-~]*",
        "not an issuer; write it as ESIA's tokens have it, like http://esia.gosuslugi.ru/",
    ),
]
Zone = Annotated[str, AfterValidator(_zone)]
Level = Annotated[str, AfterValidator(_level)]
Scopes = Annotated[str, AfterValidator(_scopes)]
Token = Annotated[
    SecretStr,
    form(r"\d+:[\w.~:-]+", "must have the form digits:letters, without spaces, as BotFather gives it"),
]
Absent = BeforeValidator(_nothing_if_empty)
WebhookSecret = Annotated[
    SecretStr | None,
    Absent,
    form(r"[\w-]{32,256}", "must be 32 to 256 of the letters A-Z a-z 0-9 _ -, made at random"),
]
OptionalSecret = Annotated[
    SecretStr | None,
    Absent,
    form("[!-~]+", "holds a space, or a letter that is not ASCII; copy it again"),  # it stands in a header
]
Password = Annotated[SecretStr | None, Absent]
SlotTypes = Annotated[str, AfterValidator(_slot_types)]
Mnemonic = Annotated[
    str, form("[!-~]*", "holds a space, or a letter that is not ASCII; copy it from ESIA's registration")
]
RingFile = Annotated[Path, AfterValidator(_ring)]
OptionalPath = Annotated[Path | None, Absent, AfterValidator(_path)]
OptionalFolder = Annotated[OptionalPath, AfterValidator(_folder)]
Authorities = Annotated[OptionalPath, AfterValidator(_authorities)]
Group = Annotated[int | None, BeforeValidator(_group), Absent]
