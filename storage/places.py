"""The places: where a database is, as the settings name it."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SQLITE = "sqlite:///"
POSTGRES = "postgresql://"


@dataclass(frozen=True, slots=True, repr=False)
class Server:
    """A database of a PostgreSQL server, by its URL, in which a password may stand."""

    url: str

    def __str__(self) -> str:
        """Name it for people, without what nobody may read."""
        parts = urlsplit(self.url)
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


Place = Path | Server  # a file is SQLite's


def place_of(url: str) -> Place:
    """Return the place that a checked ``DATABASE_URL`` names."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else Server(url)


def named(place: Place) -> str:
    """Name the place for people, wherever they stand."""
    return str(place if isinstance(place, Server) else place.absolute())
