"""Files that went through the chat: uploaded once, named by an id, fetched by a path.

Source: core.telegram.org/bots/api#sending-files; sizes of pictures from their own headers (ITU-T T.81, PNG).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import bad_request

DOWNLOAD_BYTES = 20 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # start-of-frame markers hold the size


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in; written out it is its name alone."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that has an id."""

    id: str
    path: str
    upload: Upload

    def as_json(self) -> dict[str, Any]:
        """Return what all the Bot API's file objects share."""
        return {
            "file_id": self.id,
            "file_unique_id": self.id[-16:],
            "file_size": len(self.upload.content),
        }

    def as_document(self) -> dict[str, Any]:
        """Return the Bot API's Document."""
        return {**self.as_json(), "file_name": self.upload.name, "mime_type": self.upload.media_type}

    def as_photo(self) -> list[dict[str, Any]]:
        """Return the sizes of a photo: the sandbox keeps the largest only.

        Raises:
            ApiError: it is no JPEG or PNG picture, or too large.
        """
        size = picture_size(self.upload.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if len(self.upload.content) > PHOTO_BYTES:
            raise bad_request("file is too big")
        return [{**self.as_json(), "width": size[0], "height": size[1]}]


class Files:
    """All files of one sandbox, by id and by path."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def keep(self, upload: Upload, folder: str) -> Kept:
        """Give *upload* an id and a path below *folder*."""
        number = secrets.token_urlsafe(24)
        _, dot, ending = upload.name.rpartition(".")
        kept = Kept(number, f"{folder}/file_{len(self._kept)}{dot}{ending if dot else ''}", upload)
        self._kept[number] = kept
        return kept

    def by_id(self, number: str) -> Kept:
        """Return the file with this id.

        Raises:
            ApiError: there is none.
        """
        try:
            return self._kept[number]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None

    def by_path(self, path: str) -> Kept | None:
        """Return the file with this path."""
        return next((kept for kept in self._kept.values() if kept.path == path), None)

    def of_call(self, given: Mapping[str, Any], name: str, folder: str) -> Kept:
        """Return the file that the parameter *name* uploads or names.

        Raises:
            ApiError: it does neither.
        """
        value = given.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = given.get(value.removeprefix("attach://"))
        if isinstance(value, Upload):
            if not value.content:
                raise bad_request("file must be non-empty")
            return self.keep(value, folder)
        if not value:
            raise bad_request(f"there is no {name} in the request")
        return self.by_id(str(value))


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a JPEG or PNG, read from its header."""
    if content.startswith(PNG):
        return _pair(content[16:20], content[20:24])
    return _jpeg_size(content) if content.startswith(JPEG) else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - every JPEG segment begins so
        if content[at + 1] in FRAMES:
            return _pair(content[at + 7 : at + 9], content[at + 5 : at + 7])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _pair(width: bytes, height: bytes) -> tuple[int, int] | None:
    size = int.from_bytes(width), int.from_bytes(height)
    return size if all(size) else None
