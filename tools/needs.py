"""What the tests need of the system: installed as root, named in one line otherwise."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = {
    "chromium": "chromium",
    "faketime": "faketime",
    "openssl": "openssl",
    "promtool": "prometheus",
    "zint": "zint",
    "gs": "ghostscript",
    "systemd-analyze": "systemd",
    "nginx": "nginx",
    "caddy": "caddy",
}  # and their packages
# a test measures labels by it, and pages are shown in it
FONT = ("/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "fonts-roboto-unhinted")
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"  # where Debian keeps servers, and only root looks
APT = Path(__file__).with_name("apt.sh")
GOST_ENGINE = "libengine-gost-openssl"
SERVERS = Path("/usr/lib/postgresql")  # where Debian puts each release of PostgreSQL, on nobody's PATH


def main() -> int:
    """Install what is missing, or say what to install; 0 when all is there."""
    missing = sorted(package for program, package in PROGRAMS.items() if not shutil.which(program, path=PATH))
    if not has_gost_engine():
        missing.append(GOST_ENGINE)
    if not Path(FONT[0]).exists():
        missing.append(FONT[1])
    if not list(SERVERS.glob("*/bin/initdb")):
        missing.append("postgresql")
    if not missing:
        return 0
    return subprocess.run(["sh", APT, *missing], check=False).returncode  # noqa: S603, S607 - names of ours


def has_gost_engine() -> bool:
    """Ask OpenSSL for its GOST engine."""
    if not shutil.which("openssl"):
        return False
    asked = subprocess.run(["openssl", "engine", "gost"], capture_output=True, check=False)  # noqa: S607 - Debian's own
    return asked.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
