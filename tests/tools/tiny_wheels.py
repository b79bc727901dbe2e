"""Tiny wheels in a folder, for a set-up that asks no index, and the lock lines that name them."""

import hashlib
import zipfile
from pathlib import Path

WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel(folder: Path, name: str, version: str, *metadata: str) -> str:
    """Write a wheel with one module of this name; return its lock line."""
    about = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{about}/METADATA": "\n".join(
            ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, ""]
        ),
        f"{about}/WHEEL": WHEEL,
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{about}/RECORD"])
    written = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(written, "w") as archive:
        for path, text in {**files, f"{about}/RECORD": record}.items():
            archive.writestr(path, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(written.read_bytes()).hexdigest()}\n"
