"""What the tests need of the system: installed as root, named in one line otherwise."""

import os
import shutil
import subprocess
import sys

PROGRAMS = {
    "chromium": "chromium",
    "openssl": "openssl",
    "zint": "zint",
    "gs": "ghostscript",
}  # and their packages
GOST_ENGINE = "libengine-gost-openssl"


def main() -> int:
    """Install what is missing, or say what to install; 0 when all is there."""
    missing = sorted(package for program, package in PROGRAMS.items() if not shutil.which(program))
    if not has_gost_engine():
        missing.append(GOST_ENGINE)
    if not missing:
        return 0
    if os.geteuid() != 0:
        sys.stderr.write(f"The tests need: sudo apt-get install {' '.join(missing)}\n")
        return 1
    subprocess.run(["apt-get", "update", "-qq"], check=True)  # noqa: S607 - Debian's own
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - package names of ours
    return 0


def has_gost_engine() -> bool:
    """Ask OpenSSL for its GOST engine."""
    if not shutil.which("openssl"):
        return False
    asked = subprocess.run(["openssl", "engine", "gost"], capture_output=True, check=False)  # noqa: S607 - Debian's own
    return asked.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
