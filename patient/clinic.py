"""A clinic (лечебное учреждение), as the registry knows it."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Clinic:
    """An organisation that sees patients; *id* is the registry's."""

    id: str
    name: str
    address: str | None = None
    phones: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {"id": self.id, "name": self.name, "address": self.address, "phones": self.phones}

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        return cls(content["id"], content["name"], content["address"], tuple(content["phones"]))
