"""The bill of materials: what the lock brings into an installation, as CycloneDX on the standard output.

The same lock gives the same bytes: no time and no chance is in it. Licences are those that the installed
packages declare.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.hash.factories import HashTypeFactory
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.version import VERSION  # noqa: E402 - found by the line above

NAME = "doctor73-telegram"
LOCK = ROOT / "requirements-postgres.lock"  # all that may be installed
PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;]+)(?P<rest>(?:.*\\\n)+.*)", re.MULTILINE)
HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


def bill(lock: str) -> Bom:
    """Return the bill of a *lock*'s text."""
    house = Component(name=NAME, version=VERSION, type=ComponentType.APPLICATION, bom_ref=NAME)
    made = Bom(components=list(_components(lock)), serial_number=uuid5(NAMESPACE_URL, f"{VERSION}\n{lock}"))
    made.metadata.component = house
    made.metadata.timestamp = None  # type: ignore[assignment]  # whoever compares two releases compares bytes
    made.register_dependency(house, list(made.components))
    return made


def _components(lock: str) -> Iterator[Component]:
    for pinned in PINNED.finditer(lock):
        name, version = pinned["name"], pinned["version"]
        address = PackageURL("pypi", name=name, version=version)
        archives = [
            ExternalReference(
                type=ExternalReferenceType.DISTRIBUTION,
                url=XsUri(str(address)),
                hashes=[HashTypeFactory().from_composite_str(hashed)],
            )
            for hashed in HASH.findall(pinned["rest"])
        ]
        yield Component(
            name=name,
            version=version,
            type=ComponentType.LIBRARY,
            purl=address,
            bom_ref=str(address),
            licenses=[LicenseFactory().make_from_string(told) for told in _licence(name)],
            external_references=archives,
        )


def _licence(name: str) -> list[str]:
    try:
        told = metadata(name)
    except PackageNotFoundError:  # it is locked for another system
        return []
    declared = told["License-Expression"] or told["License"] or ""
    return [declared] if declared and "\n" not in declared else []


if __name__ == "__main__":
    sys.stdout.write(JsonV1Dot6(bill(LOCK.read_text())).output_as_string(indent=2) + "\n")
