"""The settings: read once from the environment or ``.env``, checked, and named as the operator knows them."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.settings.addresses import Address, DatabaseUrl, Identifier, OptionalServer, Server, is_loopback
from bot.settings.env_file import EnvFile
from bot.settings.mistakes import misspelt, told
from bot.settings.values import (
    Authorities,
    Group,
    Issuer,
    Level,
    Mnemonic,
    Named,
    OptionalFolder,
    OptionalPath,
    OptionalSecret,
    Password,
    RingFile,
    Scopes,
    Shown,
    SlotTypes,
    Token,
    WebhookSecret,
    Zone,
    needed,
    number,
    whole,
)
from storage.places import Place, place_of

SCOPES = (
    "openid fullname birthdate gender snils mobile medical_doc"
    " kid_fullname kid_birthdate kid_gender kid_snils kid_medical_doc"
)
WEBHOOK_PATH = "/telegram/webhook"  # below PUBLIC_URL
QUOTED = re.compile(r"""(['"])(?:(?!\1).)*\1""", re.DOTALL)

IfGiven = Field(validate_default=True)  # what else is set may demand it
BY_WEBHOOK = needed("UPDATES=webhook needs it: 32 random letters of A-Z a-z 0-9 _ -", updates="webhook")
BY_GATEWAY = needed("ESIA_PROVIDER=gateway needs it: no sign-in would work", esia_provider="gateway")
BY_DIRECT = needed(
    "needed by the sign-in; without ESIA_CLIENT_ID it is closed", "esia_client_id", esia_provider="direct"
)
BY_ECP = needed(
    "REGISTRY_KIND=ecp needs it: the region gives the account", "registry_url", registry_kind="ecp"
)


class SettingsWrong(Exception):
    """The settings do not allow a start; the text says what to mend, never a secret's value."""


class Settings(BaseSettings):
    """Everything that the operator decides (docs: ``.env.example``).

    What one setting demands of another is judged by the one that stands later, so that every mistake is told.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: Token
    telegram_api_url: Server = "https://api.telegram.org"
    telegram_link_url: Server = "https://t.me"
    updates: Literal["polling", "webhook"] = "polling"
    listen: Address = "127.0.0.1:8073"
    listen_private: Annotated[Address, IfGiven] = "127.0.0.1:9073"
    public_url: Server = "http://127.0.0.1:8073"
    webhook_secret: Annotated[WebhookSecret, IfGiven, BY_WEBHOOK] = None
    database_url: DatabaseUrl = SecretStr("sqlite:///data/bot.db")  # a password may stand in it
    data_keys: RingFile = Path("keys/keys.json")
    esia_provider: Literal["direct", "gateway"] = "direct"
    esia_url: Server = "https://esia.gosuslugi.ru"
    esia_issuer: Issuer = "http://esia.gosuslugi.ru/"
    esia_client_id: Mnemonic = ""
    esia_client_secret: Annotated[OptionalSecret, IfGiven, BY_GATEWAY] = None
    esia_scopes: Scopes = SCOPES
    esia_signer: Literal["openssl", "csptest", "gostcrypto"] = "openssl"
    esia_certificate: Annotated[OptionalPath, IfGiven, BY_DIRECT] = None
    esia_private_key: Annotated[str, IfGiven, BY_DIRECT] = ""
    esia_token_keys: Annotated[OptionalPath, IfGiven, BY_DIRECT] = None
    esia_ca_bundle: Authorities = None
    registry_kind: Literal["fhir", "ecp"] = "fhir"
    registry_url: OptionalServer = ""
    registry_token: OptionalSecret = None
    registry_login: Annotated[str, IfGiven, BY_ECP] = ""
    registry_password: Annotated[Password, IfGiven, BY_ECP] = None
    registry_api_key: OptionalSecret = None
    registry_slot_types: SlotTypes = "1,11"
    registry_fail_cause: Annotated[int, whole(1, 1_000_000)] = 1
    registry_ca_bundle: Authorities = None
    registry_snils_system: Identifier = "https://fhir.ru/ig/core/systems/snils"
    registry_polis_system: Identifier = "https://fhir.ru/ig/core/systems/oms"
    search_first_seconds: Annotated[float, number(0.1, 3600)] = 5
    search_deadline_hours: Annotated[float, number(0.0001, 720)] = 24
    watch_seconds: Annotated[float, number(0.5, 86400)] = 60
    most_visits: Annotated[int, whole(1, 1000)] = 10
    most_visits_typed: Annotated[int, whole(1, 1000)] = 3
    most_bookings_a_day: Annotated[int, whole(1, 1000)] = 10
    timezone: Zone = "Europe/Ulyanovsk"
    operator_name: Named = ""
    operator_address: Named = ""
    support_contact: Shown = ""
    support_chat: Group = None
    texts_dir: OptionalFolder = None
    log_level: Level = "INFO"
    log_format: Literal["text", "json"] = "text"

    @classmethod
    def read(cls, env_file: Path | None = None) -> Self:
        """Read and check the settings of the environment and of *env_file*, or of ``.env`` if there is one.

        Raises:
            SettingsWrong: one line a mistake, each with the setting's name.
        """
        file = EnvFile.look(env_file)
        if file.mistakes:
            raise SettingsWrong("\n".join(file.mistakes))
        mistakes = [*misspelt(file.names, cls.model_fields), *misspelt(os.environ, cls.model_fields)]
        try:
            settings = cls(_env_file=file.path)  # type: ignore[call-arg]  # pydantic-settings takes the others from there
        except ValidationError as error:
            mistakes += [told(mistake) for mistake in error.errors(include_input=False, include_url=False)]
            if not file.is_there:
                mistakes.append(f"no file of settings was found at {file.path}; --env-file names another")
        if mistakes:
            raise SettingsWrong("\n".join(dict.fromkeys(mistakes)))
        return settings

    @field_validator("*", mode="before")
    @classmethod
    def _as_meant(cls, value: object, info: ValidationInfo) -> object:
        """Take off blanks and line ends around a value; quotes around it would be part of it.

        A token is told of as it is: what stands around it was copied along, and perhaps not all of it.
        """
        if not isinstance(value, str):
            return value
        if info.field_name == "bot_token" and value != value.strip():
            raise ValueError("a blank or a line end stands around it; copy it again, alone")
        value = value.strip()
        if QUOTED.fullmatch(value):
            raise ValueError("the quotes around it are taken as part of it; leave them out")
        field = cls.model_fields[str(info.field_name)]
        if not value and field.default and not field.is_required():
            raise ValueError("empty; leave the line out for the usual value, or fill it in")
        return value

    @field_validator("listen_private")
    @classmethod
    def _another_address(cls, value: str, info: ValidationInfo) -> str:
        if value == info.data.get("listen"):
            raise ValueError("the same as LISTEN; the private pages need an address of their own")
        return value

    @field_validator("esia_signer")
    @classmethod
    def _signer_for_demo(cls, value: str, info: ValidationInfo) -> str:
        url = info.data.get("esia_url")
        if value == "gostcrypto" and url and not is_loopback(urlsplit(url).hostname):
            raise ValueError("gostcrypto signs for a loopback ESIA_URL only; use openssl or csptest")
        return value

    @property
    def database(self) -> Place:
        """Where everything is kept."""
        return place_of(self.database_url.get_secret_value())

    @property
    def webhook_url(self) -> str:
        """Where Telegram delivers updates."""
        return self.public_url + WEBHOOK_PATH

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone."""
        return ZoneInfo(self.timezone)


def address(listen: str) -> tuple[str, int]:
    """Split ``host:port``."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)
