"""The settings: read once from the environment or ``.env``, checked, and named as the operator knows them."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SCOPES = (
    "openid fullname birthdate gender snils mobile medical_doc"
    " kid_fullname kid_birthdate kid_gender kid_snils kid_medical_doc"
)
SQLITE = "sqlite:///"


def _nothing_if_empty(value: object) -> object:
    """Read an empty value as an absent one, as people leave it in ``.env``."""
    return None if value == "" else value


def _named(value: str) -> str:
    """Refuse an empty value: a consent that does not say to whom it is given is none (152-FZ, article 9)."""
    if not value.strip():
        raise ValueError("not set; the consent must name who processes the data, so none may be asked for")
    return value.strip()


Named = Annotated[str, AfterValidator(_named), Field(validate_default=True)]
OptionalNumber = Annotated[int | None, BeforeValidator(_nothing_if_empty)]
OptionalPath = Annotated[Path | None, BeforeValidator(_nothing_if_empty)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_nothing_if_empty)]


class SettingsWrong(Exception):
    """The settings do not allow a start; the text says what to mend, never a secret's value."""


class Settings(BaseSettings):
    """Everything that the operator decides (docs: ``.env.example``)."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, Field(min_length=3)]
    telegram_api_url: str = "https://api.telegram.org"
    telegram_link_url: str = "https://t.me"
    updates: Literal["polling", "webhook"] = "polling"
    listen: str = "127.0.0.1:8073"
    listen_private: str = "127.0.0.1:9073"
    public_url: str = "http://127.0.0.1:8073"
    webhook_secret: OptionalSecret = None
    database_url: str = "sqlite:///data/bot.db"
    data_keys: Path = Path("data/keys.json")
    esia_provider: Literal["direct", "gateway"] = "direct"
    esia_url: str = "https://esia.gosuslugi.ru"
    esia_issuer: str = "http://esia.gosuslugi.ru/"
    esia_client_id: str = ""
    esia_client_secret: OptionalSecret = None
    esia_scopes: str = SCOPES
    esia_signer: Literal["openssl", "csptest", "gostcrypto"] = "openssl"
    esia_certificate: OptionalPath = None
    esia_private_key: str = ""
    esia_token_keys: OptionalPath = None
    esia_ca_bundle: OptionalPath = None
    registry_url: str = ""
    registry_token: OptionalSecret = None
    registry_ca_bundle: OptionalPath = None
    registry_snils_system: str = "https://fhir.ru/ig/core/systems/snils"
    registry_polis_system: str = "https://fhir.ru/ig/core/systems/oms"
    search_first_seconds: Annotated[float, Field(gt=0)] = 5
    search_deadline_hours: Annotated[float, Field(gt=0)] = 24
    watch_seconds: Annotated[float, Field(gt=0)] = 60
    most_visits: Annotated[int, Field(gt=0)] = 10
    most_visits_typed: Annotated[int, Field(gt=0)] = 3
    most_bookings_a_day: Annotated[int, Field(gt=0)] = 10
    timezone: str = "Europe/Ulyanovsk"
    operator_name: Named = ""
    operator_address: Named = ""
    support_contact: str = ""
    support_chat: OptionalNumber = None
    log_level: str = "INFO"

    @classmethod
    def read(cls) -> Self:
        """Read and check the settings.

        Raises:
            SettingsWrong: one line a mistake, each with the setting's name.
        """
        try:
            return cls()  # type: ignore[call-arg]  # pydantic-settings takes them from the environment
        except ValidationError as error:
            lines = (
                f"{'.'.join(map(str, mistake['loc'])).upper()}: {mistake['msg']}".replace("Value error, ", "")
                for mistake in error.errors(include_input=False, include_url=False)
            )
            raise SettingsWrong("\n".join(lines)) from None

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if not self.bot_token.get_secret_value().partition(":")[0].isdigit():
            raise ValueError("BOT_TOKEN has the form digits:text")
        if not is_https_or_loopback(self.public_url):
            raise ValueError("PUBLIC_URL must be https unless it is loopback")
        if self.updates == "webhook" and not self.webhook_secret:
            raise ValueError("UPDATES=webhook needs WEBHOOK_SECRET")
        if not self.database_url.startswith(SQLITE):
            raise ValueError("DATABASE_URL must begin with sqlite:///")
        if self.support_chat is not None and self.support_chat >= 0:
            raise ValueError("SUPPORT_CHAT is the id of a group, which begins with a minus")
        ZoneInfo(self.timezone)
        return self

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return Path(self.database_url.removeprefix(SQLITE))

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def search_first(self) -> timedelta:
        """The pause before the registry is asked again for the first time."""
        return timedelta(seconds=self.search_first_seconds)

    @property
    def watch_every(self) -> timedelta:
        """The pause between two rounds of asking for the free times that people wait for."""
        return timedelta(seconds=self.watch_seconds)

    @property
    def search_deadline(self) -> timedelta:
        """How long a search goes on before the person is told that nothing was found."""
        return timedelta(hours=self.search_deadline_hours)


def address(listen: str) -> tuple[str, int]:
    """Split ``host:port``."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


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
