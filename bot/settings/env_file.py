"""The file of settings (``.env``): where it was looked for, and why it could not be read."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

USUAL = Path(".env")


@dataclass(frozen=True, slots=True)
class EnvFile:
    """What became of looking for the file: the names in it, and the mistakes of the file itself."""

    path: Path
    names: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    is_there: bool = False

    @staticmethod
    def place(path: Path | None) -> Path:
        """Return where the file is looked for."""
        return (path or USUAL).absolute()

    @classmethod
    def look(cls, path: Path | None) -> "EnvFile":
        """Look into *path*, which must be there, or into the usual file, which need not."""
        place = cls.place(path)
        try:
            text = place.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return cls(place, mistakes=(f"there is no file of settings at {place}",) if path else ())
        except UnicodeDecodeError:
            return cls(place, mistakes=(_not_utf8(place),))
        except OSError as error:
            return cls(place, mistakes=(f"{place} cannot be read: {error.strerror}",))
        return cls(place, *_read(place, text), is_there=True)


def _not_utf8(place: Path) -> str:
    return f"{place} is not written in UTF-8 (perhaps in cp1251 or UTF-16): save it as UTF-8"


def _read(place: Path, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if "\0" in text:
        return (), (_not_utf8(place),)
    lines = [line for line in parse_stream(StringIO(text)) if line.error or line.key is not None]
    mistakes = [
        f"{place}, line {line.original.line}: not of the form NAME=value"
        for line in lines
        if line.error or line.value is None
    ]
    return tuple(line.key for line in lines if line.key), tuple(mistakes)
